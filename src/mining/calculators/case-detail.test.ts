import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import caseDetail from './case-detail.ts';

test('an unknown case is named', () => {
  expect(calculate(exampleLog(), caseDetail, { caseId: 'O2' })).rejects.toThrow('The view has no case "O2".');
});

test('a page of a long case knows what came before it', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ case: 'c', activity: `a${i}`, time: i * i }));
  const memory = memoryLog([...rows, { case: 'd', activity: 'b', time: 3 }]);
  const page = await calculate(memory, caseDetail, { caseId: 'c', offset: 100, limit: 2 });
  expect(page.total).toBe(10_000);
  // 100² − 99² = 199, 101² − 100² = 201
  expect(page.events.map((e) => [e.activity, e.sincePreviousMs, e.sinceStartMs])).toEqual([
    ['a100', 199, 10_000],
    ['a101', 201, 10_201],
  ]);
});

test('missing times, resources and lifecycles are null; filtered events are not there', async () => {
  const memory = memoryLog([
    { case: 'c', activity: 'a' },
    { case: 'c', activity: 'b', time: 7, resource: 'Ann' },
    { case: 'c', activity: 'x', time: 8 },
    { case: 'c', activity: 'd', time: 10 },
  ]);
  const all = { cases: [Uint32Array.of(1)], events: [Uint32Array.of(0b1011)] };
  const { events, start, durationMs } = await calculate(memory, caseDetail, { caseId: 'c' }, all);
  expect([start, durationMs]).toEqual(['1970-01-01T00:00:00.007Z', 3]);
  expect(events.map((e) => [e.activity, e.time, e.sincePreviousMs, e.sinceStartMs, e.resource])).toEqual([
    ['a', null, null, null, null],
    ['b', '1970-01-01T00:00:00.007Z', null, 0, 'Ann'],
    ['d', '1970-01-01T00:00:00.010Z', 3, 3, null],
  ]);
  expect(events[0]).toMatchObject({ startTime: null, lifecycle: null, serviceMs: null, attributes: {} });
});
