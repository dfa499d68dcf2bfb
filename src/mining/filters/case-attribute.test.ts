import { expect, test } from 'bun:test';
import type { Log } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { keptBy } from '../views/inline.ts';
import caseAttribute from './case-attribute.ts';

const on = async (memory: ReturnType<typeof memoryLog>, params: object) =>
  (await keptBy(memory, caseAttribute, params)).cases;
const orders = (params: object) => on(exampleLog(), params);

// channel: o1 web, o2 web, o3 shop, o4 shop, o5 phone, o6 web · amount: 100 200 300 400 – 600 · member: n n y y – y
test('text', async () => {
  const attribute = 'case:channel';
  expect(await orders({ attribute, value: 'shop' })).toEqual(['o3', 'o4']);
  expect(await orders({ attribute, operator: '!=', value: 'web' })).toEqual(['o3', 'o4', 'o5']);
  expect(await orders({ attribute, operator: 'one-of', values: ['phone', 'shop'] })).toEqual(['o3', 'o4', 'o5']);
  expect(await orders({ attribute, operator: 'contains', value: 'ho' })).toEqual(['o3', 'o4', 'o5']);
  expect(await orders({ attribute, operator: 'begins', value: 'p' })).toEqual(['o5']);
  expect(await orders({ attribute, operator: 'ends', value: 'b' })).toEqual(['o1', 'o2', 'o6']);
  expect(await orders({ attribute, operator: 'matches', value: '?ho*' })).toEqual(['o3', 'o4', 'o5']);
  expect(await orders({ attribute, operator: 'matches', value: 'ho' })).toEqual([]);
  expect(await orders({ attribute, value: 'WEB', ignoreCase: true })).toEqual(['o1', 'o2', 'o6']);
  expect(await orders({ attribute, operator: 'not-missing' })).toHaveLength(6);
  expect(await orders({ attribute, operator: 'missing' })).toEqual([]);
});

test('numbers; a missing one meets only "missing"', async () => {
  const attribute = 'case:amount';
  expect(await orders({ attribute, value: 300 })).toEqual(['o3']);
  expect(await orders({ attribute, value: ' 300 ' })).toEqual(['o3']);
  expect(await orders({ attribute, operator: '!=', value: 300 })).toEqual(['o1', 'o2', 'o4', 'o6']);
  expect(await orders({ attribute, operator: '<', value: 300 })).toEqual(['o1', 'o2']);
  expect(await orders({ attribute, operator: '<=', value: 300 })).toEqual(['o1', 'o2', 'o3']);
  expect(await orders({ attribute, operator: '>', value: 300 })).toEqual(['o4', 'o6']);
  expect(await orders({ attribute, operator: '>=', value: 300 })).toEqual(['o3', 'o4', 'o6']);
  expect(await orders({ attribute, operator: 'between', from: 200, to: 300 })).toEqual(['o2', 'o3']);
  expect(await orders({ attribute, operator: 'one-of', values: [600, 100, 100] })).toEqual(['o1', 'o6']);
  const many = [1, 2, 3, 4, 5, 6, 7, 8, 400, 200];
  expect(await orders({ attribute, operator: 'one-of', values: many })).toEqual(['o2', 'o4']);
  expect(await orders({ attribute, operator: 'missing' })).toEqual(['o5']);
  expect(await orders({ attribute, operator: 'not-missing' })).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
});

test('yes and no', async () => {
  const attribute = 'case:member';
  expect(await orders({ attribute, value: true })).toEqual(['o3', 'o4', 'o6']);
  expect(await orders({ attribute, value: 'no' })).toEqual(['o1', 'o2']);
  expect(await orders({ attribute, operator: '!=', value: true })).toEqual(['o1', 'o2']);
  expect(await orders({ attribute, operator: 'missing' })).toEqual(['o5']);
  expect(await orders({ attribute, operator: 'not-missing' })).toHaveLength(5);
});

