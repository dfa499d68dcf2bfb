/** Which events the source has out of order, held against the definition on random logs. */
import { expect, test } from 'bun:test';
import { hasBit } from '#sdk';
import { type MemoryEvent, memoryLog } from './memory-log.ts';

/** Ids of rows that are earlier than another one of their case that stands before them. */
const byDefinition = (rows: readonly MemoryEvent[]): string[] =>
  rows
    .filter((row, i) => rows.slice(0, i).some((other) => other.case === row.case && other.time! > row.time!))
    .map(({ activity }) => activity)
    .sort();

function marked(rows: readonly MemoryEvent[], segmentEvents: number): string[] {
  const { log, segments } = memoryLog(rows, { segmentEvents });
  return segments
    .flatMap((segment) =>
      Array.from(segment.codes('activity'), (code, e) =>
        hasBit(segment.outOfOrder!, e) ? [log.activityNames[code]!] : [],
      ).flat(),
    )
    .sort();
}

test('as the definition says, with equal and missing times, in one segment or many', () => {
  let seed = 11;
  const dice = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % n;
  };
  let found = 0;
  for (let run = 0; run < 200; run++) {
    const missing = run % 4 === 0 ? 6 : 1_000_000;
    const rows = Array.from({ length: 1 + dice(30) }, (_, i): MemoryEvent => {
      const time = dice(8);
      return { case: `c${dice(5)}`, activity: `row ${i}`, ...(dice(missing) === 1 ? {} : { time }) };
    });
    const expected = byDefinition(rows);
    found += expected.length;
    expect(marked(rows, 1_000_000)).toEqual(expected);
    expect(marked(rows, 4)).toEqual(expected);
  }
  expect(found).toBeGreaterThan(500);
});
