import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import columnValues from './column-values.ts';

const log = memoryLog([
  { case: 'a', activity: 'Pay', time: 1, resource: 'Ann' },
  { case: 'a', activity: 'Pay', time: 2, resource: 'Bob' },
  { case: 'b', activity: 'pay back', time: 3, resource: 'Bob' },
  { case: 'c', activity: 'Zürich', time: 4, resource: 'Cyd' },
  { case: 'd', activity: '%', time: 5 },
]);
const found = async (params: object) =>
  (await calculate(log, columnValues, { column: 'concept:name', ...params })).values;

test('counts cases, most frequent first, then by bytes', async () => {
  expect(await found({ column: 'org:resource' })).toEqual([
    { value: 'Bob', cases: 2 },
    { value: 'Ann', cases: 1 },
    { value: 'Cyd', cases: 1 },
  ]);
  expect(await found({ column: 'org:resource', limit: 2 })).toHaveLength(2);
});

test('searches without regard to case, for the very characters', async () => {
  expect((await found({ search: 'PAY' })).map(({ value }) => value)).toEqual(['Pay', 'pay back']);
  expect((await found({ search: 'ZÜR' })).map(({ value }) => value)).toEqual(['Zürich']);
  expect((await found({ search: '%' })).map(({ value }) => value)).toEqual(['%']);
  expect(await found({ search: '.*' })).toEqual([]);
});

test('knows yes and no, and has nothing to choose from for numbers and times', async () => {
  const { values } = await calculate(exampleLog(), columnValues, { column: 'urgent' });
  // Given at the decisions of five orders: true in order 6 alone.
  expect(values).toEqual([
    { value: 'false', cases: 4 },
    { value: 'true', cases: 1 },
  ]);
  for (const column of ['case:amount', 'time:timestamp'])
    expect((await calculate(exampleLog(), columnValues, { column })).values).toEqual([]);
});
