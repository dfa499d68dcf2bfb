import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import processMap from './process-map.ts';

for (const name of ['receipt', 'running-example'] as const) {
  test(`${name}: the reference's counts exactly, its durations to the millisecond it rounds to`, async () => {
    const { memory, is } = await referenceLog(name, true);
    const map = await calculate(memory, processMap);
    const counts = map.arcs.map(({ from, to, count }) => [from, to, count]);
    expect(counts.toSorted()).toEqual(is.dfg.all.toSorted());
    expect(map.arcs.reduce((sum, arc) => sum + arc.count, 0)).toBe(is.dfg.sum);
    expect(Object.fromEntries(map.start.map((s) => [s.activity, s.count]))).toEqual(is.dfg.start);
    expect(Object.fromEntries(map.end.map((s) => [s.activity, s.count]))).toEqual(is.dfg.end);
    expect(is.performance_dfg.all.length).toBe(map.arcs.length);
    for (const [from, to, seconds] of is.performance_dfg.all) {
      const arc = map.arcs.find((a) => a.from === from && a.to === to)!;
      expect(arc.sumMs! / 1000).toBeCloseTo(seconds.sum, 2);
      expect(arc.meanMs! / 1000).toBeCloseTo(seconds.mean, 2);
      expect(arc.medianMs! / 1000).toBeCloseTo(seconds.median, 2);
      expect(arc.minMs! / 1000).toBeCloseTo(seconds.min, 2);
      expect(arc.maxMs! / 1000).toBeCloseTo(seconds.max, 2);
    }
  });
}

test('times that are missing make durations unknown, not zero', async () => {
  const memory = memoryLog([
    { case: '1', activity: 'a', time: 10 },
    { case: '1', activity: 'b' },
    { case: '2', activity: 'a', time: 5 },
    { case: '2', activity: 'b', time: 5 },
    { case: '3', activity: 'a' },
    { case: '3', activity: 'c', time: 7 },
  ]);
  const { arcs } = await calculate(memory, processMap);
  // a>b twice, known once: both at 5. a>c once, not known.
  expect(arcs).toEqual([
    { from: 'a', to: 'b', count: 2, cases: 2, meanMs: 0, medianMs: 0, minMs: 0, maxMs: 0, sumMs: 0 },
    { from: 'a', to: 'c', count: 1, cases: 1, meanMs: null, medianMs: null, minMs: null, maxMs: null, sumMs: null },
  ]);
});

test('shares ranked by cases', async () => {
  const trace = (id: string, activities: string) =>
    [...activities].map((activity, time) => ({ case: id, activity, time }));
  // Events: a 6, d 6, b 5, c 2. Cases: a 6, d 6, c 2, b 1. Three quarters are three activities; a>d is their best way.
  const traces = ['abbbbbd', 'acd', 'acd', 'ad', 'ad', 'ad'];
  const memory = memoryLog(traces.flatMap((activities, i) => trace(`${i}`, activities)));
  const shown = async (metric: 'count' | 'cases') =>
    (await calculate(memory, processMap, { metric, activityShare: 0.75, pathShare: 0 })).nodes.map((n) => n.activity);
  expect(await shown('count')).toEqual(['a', 'd', 'b']);
  expect(await shown('cases')).toEqual(['a', 'd', 'c']);
});

test('labels are kept as they are', async () => {
  const names = ['Prüfen', 'Pru\u0308fen', 'prüfen', '決定', '💶', ' pay '];
  const memory = memoryLog(names.map((activity, i) => ({ case: 'c', activity, time: -1e12 + i })));
  const { nodes, arcs } = await calculate(memory, processMap);
  expect(nodes.map((n) => n.activity).toSorted()).toEqual(names.toSorted());
  expect(arcs.map((a) => [a.from, a.to]).toSorted()).toEqual(
    names
      .slice(1)
      .map((to, i) => [names[i]!, to])
      .toSorted(),
  );
});
