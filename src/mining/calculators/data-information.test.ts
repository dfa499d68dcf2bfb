import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import dataInformation from './data-information.ts';

test('every column of the log, times as instants', async () => {
  const { columns } = await calculate(exampleLog(), dataInformation, {});
  expect(columns.map((c) => [c.name, c.level, c.class, c.missing, c.distinct])).toEqual([
    ['concept:name', 'event', 'category', 0, 5],
    ['time:timestamp', 'event', 'time', 0, 23],
    ['start_timestamp', 'event', 'time', 0, 23],
    ['org:resource', 'event', 'category', 0, 5],
    ['case:start', 'case', 'time', 0, 6],
    ['case:end', 'case', 'time', 0, 6],
    ['cost', 'event', 'number', 0, 5],
    ['urgent', 'event', 'boolean', 17, 2],
    ['case:channel', 'case', 'category', 0, 3],
    ['case:amount', 'case', 'number', 1, 5],
    ['case:member', 'case', 'boolean', 1, 2],
  ]);
  expect(columns[5]).toMatchObject({
    min: '2024-01-01T13:00:00.000Z',
    max: '2024-01-07T09:00:00.000Z',
    // Ends on days 1 … 5 and 7 at 13, 12, 15, 13, 9 and 9 o'clock: 22/6 days and 71/6 hours after 1 January, 0 o'clock,
    // less one day: 2 days 16 hours and 11 hours 50 minutes.
    mean: '2024-01-04T03:50:00.000Z',
  });
  // Costs: register 5 × 6, check 20 × 6, decide 10 × 6, pay 1 × 4, reject 2.
  expect(columns[6]).toMatchObject({ min: 1, max: 20, mean: 216 / 23, cases: 6, entries: 23 });
});

test('a value is supported by cases, not by events', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 1, resource: 'Ann' },
    { case: 'a', activity: 'x', time: 2, resource: 'Ann' },
    { case: 'a', activity: 'x', time: 3, resource: 'Bob' },
    { case: 'b', activity: 'y', time: 4, resource: 'Bob' },
    { case: 'c', activity: 'y', time: 5 },
  ]);
  const { columns } = await calculate(log, dataInformation, { columns: ['org:resource'] });
  expect(columns[0]).toMatchObject({ cases: 2, entries: 5, missing: 1, distinct: 2 });
  expect(columns[0]!.examples).toEqual([
    { value: 'Bob', cases: 2 },
    { value: 'Ann', cases: 1 },
  ]);
});

test('many distinct numbers are counted up to a limit, in one segment or many', async () => {
  const rows = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ case: `c${i}`, activity: 'x', time: i, attributes: { n: i % 10_001 } }));
  for (const [events, distinct, exact] of [
    [9_999, 9_999, true],
    [10_000, 10_000, true],
    [10_001, 10_000, false],
  ] as const) {
    for (const segmentEvents of [100_000, 3_000]) {
      const log = memoryLog(rows(events), { segmentEvents });
      const { columns } = await calculate(log, dataInformation, { columns: ['n'] });
      expect(columns[0]).toMatchObject({ distinct, distinctExact: exact, min: 0, max: events - 1 });
    }
  }
});

test('an empty column has no extremes; an unknown column is named', async () => {
  const log = memoryLog([{ case: 'a', activity: 'x' }]);
  const { columns } = await calculate(log, dataInformation, { columns: ['time:timestamp'] });
  expect(columns[0]).toMatchObject({ cases: 0, entries: 1, missing: 1, distinct: 0, min: null, max: null, mean: null });
  expect(calculate(log, dataInformation, { columns: ['times'] })).rejects.toThrow('The log has no column "times"');
});
