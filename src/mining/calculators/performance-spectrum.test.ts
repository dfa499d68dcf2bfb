import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { bucketClock, bucketName } from '../log/local-time.ts';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { plainCases } from '../log/plain-cases.ts';
import { randomLog, randomSelection } from '../log/random-log.ts';
import { checkParams } from '../views/check-params.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import { officeHours } from '../views/office-hours.ts';
import { EVERYTHING } from '../views/selection.ts';
import performanceSpectrum from './performance-spectrum.ts';

const LOGS = Number(process.env.LAW_RUNS ?? 150);
const MINUTE = 60_000;
const wall = { clock: (instants: Float64Array) => instants };

/** Type 7 of Hyndman and Fan, of sorted values. */
function percentile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  return sorted[low]! + (sorted[Math.ceil(at)]! - sorted[low]!) * (at - low);
}

test('as by the definition, on logs made by chance: zones, calendars, missing times, selections', async () => {
  let lines = 0;
  const check = async (seed: number) => {
    const made = randomLog(seed, { segmentEvents: 12, missing: seed % 2 ? 0 : 0.1 });
    const memory = { ...made, log: { ...made.log, zone: 'Asia/Kathmandu' } };
    const selection = seed % 3 === 0 ? EVERYTHING : randomSelection(memory, seed, seed % 3 === 1 ? 'cases' : 'events');
    const clocks = seed % 5 === 0 ? officeHours : wall;
    const names = memory.log.activityNames.slice(1);
    const segments = names.slice(0, 4).map((from, i) => ({ from, to: names[(i * 3 + seed) % names.length]! }));
    const params = { segments, bucket: 'day' as const, lines: 20_000 };
    const found = await calculate(memory, performanceSpectrum, params, selection, undefined, clocks);
    const reading = (t: number) => clocks.clock(Float64Array.of(t))[0]!;
    const dayOf = bucketClock('Asia/Kathmandu', 'day');
    for (const { from, to, bins, ...segment } of found.segments) {
      const occurrences = plainCases(memory, selection).flatMap(({ id, events }) =>
        events.slice(1).flatMap((event, i) => {
          const before = events[i]!;
          if (before.activity !== from || event.activity !== to || Number.isNaN(event.time - before.time)) return [];
          return [{ id, from: before.time, to: event.time, took: reading(event.time) - reading(before.time) }];
        }),
      );
      const sorted = occurrences.map(({ took }) => took).toSorted((a, b) => a - b);
      const quartiles = sorted.length === 0 ? [null, null, null] : [0.25, 0.5, 0.75].map((p) => percentile(sorted, p));
      const classOf = (took: number) => 1 + quartiles.filter((q) => took > q!).length;
      expect([segment.count, segment.cases]).toEqual([
        occurrences.length,
        new Set(occurrences.map(({ id }) => id)).size,
      ]);
      expect(segment.quartilesMs).toEqual(quartiles);
      expect([segment.minMs, segment.maxMs]).toEqual([sorted[0] ?? null, sorted.at(-1) ?? null]);
      expect(segment.lines).toEqual(
        occurrences
          .map((line) => [line.from, line.to, classOf(line.took)])
          .toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!),
      );
      const binOf = (line: (typeof occurrences)[number]) =>
        `${bucketName('day', dayOf(line.from))} ${classOf(line.took)}`;
      const wanted = Map.groupBy(occurrences, binOf);
      expect(Object.fromEntries(bins.map((bin) => [`${bin.period} ${bin.quartile}`, [bin.count, bin.cases]]))).toEqual(
        Object.fromEntries([...wanted].map(([bin, of]) => [bin, [of.length, new Set(of.map(({ id }) => id)).size]])),
      );
      lines += occurrences.length;
    }
    expect(found.lines.shown).toBe(found.lines.total);
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), check), { seed: 4, numRuns: LOGS });
  expect(lines).toBeGreaterThan(LOGS);
});

/** Cases that go back and forth between two activities, so that each has many lines. */
const many = (cases: number, segmentEvents: number) =>
  memoryLog(
    Array.from({ length: cases * 6 }, (_, i): MemoryEvent => {
      const [c, step] = [Math.floor(i / 6), i % 6];
      return { case: `${c}`, activity: step % 2 ? 'b' : 'a', time: c * 1000 * MINUTE + step * (c + 1) * MINUTE };
    }),
    { segmentEvents },
  );

test('of too many lines, those of whole cases drawn by lot: always the same, others with another seed', async () => {
  const segments = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ];
  // 200 cases with 3 lines from a to b and 2 back: 33 whole cases fit into 167.
  const ask = (segmentEvents: number, seed = 1) =>
    calculate(many(200, segmentEvents), performanceSpectrum, { segments, lines: 167, seed });
  const found = await ask(50);
  expect(found.lines).toEqual({ shown: 165, total: 1000, sampled: true });
  expect(found.segments.map(({ lines }) => lines.length)).toEqual([99, 66]);
  const ids = (of: typeof found) => [
    ...new Set(of.segments[0]!.lines.map(([from]) => Math.floor(from! / (1000 * MINUTE)))),
  ];
  expect(ids(found)).toHaveLength(33);
  expect(found.segments[1]!.lines.every(([from]) => ids(found).includes(Math.floor(from! / (1000 * MINUTE))))).toBe(
    true,
  );
  expect(await ask(1_000_000)).toEqual(found);
  expect(ids(await ask(50, 2))).not.toEqual(ids(found));
  // A single case has more lines than are allowed.
  const none = await calculate(many(3, 50), performanceSpectrum, { segments, lines: 4 });
  expect(none.lines).toEqual({ shown: 0, total: 15, sampled: true });
});

test('single lines are not shown where only groups may be', async () => {
  const memory = many(20, 50);
  const params = checkParams(performanceSpectrum.params, { pick: 'frequency', limit: 1 }) as never;
  const found = await performanceSpectrum.compute(memory.log, params, { ...inlineRun(memory), k: 5 });
  expect(found.lines).toEqual({ shown: 0, total: 60, sampled: true });
  expect(found.segments[0]!.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(60);
});

test('what is picked: the path of most cases, the most frequent, the slowest in all', async () => {
  const step = (id: string, activity: string, minutes: number): MemoryEvent => ({
    ...{ case: id, activity, time: minutes * MINUTE },
  });
  const memory = memoryLog([
    ...['1', '2'].flatMap((id) => [
      step(id, 'a', 0),
      step(id, 'b', 1),
      step(id, 'c', 2),
      step(id, 'b', 3),
      step(id, 'c', 4),
    ]),
    ...[step('3', 'a', 0), step('3', 'x', 500)],
  ]);
  const picked = async (params: object) =>
    (await calculate(memory, performanceSpectrum, params)).segments.map(({ from, to }) => from + to);
  expect(await picked({})).toEqual(['ab', 'bc', 'cb']);
  expect(await picked({ limit: 2 })).toEqual(['ab', 'bc']);
  expect(await picked({ pick: 'frequency' })).toEqual(['bc', 'ab', 'cb', 'ax']);
  expect(await picked({ pick: 'delay' })).toEqual(['ax', 'bc', 'ab', 'cb']);
  const twice = [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b' },
    { from: 'x', to: 'a' },
  ];
  expect(await picked({ segments: twice })).toEqual(['xa', 'ab']);
  const failed = await picked({ segments: [{ from: 'aa', to: 'b' }] }).catch((error) => error);
  expect(failed.message).toContain('"aa"');
});
