import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { COLUMNS, hasBit } from '#sdk';
import type { MemoryLog } from '../log/memory-log.ts';
import { randomLog, randomSelection } from '../log/random-log.ts';
import { inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, type Lens, viewOf } from '../views/lens.ts';
import { EVERYTHING, type Selection } from '../views/selection.ts';
import { appendTrace, findTrace, mergeVariants, newVariants, type VariantTable } from './variant-table.ts';
import { variants } from './variants.ts';

const traceOf = (t: VariantTable, v: number) => [...t.codes.subarray(t.offsets[v], t.offsets[v + 1])];

/** Sequence of codes → number of cases, number of known durations, their sum, extremes. */
const asObject = (t: VariantTable) =>
  Object.fromEntries(
    Array.from({ length: t.size }, (_, v) => [
      traceOf(t, v).join(','),
      [t.count[v], t.timed[v], t.sum[v], t.min[v], t.max[v]],
    ]),
  );

function byDefinition(memory: MemoryLog, selection: Selection, lens: Lens) {
  const found: Record<string, [number, number, number, number, number]> = {};
  for (const s of memory.segments) {
    const view = viewOf(s, selection, lens);
    for (let c = 0; c < s.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      const kept: number[] = [];
      for (let e = s.offsets[c]!; e < s.offsets[c + 1]!; e++) if (!view.events || hasBit(view.events, e)) kept.push(e);
      const key = kept.map((e) => view.activity[e]).join(',');
      const times = kept.map((e) => view.time[e]!).filter((t) => !Number.isNaN(t));
      found[key] ??= [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const entry = found[key];
      entry[0]++;
      if (times.length === 0) continue;
      const duration = Math.max(...times) - Math.min(...times);
      entry[1]++;
      entry[2] += duration;
      entry[3] = Math.min(entry[3], duration);
      entry[4] = Math.max(entry[4], duration);
    }
  }
  return found;
}

test('equal to the definition: any log, any cut, any selection, any classifier', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 80 }), async (seed, segmentEvents) => {
      const memory = randomLog(seed, { segmentEvents, cases: 120 });
      const byResource: Lens = {
        classifier: memory.log.findColumn(COLUMNS.resource) ? COLUMNS.resource : COLUMNS.activity,
        clock: null,
      };
      for (const lens of [DEFAULT_LENS, byResource]) {
        for (const selection of [
          EVERYTHING,
          randomSelection(memory, seed, 'cases'),
          randomSelection(memory, seed, 'events'),
        ]) {
          const table = await inlineRun(memory, selection, lens).reduce(variants, { durations: true });
          expect(asObject(table)).toEqual(byDefinition(memory, selection, lens));
        }
      }
    }),
    { seed: 3, numRuns: 60 },
  ));

test('traces with one and the same hash stay apart', () => {
  const traces = [[1], [2], [1, 2], [2, 1], [1, 1, 1]];
  const table = (of: number[][]) => {
    const made = newVariants(0, 0);
    for (const trace of of) {
      const v = appendTrace(made, Uint16Array.from(trace), 0, trace.length);
      made.count[v] = 1;
    }
    made.low.fill(7);
    made.high.fill(7);
    return made;
  };
  const merged = mergeVariants(table(traces), table([...traces.toReversed(), [9, 9]]));
  expect(Array.from({ length: merged.size }, (_, v) => [traceOf(merged, v), merged.count[v]])).toEqual([
    ...traces.map((trace) => [trace, 2]),
    [[9, 9], 1],
  ]);
});

test('a trace is found or not, after growth from nothing', () => {
  const table = newVariants(0, 0);
  const trace = (i: number) => Uint16Array.of(i & 7, i >>> 3, i);
  for (let i = 0; i < 5000; i++) appendTrace(table, trace(i), 0, 3);
  for (let i = 0; i < 5000; i++) expect(findTrace(table, trace(i), 0, 3)).toBe(i);
  expect(findTrace(table, trace(5000), 0, 3)).toBe(-1);
  expect(findTrace(table, trace(4), 0, 2)).toBe(-1);
  expect(findTrace(table, trace(4), 0, 0)).toBe(-1);
});
