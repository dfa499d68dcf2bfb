import { expect, test } from 'bun:test';
import { type Static, setBit } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import breakdown from './breakdown.ts';

const HOUR = 3_600_000;
type Params = Partial<Static<typeof breakdown.params>>;

/** Cells as `row|column: cases events value`. */
async function cells(params: Params, memory = exampleLog()): Promise<string[]> {
  const result = await calculate(memory, breakdown, params);
  const name = (key: { kind: string; label: string | null } | null) => (key ? (key.label ?? `(${key.kind})`) : '');
  return result.cells.map((c) => `${name(c.row)}|${name(c.column)}: ${c.cases} ${c.events} ${c.value}`);
}

test('a missing value is a group of its own', async () => {
  // member: orders 1 and 2 false (100, 200), 3, 4 and 6 true, 5 unknown.
  expect(await cells({ rows: { column: 'case:member' } })).toEqual([
    'true|: 3 14 3',
    'false|: 2 8 2',
    '(missing)|: 1 1 1',
  ]);
});

test('by activity a case counts in each group that it touches; what is not shown is "other"', async () => {
  const params: Params = { rows: { column: 'concept:name' }, measure: 'events', top: 2 };
  // register in 6 cases; check and decide in 5 each, check first in the dictionary. Other: decide, pay, reject in 5 cases.
  expect(await cells(params)).toEqual(['register|: 6 6 6', 'check|: 5 6 6', '(other)|: 5 11 11']);
  const { rows } = await calculate(exampleLog(), breakdown, params);
  expect(rows).toEqual([
    { kind: 'value', label: 'register', cases: 6 },
    { kind: 'value', label: 'check', cases: 5 },
    { kind: 'other', label: null, cases: 5 },
  ]);
});

test('two dimensions of different level, with cases of "other" counted once', async () => {
  const params: Params = { rows: { column: 'case:channel' }, columns: { column: 'org:resource' }, top: 1 };
  // Ann is in all cases but order 5; Bob, Cat, Dan and Eve are "other".
  expect(await cells(params)).toEqual([
    'web|Ann: 3 6 3',
    'web|(other): 3 6 3',
    '(other)|Ann: 2 4 2',
    '(other)|(other): 3 7 3',
  ]);
  const { rows, columns } = await calculate(exampleLog(), breakdown, params);
  expect(rows!.map((r) => r.cases)).toEqual([3, 3]);
  expect(columns!.map((c) => c.cases)).toEqual([5, 6]);
});

test('periods keep their order, by the zone; numbers fall into bins', async () => {
  // Order 6 is paid on Sunday the 7th.
  expect(await cells({ rows: { column: 'time:timestamp', bucket: 'weekday' } })).toEqual([
    'Monday|: 1 4 1',
    'Tuesday|: 1 4 1',
    'Wednesday|: 1 5 1',
    'Thursday|: 1 5 1',
    'Friday|: 1 1 1',
    'Saturday|: 1 3 1',
    'Sunday|: 1 1 1',
  ]);
  expect(await cells({ rows: { column: 'case:amount', width: 200 }, measure: 'events' })).toEqual([
    '0 – 200|: 1 4 4',
    '200 – 400|: 2 9 9',
    '400 – 600|: 1 5 5',
    '600 – 800|: 1 4 4',
    '(missing)|: 1 1 1',
  ]);
});

test('measures of cases: durations and rework', async () => {
  const by = (measure: Params['measure'] & string) => cells({ rows: { column: 'case:channel' }, measure } as Params);
  // web: 4, 3 and 24 hours; shop: 6 and 4; phone: 0.
  expect(await by('median-duration')).toEqual([`web|: 3 12 ${4 * HOUR}`, `shop|: 2 10 ${5 * HOUR}`, 'phone|: 1 1 0']);
  expect(await by('sum-duration')).toEqual([`web|: 3 12 ${31 * HOUR}`, `shop|: 2 10 ${10 * HOUR}`, 'phone|: 1 1 0']);
  expect(await by('max-duration')).toEqual([`web|: 3 12 ${24 * HOUR}`, `shop|: 2 10 ${6 * HOUR}`, 'phone|: 1 1 0']);
  expect(await by('rework-share')).toEqual(['web|: 3 12 0', 'shop|: 2 10 1', 'phone|: 1 1 0']);
});

test('numbers of cases once per case and group, numbers of events one by one', async () => {
  // Bob is in orders 1, 2, 3, 4 and 6: (100 + 200 + 300 + 400 + 600) / 5. Dan in 3. Eve in 5, which has no amount.
  expect(await cells({ rows: { column: 'org:resource' }, measure: 'mean', of: 'case:amount' })).toEqual([
    'Ann|: 5 10 320',
    'Bob|: 5 5 320',
    'Cat|: 5 6 320',
    'Dan|: 1 1 300',
    'Eve|: 1 1 null',
  ]);
  // Costs: register 5, check 20, decide 10, pay 1, reject 2.
  expect(await cells({ rows: { column: 'case:channel' }, measure: 'sum', of: 'cost' })).toEqual([
    'web|: 3 12 109',
    'shop|: 2 10 102',
    'phone|: 1 1 5',
  ]);
});

test('only the selection counts', async () => {
  const memory = exampleLog();
  const first = Uint32Array.of(0);
  setBit(first, 1); // order 2: events 4 … 7
  const events = Uint32Array.of(0);
  setBit(events, 4);
  setBit(events, 5);
  const selection = { cases: [first], events: [events] };
  const found = await calculate(memory, breakdown, { rows: { column: 'case:amount', width: 100 } }, selection);
  expect(found.rows).toEqual([{ kind: 'value', label: '200 – 300', cases: 1 }]);
  expect(found.total).toEqual({ cases: 1, events: 2 });
});

test('what cannot be grouped is refused with its place', async () => {
  const fails = (params: Params) => calculate(exampleLog(), breakdown, params);
  expect(fails({ rows: { column: 'case:amount' } })).rejects.toThrow('give "width"');
  expect(fails({ rows: { column: 'case:amount', width: 1e-9 } })).rejects.toThrow('give a larger "width"');
  expect(fails({ rows: { column: 'chanel' } })).rejects.toThrow('The log has no column "chanel"');
  expect(fails({ rows: { column: 'case:channel' }, measure: 'mean' })).rejects.toThrow('needs "of"');
  expect(fails({ rows: { column: 'case:channel' }, measure: 'sum', of: 'org:resource' })).rejects.toThrow(
    'not numbers',
  );
  const days = memoryLog(Array.from({ length: 600 }, (_, i) => ({ case: 'a', activity: 'x', time: i * 86_400_000 })));
  expect(calculate(days, breakdown, { rows: { column: 'time:timestamp', bucket: 'day' } })).rejects.toThrow(
    '600 periods',
  );
});

test('one segment or many', async () => {
  const params: Params = {
    rows: { column: 'concept:name' },
    columns: { column: 'case:channel' },
    measure: 'median-duration',
    top: 2,
  };
  expect(await cells(params, exampleLog({ segmentEvents: 4 }))).toEqual(await cells(params));
});
