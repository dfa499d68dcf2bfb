import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import startEndActivities from './start-end-activities.ts';

for (const name of ['receipt', 'running-example'] as const) {
  test(`${name}: the reference's starts and ends`, async () => {
    const { memory, is } = await referenceLog(name);
    const { start, end, pairs, cases } = await calculate(memory, startEndActivities);
    expect(Object.fromEntries(start.map((s) => [s.activity, s.count]))).toEqual(is.dfg.start);
    expect(Object.fromEntries(end.map((s) => [s.activity, s.count]))).toEqual(is.dfg.end);
    expect(pairs.reduce((sum, pair) => sum + pair.count, 0)).toBe(cases);
  });
}

test('pairs, by hand: ab, aab, ba, b', async () => {
  const trace = (id: string, activities: string) =>
    [...activities].map((activity, i) => ({ case: id, activity, time: i }));
  const memory = memoryLog([...trace('1', 'ab'), ...trace('2', 'aab'), ...trace('3', 'ba'), ...trace('4', 'b')]);
  const { start, pairs } = await calculate(memory, startEndActivities);
  expect(start).toEqual([
    { activity: 'a', count: 2, share: 0.5 },
    { activity: 'b', count: 2, share: 0.5 },
  ]);
  expect(pairs).toEqual([
    { start: 'a', end: 'b', count: 2, share: 0.5 },
    { start: 'b', end: 'a', count: 1, share: 0.25 },
    { start: 'b', end: 'b', count: 1, share: 0.25 },
  ]);
  expect((await calculate(memory, startEndActivities, { pairs: false })).pairs).toEqual([]);
});
