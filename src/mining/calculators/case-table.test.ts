import { expect, test } from 'bun:test';
import { COLUMNS, type Filter } from '#sdk';
import { referenceLog } from '../../../tests/reference-log.ts';
import hasActivity from '../filters/has-activity.ts';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { calculate, filterSource, inlineRun, inlineSelect } from '../views/inline.ts';
import { viewOf } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import caseTable from './case-table.ts';

const ids = async (memory: ReturnType<typeof memoryLog>, params: object) =>
  (await calculate(memory, caseTable, params)).rows.map((row) => row.caseId);

test('every order, both ways; ties by start, then by id; unknown last', async () => {
  const at = (id: string, ...times: (number | null)[]): MemoryEvent[] =>
    times.map((time) => ({ case: id, activity: 'a', ...(time === null ? {} : { time }) }));
  const rows = [...at('b', 0, 10), ...at('a', 0, 10), ...at('c', -5, 0), ...at('d', null), ...at('B', 7, 8, 9)];
  for (const segmentEvents of [1, 3, 100]) {
    const memory = memoryLog(rows, { segmentEvents });
    expect(await ids(memory, {})).toEqual(['c', 'a', 'b', 'B', 'd']);
    expect(await ids(memory, { descending: true })).toEqual(['B', 'a', 'b', 'c', 'd']);
    expect(await ids(memory, { sort: 'end' })).toEqual(['c', 'B', 'a', 'b', 'd']);
    expect(await ids(memory, { sort: 'duration' })).toEqual(['B', 'c', 'a', 'b', 'd']);
    expect(await ids(memory, { sort: 'events', descending: true })).toEqual(['B', 'c', 'a', 'b', 'd']);
    expect(await ids(memory, { sort: 'id' })).toEqual(['B', 'a', 'b', 'c', 'd']);
    expect(await ids(memory, { pageSize: 2, page: 2 })).toEqual(['b', 'B']);
    expect(await ids(memory, { pageSize: 2, page: 4 })).toEqual([]);
    expect(await ids(memory, { caseId: 'B' })).toEqual(['B']);
    expect(await ids(memory, { caseId: 'x' })).toEqual([]);
    expect(await ids(memory, { search: 'b' })).toEqual(['b', 'B']);
    expect(await ids(memory, { search: 'B', sort: 'id' })).toEqual(['B', 'b']);
    expect(await ids(memory, { search: 'B', pageSize: 1, page: 2 })).toEqual(['B']);
    expect(await ids(memory, { search: 'b', caseId: 'B' })).toEqual(['B']);
    expect(await ids(memory, { search: 'x' })).toEqual([]);
  }
});

test('a part of an id is found whatever it is made of, and the total is that of what was found', async () => {
  const names = ['INV-2024/1', 'inv-2024/10', 'INV.2024/1', 'a%b', 'Straße 7', 'x y'];
  const memory = memoryLog(names.map((name, i) => ({ case: name, activity: 'a', time: i })));
  const found = async (search: string) => {
    const { total, rows } = await calculate(memory, caseTable, { search, pageSize: 1 });
    return [total, rows[0]?.caseId];
  };
  expect(await found('inv-2024/1')).toEqual([2, 'INV-2024/1']);
  expect(await found('%')).toEqual([1, 'a%b']);
  expect(await found('.')).toEqual([1, 'INV.2024/1']);
  expect(await found('STRASSE')).toEqual([0, undefined]);
  expect(await found('straße')).toEqual([1, 'Straße 7']);
  expect(await found(' ')).toEqual([2, 'Straße 7']);
});

test('all attributes of all orders', async () => {
  const { columns, rows } = await calculate(exampleLog({ segmentEvents: 9 }), caseTable);
  expect(columns.map((c) => [c.name, c.class])).toEqual([
    ['case:channel', 'category'],
    ['case:amount', 'number'],
    ['case:member', 'boolean'],
  ]);
  expect(rows.map((row) => [row.caseId, ...Object.values(row.attributes)])).toEqual([
    ['o1', 'web', 100, false],
    ['o2', 'web', 200, false],
    ['o3', 'shop', 300, true],
    ['o4', 'shop', 400, true],
    ['o5', 'phone', null, null],
    ['o6', 'web', 600, true],
  ]);
});

test('pages put together are the whole list', async () => {
  const { memory, is } = await referenceLog('receipt', true);
  const whole = (await calculate(memory, caseTable, { sort: 'duration', pageSize: 1000 })).rows;
  const pages = await Promise.all(
    [1, 2, 3].map(async (page) => (await calculate(memory, caseTable, { sort: 'duration', page, pageSize: 500 })).rows),
  );
  expect(pages.flat().length).toBe(is.variants.cases);
  expect(pages.flat().slice(0, 1000)).toEqual(whole);
  // The reference's extremes, and its median as the mean of the two cases in the middle.
  const seconds = pages.flat().map((row) => row.durationMs! / 1000);
  expect(seconds[0]).toBeCloseTo(is.case_durations.min_s, 2);
  expect(seconds.at(-1)!).toBeCloseTo(is.case_durations.max_s, 2);
  expect((seconds[716]! + seconds[717]!) / 2).toBeCloseTo(is.case_durations.median_s, 2);
});

test('only what the filters left', async () => {
  const memory = exampleLog();
  const steps = [{ id: 'has-activity', params: { activities: ['reject'] } }];
  const selection = await inlineSelect(memory, steps, filterSource([hasActivity as unknown as Filter]));
  expect((await calculate(memory, caseTable, {}, selection)).rows.map((row) => row.caseId)).toEqual(['o2']);
});

test('start and end are wall time, the duration is on the clock of the view', async () => {
  const memory = exampleLog();
  const clock = { classifier: COLUMNS.activity, clock: () => new Float64Array(23).fill(5) };
  const run = inlineRun(memory, EVERYTHING, clock);
  expect(viewOf(memory.segments[0]!, EVERYTHING, clock).time[0]).toBe(5);
  const params = { page: 1, pageSize: 1, sort: 'start', descending: false } as const;
  const { rows } = await caseTable.compute(memory.log, params, run);
  expect(rows[0]).toMatchObject({ start: '2024-01-01T09:00:00.000Z', end: '2024-01-01T13:00:00.000Z', durationMs: 0 });
});

test('refused: columns of events, unknown columns, pages out of reach, single cases under suppression', async () => {
  const memory = exampleLog();
  const fails = (params: object, message: string) =>
    expect(calculate(memory, caseTable, params)).rejects.toThrow(message);
  await fails({ columns: ['cost'] }, 'Column "cost" belongs to events, not to cases.');
  await fails({ columns: ['case:chanel'] }, 'Did you mean "case:channel"?');
  await fails({ page: 101, pageSize: 1000 }, 'Only the first 100000 cases');
  const params = { page: 1, pageSize: 1, sort: 'start', descending: false } as const;
  const run = { ...inlineRun(memory), k: 5 };
  expect(caseTable.compute(memory.log, params, run)).rejects.toThrow('at least 5 cases each');
});
