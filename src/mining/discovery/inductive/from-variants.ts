import { AppError } from '#sdk';
import { casesByActivity } from '../../kernels/variant-activities.ts';
import type { VariantTable } from '../../kernels/variant-table.ts';
import { byteRanks } from '../../log/byte-order.ts';
import { type SubLog, SubLogBuilder } from './sub-log.ts';

/** Most activities that are mined: the graph of more does not fit, and no one could read the model. */
const MOST_ACTIVITIES = 2_000;

/**
 * The variants of a view as the miner's log, and the name of each of its activities, in order of their bytes.
 * @param least activities of fewer cases are taken out of the traces; `hidden` says how many
 */
export function subLogOf(
  table: VariantTable,
  dictionary: readonly string[],
  least: number,
): { log: SubLog; names: string[]; hidden: number } {
  const { codes, offsets, count, size } = table;
  const cases = casesByActivity(table, dictionary.length);
  const ranks = byteRanks(dictionary);
  const occurring = dictionary.map((_, code) => code).filter((code) => cases[code]! > 0);
  const used = occurring.filter((code) => cases[code]! >= least).sort((a, b) => ranks[a]! - ranks[b]!);
  if (used.length > MOST_ACTIVITIES)
    throw new AppError(
      'too_large',
      'mining.tooManyActivities',
      `The view has ${used.length.toLocaleString('en')} activities; a model of at most ${MOST_ACTIVITIES.toLocaleString('en')} can be discovered. Filter, or take another classifier.`,
    );
  const number = new Int32Array(dictionary.length).fill(-1);
  used.forEach((code, i) => {
    number[code] = i;
  });
  const builder = new SubLogBuilder([...used.keys()], offsets[size]! + 1);
  for (let v = 0; v < size; v++) {
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      const code = number[codes[i]!]!;
      if (code >= 0) builder.event(code);
    }
    builder.trace(count[v]!);
  }
  const names = used.map((code) => dictionary[code]!);
  return { log: builder.done(), names, hidden: occurring.length - used.length };
}
