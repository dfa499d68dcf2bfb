import { AppError } from '#sdk';
import type { VariantTable } from '../../kernels/variant-table.ts';
import { byteRanks } from '../../log/byte-order.ts';
import { type SubLog, SubLogBuilder } from './sub-log.ts';

/** Most activities that are mined: the graph of more does not fit, and no one could read the model. */
const MOST_ACTIVITIES = 2_000;

/** The variants of a view as the miner's log, and the name of each of its activities, in order of their bytes. */
export function subLogOf(table: VariantTable, dictionary: readonly string[]): { log: SubLog; names: string[] } {
  const { codes, offsets, count, size } = table;
  const occurs = new Uint8Array(dictionary.length);
  for (let i = 0; i < offsets[size]!; i++) occurs[codes[i]!] = 1;
  const ranks = byteRanks(dictionary);
  const used = dictionary
    .map((_, code) => code)
    .filter((code) => occurs[code] === 1)
    .sort((a, b) => ranks[a]! - ranks[b]!);
  if (used.length > MOST_ACTIVITIES)
    throw new AppError(
      'too_large',
      'mining.tooManyActivities',
      `The view has ${used.length.toLocaleString('en')} activities; a model of at most ${MOST_ACTIVITIES.toLocaleString('en')} can be discovered. Filter, or take another classifier.`,
    );
  const number = new Uint16Array(dictionary.length);
  used.forEach((code, i) => {
    number[code] = i;
  });
  const builder = new SubLogBuilder([...used.keys()], offsets[size]! + 1);
  for (let v = 0; v < size; v++) {
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) builder.event(number[codes[i]!]!);
    builder.trace(count[v]!);
  }
  return { log: builder.done(), names: used.map((code) => dictionary[code]!) };
}
