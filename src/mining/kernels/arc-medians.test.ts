import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { MemoryEvent } from '../log/memory-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { filteredCopy } from '../views/filtered-copy.ts';
import { inlineRun } from '../views/inline.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';
import { medianDurations } from './arc-medians.ts';
import { dfg } from './dfg.ts';
import type { MedianLimits } from './median-search.ts';

/** Limits so tight that every way of narrowing is gone, and the usual ones. */
const LIMITS: (MedianLimits | undefined)[] = [
  undefined,
  { gather: 40, small: 3, spread: 1_000_000, split: 256_000 },
  { gather: 0, small: 0, spread: 700, split: 64 },
  { gather: 5, small: 5, spread: 100, split: 1 },
];

function sortedMedian(values: number[]): number {
  values.sort((a, b) => a - b);
  const n = values.length;
  return n === 0 ? Number.NaN : (values[(n - 1) >>> 1]! + values[n >>> 1]!) / 2;
}

/** Medians by a full sort, by key of the arc and by code of the node, over the physically filtered log. */
function bySorting(memory: MemoryLog, selection: Selection) {
  const arcs = new Map<number, number[]>();
  const nodes = new Map<number, number[]>();
  const note = (into: Map<number, number[]>, key: number, value: number) => {
    const list = into.get(key) ?? [];
    into.set(key, list);
    if (!Number.isNaN(value)) list.push(value);
  };
  for (const s of filteredCopy(memory, selection).segments) {
    const [activity, time] = [s.codes('activity'), s.numbers('time')];
    const start = s.has('start-time') ? s.numbers('start-time') : null;
    for (let c = 0; c < s.cases; c++) {
      for (let e = s.offsets[c]!; e < s.offsets[c + 1]!; e++) {
        note(nodes, activity[e]!, start ? time[e]! - start[e]! : Number.NaN);
        if (e > s.offsets[c]!) note(arcs, activity[e - 1]! * 65_536 + activity[e]!, time[e]! - time[e - 1]!);
      }
    }
  }
  return { arcs, nodes };
}

async function check(memory: MemoryLog, selection: Selection, limits: MedianLimits | undefined, activities: number) {
  const run = inlineRun(memory, selection);
  const counts = await run.reduce(dfg, { activities, durations: true, cases: false });
  const { arcs, nodes } = await medianDurations(run, counts, limits);
  const expected = bySorting(memory, selection);
  counts.arcs.keys.forEach((key, i) => {
    expect([key, arcs[i]]).toEqual([key, sortedMedian(expected.arcs.get(key)!)]);
  });
  nodes.forEach((median, code) => {
    expect([code, median]).toEqual([code, sortedMedian(expected.nodes.get(code) ?? [])]);
  });
}

test('equal to a full sort: any log, any cut, any selection, any limits', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, segmentEvents) => {
      const memory = randomLog(seed, { segmentEvents, cases: 60 });
      for (const limits of LIMITS) {
        for (const selection of [EVERYTHING, randomSelection(memory, seed, 'events')]) {
          await check(memory, selection, limits, memory.log.activities);
        }
        await check(memory, EVERYTHING, limits, 5000);
      }
    }),
    { seed: 5, numRuns: 40 },
  ));

/** One arc a>b with the given durations, one case each. */
function oneArc(durations: readonly number[]): MemoryLog {
  const rows: MemoryEvent[] = durations.flatMap((d, i) => [
    { case: `${i}`, activity: 'a', time: 0 },
    { case: `${i}`, activity: 'b', time: d },
  ]);
  return memoryLog(rows, { segmentEvents: 3000 });
}

test('equal to a full sort on series of every shape', async () => {
  const random = seededNumbers(11);
  const shapes: Record<string, () => number> = {
    'whole seconds over years': () => Math.floor(random() ** 4 * 1e8) * 1000,
    'fractions of milliseconds': () => random() * 3,
    'mostly zero, one of four years': () => (random() < 0.999 ? 0 : 1.26e11),
    'two values far apart': () => (random() < 0.5 ? 1 : 9e15),
    'neighbouring doubles': () => 1 + Math.floor(random() * 7) * Number.EPSILON,
    'nearly all equal': () => (random() < 0.9 ? 86_400_000 : 86_400_000 + Math.floor(random() * 100)),
    'smallest numbers': () => Math.floor(random() * 50) * Number.MIN_VALUE,
    'all large': () => 1e12 + Math.floor(random() * 1e6),
  };
  for (const next of Object.values(shapes)) {
    for (const n of [1, 2, 3, 1000, 2401]) {
      const memory = oneArc(Array.from({ length: n }, next));
      for (const limits of LIMITS) await check(memory, EVERYTHING, limits, memory.log.activities);
    }
  }
});