test('dates: a day is the whole day', async () => {
  const attribute = 'case:end';
  expect(await orders({ attribute, value: '2024-01-07' })).toEqual(['o6']);
  expect(await orders({ attribute, operator: '<=', value: '2024-01-02' })).toEqual(['o1', 'o2']);
  expect(await orders({ attribute, operator: '<', value: '2024-01-02T12:00' })).toEqual(['o1']);
  expect(await orders({ attribute, operator: '>', value: '2024-01-04' })).toEqual(['o5', 'o6']);
  expect(await orders({ attribute, operator: 'between', from: '2024-01-02', to: '2024-01-03' })).toEqual(['o2', 'o3']);
});

test('labels with Unicode, and equal up to case', async () => {
  const memory = memoryLog(
    ['a', 'b', 'c', 'd'].map((id) => ({ case: id, activity: 'x' })),
    { caseAttributes: { a: { Ort: 'Köln' }, b: { Ort: 'köln' }, c: { Ort: '東京🗼' }, d: { Ort: null } } },
  );
  const attribute = 'case:Ort';
  expect(await on(memory, { attribute, value: 'Köln' })).toEqual(['a']);
  expect(await on(memory, { attribute, value: 'KÖLN', ignoreCase: true })).toEqual(['a', 'b']);
  expect(await on(memory, { attribute, operator: 'matches', value: '東京?' })).toEqual(['c']);
  expect(await on(memory, { attribute, operator: '!=', value: 'Köln' })).toEqual(['b', 'c']);
  expect(await on(memory, { attribute, operator: 'missing' })).toEqual(['d']);
});

test('what does not fit is said', async () => {
  await expect(orders({ attribute: 'case:chanel', value: 'web' })).rejects.toThrow('Did you mean "case:channel"?');
  await expect(orders({ attribute: 'case:channel', value: 'wep' })).rejects.toThrow(
    'Column "case:channel" has no value "wep". Did you mean "web"?',
  );
  await expect(orders({ attribute: 'case:channel', operator: '<', value: 'web' })).rejects.toThrow('holds text');
  await expect(orders({ attribute: 'case:amount', operator: 'contains', value: '1' })).rejects.toThrow('holds numbers');
  await expect(orders({ attribute: 'case:amount', value: 'many' })).rejects.toThrow('"many" is not one');
  await expect(orders({ attribute: 'case:amount', value: '' })).rejects.toThrow('is not one');
  await expect(orders({ attribute: 'case:amount', operator: 'between', from: 5 })).rejects.toThrow('needs from and to');
  await expect(orders({ attribute: 'case:amount', operator: 'between', from: 5, to: 4 })).rejects.toThrow('after "to"');
  await expect(orders({ attribute: 'case:amount', operator: 'one-of' })).rejects.toThrow('needs values');
  await expect(orders({ attribute: 'case:member', value: 'maybe' })).rejects.toThrow('holds yes or no');
  await expect(orders({ attribute: 'case:end', value: '2024-02-30' })).rejects.toThrow('"2024-02-30" is not a date');
  await expect(orders({ attribute: 'cost', value: 5 })).rejects.toThrow('Use the filter event-attribute');
});

test('SQL answers for text columns and regular expressions only', () => {
  const { log } = exampleLog();
  const of = (params: object, on: Log = log) =>
    caseAttribute.sql?.({ operator: '=', ignoreCase: false, ...params } as never, on);
  expect(of({ attribute: 'case:channel', value: 'web' })).toBeNull();
  expect(of({ attribute: 'case:channel', operator: 'regex', value: '^(a+)+$' })).toEqual({
    text: 'select distinct segment, case_ix from events where regexp_matches("c_003", ?)',
    values: ['^(a+)+$'],
  });
  const text: Log = { ...log, column: (ref) => ({ ...log.column(ref), class: 'text' }) };
  expect(of({ attribute: 'case:channel', operator: 'begins', value: 'W', ignoreCase: true }, text)).toEqual({
    text: 'select distinct segment, case_ix from events where starts_with(lower("c_003"), ?)',
    values: ['w'],
  });
});
