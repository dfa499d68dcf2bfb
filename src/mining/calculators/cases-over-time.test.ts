import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import casesOverTime from './cases-over-time.ts';

const at = (id: string, ...times: string[]) => times.map((time) => ({ case: id, activity: 'x', time }));

test('a case is active from the period of its first event to that of its last', async () => {
  const log = memoryLog([
    ...at('a', '2024-01-10T00:00Z', '2024-04-02T00:00Z'),
    ...at('b', '2024-01-31T23:30Z', '2024-01-31T23:45Z'),
    ...at('c', '2024-03-01T00:00Z'),
  ]);
  const { items } = await calculate(log, casesOverTime, { bucket: 'month' });
  expect(items.map((i) => [i.period, i.started, i.completed, i.active])).toEqual([
    ['2024-01', 2, 1, 2],
    ['2024-02', 0, 0, 1],
    ['2024-03', 1, 1, 2],
    ['2024-04', 0, 1, 1],
  ]);
});

test('periods are those of the zone', async () => {
  // 23:30Z on 31 January is 00:30 on 1 February in Berlin.
  const rows = at('b', '2024-01-31T23:30Z', '2024-01-31T23:45Z');
  const { items, zone } = await calculate(memoryLog(rows, { zone: 'Europe/Berlin' }), casesOverTime, {
    bucket: 'month',
  });
  expect(zone).toBe('Europe/Berlin');
  expect(items).toEqual([{ period: '2024-02', from: '2024-01-31T23:00:00.000Z', started: 1, completed: 1, active: 1 }]);
});

test('weeks begin on Monday; auto chooses days for a week', async () => {
  const weeks = await calculate(exampleLog(), casesOverTime, { bucket: 'week' });
  expect(weeks.items).toEqual([
    { period: '2024-01-01', from: '2024-01-01T00:00:00.000Z', started: 6, completed: 6, active: 6 },
  ]);
  const auto = await calculate(exampleLog(), casesOverTime, {});
  expect([auto.bucket, auto.items.length]).toEqual(['day', 7]);
});

test('no times, no periods; too many periods are refused', async () => {
  expect((await calculate(memoryLog([{ case: 'a', activity: 'x' }]), casesOverTime, {})).items).toEqual([]);
  const long = memoryLog(at('a', '1900-01-01T00:00Z', '2024-01-01T00:00Z'));
  expect(calculate(long, casesOverTime, { bucket: 'day' })).rejects.toThrow('choose longer periods');
  expect((await calculate(long, casesOverTime, {})).items.length).toBe(125);
});
