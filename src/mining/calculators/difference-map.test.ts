import { expect, test } from 'bun:test';
import fc from 'fast-check';
import caseLength from '../filters/case-length.ts';
import { exampleLog } from '../log/example-log.ts';
import type { MemoryLog } from '../log/memory-log.ts';
import { type PlainCase, plainCases } from '../log/plain-cases.ts';
import { randomLog, randomSelection } from '../log/random-log.ts';
import { calculate, filterSource } from '../views/inline.ts';
import type { Selection } from '../views/selection.ts';
import differenceMap from './difference-map.ts';

const LOGS = Number(process.env.LAW_RUNS ?? 150);
const filters = filterSource([caseLength as never]);
const LONG = [{ id: 'case-length', params: { min: 3 } }];

const compare = (memory: MemoryLog, against: object[], selection?: Selection) =>
  calculate(memory, differenceMap, { against: against as never }, selection, filters);

/** Occurrences and durations by name, of one selection, by the definition. */
function graphOf(cases: readonly PlainCase[]) {
  const found = new Map<string, { durations: number[]; count: number; cases: Set<string> }>();
  const note = (name: string, id: string, duration: number) => {
    const entry = found.get(name) ?? { durations: [], count: 0, cases: new Set() };
    found.set(name, entry);
    entry.count++;
    entry.cases.add(id);
    if (!Number.isNaN(duration)) entry.durations.push(duration);
  };
  for (const { id, events } of cases)
    events.forEach(({ activity, time, start }, i) => {
      note(activity, id, time - start);
      const before = events[i - 1];
      if (before) note(`${before.activity} > ${activity}`, id, time - before.time);
    });
  return (name: string) => {
    const { durations, count, cases: shown } = found.get(name) ?? { durations: [], count: 0, cases: new Set() };
    const sorted = durations.toSorted((a, b) => a - b);
    const n = sorted.length;
    return {
      ...{ count, cases: shown.size, share: shown.size / Math.max(1, cases.length) },
      perCase: count / Math.max(1, cases.length),
      meanMs: n === 0 ? null : sorted.reduce((a, b) => a + b) / n,
      medianMs: n === 0 ? null : (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2,
    };
  };
}

test('as by the definition, on logs made by chance', async () => {
  let arcs = 0;
  const check = async (seed: number) => {
    const memory = randomLog(seed, { segmentEvents: 20 });
    const selection = randomSelection(memory, seed, seed % 2 ? 'cases' : 'events');
    const found = await compare(memory, LONG, selection);
    const here = plainCases(memory, selection);
    const there = plainCases(memory).filter(({ events }) => events.length >= 3);
    const [a, b] = [graphOf(here), graphOf(there)];
    expect([found.here?.cases, found.there?.cases]).toEqual([here.length, there.length]);
    const names = new Set([...here, ...there].flatMap(({ events }) => events.map(({ activity }) => activity)));
    expect(found.nodes.map(({ activity }) => activity).toSorted()).toEqual([...names].toSorted());
    for (const item of found.nodes)
      expect([item.here, item.there]).toEqual([a(item.activity), b(item.activity)] as never);
    for (const item of found.arcs) {
      const name = `${item.from} > ${item.to}`;
      expect([item.here, item.there]).toEqual([a(name), b(name)] as never);
      expect(item.shareDifference).toBe(item.here.share - item.there.share);
    }
    const differences = found.arcs.map(({ shareDifference }) => Math.abs(shareDifference));
    differences.forEach((d, i) => {
      expect(d).toBeLessThanOrEqual((differences[i - 1] ?? 1) + 1e-12);
    });
    const occurrences = (cases: readonly PlainCase[]) => cases.reduce((n, c) => n + c.events.length - 1, 0);
    expect(found.arcs.reduce((n, arc) => n + arc.here.count, 0)).toBe(occurrences(here));
    expect(found.arcs.reduce((n, arc) => n + arc.there.count, 0)).toBe(occurrences(there));
    arcs += found.arcs.length;
  };
  await fc.assert(fc.asyncProperty(fc.integer(), check), { seed: 3, numRuns: LOGS });
  expect(arcs).toBeGreaterThan(LOGS);
});

test('a selection compared with itself differs in nothing', async () => {
  const { arcs, nodes, start, end } = await compare(exampleLog(), []);
  for (const item of [...arcs, ...nodes]) {
    expect([item.shareDifference, item.meanDifferenceMs || 0]).toEqual([0, 0]);
    expect(item.here).toEqual(item.there);
  }
  for (const item of [...start, ...end]) expect(item.here).toBe(item.there);
});

test('nothing on the other side', async () => {
  const { there, nodes, arcs } = await compare(exampleLog(), [{ id: 'case-length', params: { min: 99 } }]);
  expect(there).toEqual({ cases: 0, events: 0 });
  expect(nodes.find(({ activity }) => activity === 'check')).toMatchObject({
    support: 5,
    there: { count: 0, cases: 0, share: 0, perCase: 0, meanMs: null },
    meanDifferenceMs: null,
  });
  expect(arcs).toHaveLength(7);
  const shares = arcs.map(({ shareDifference }) => shareDifference);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
});
