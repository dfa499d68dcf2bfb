import { expect, test } from 'bun:test';
import type { ColumnProfile } from '../../engine/import/fingerprint.ts';
import { fingerprintOf } from '../../engine/import/fingerprint.ts';
import { differencesOf, fittedTo, matchMappings } from './differences.ts';
import type { ColumnMapping } from './model.ts';

const column = (name: string, changes: Partial<ColumnProfile> = {}): ColumnProfile => ({
  ...{ name, holds: 'text', missing: 'none', values: 'many', ...changes },
});
const ORDERS = [
  column('order'),
  column('step', { values: 'few' }),
  column('when', { holds: 'time' }),
  column('amount'),
];

const kept = (id: string, profile: readonly ColumnProfile[] | null, columns = ['order', 'step']): ColumnMapping => ({
  ...{ id, tenant: 't', workspace: 'w', name: id, etag: '1', createdBy: 'u', createdAtMs: 0, updatedAtMs: null },
  ...{ fingerprint: profile && fingerprintOf(profile), profile },
  mapping: { columns: columns.map((name, i) => ({ column: name, role: i === 0 ? 'case' : 'activity' })) },
});

test('differences are named, the graver ones first', () => {
  const file = [
    column('when', { holds: 'text' }),
    column('order', { missing: 'some' }),
    column('step', { values: 'one' }),
    column('colour'),
  ];
  expect(differencesOf(ORDERS, file)).toEqual([
    { kind: 'absent', column: 'amount', was: null, is: null },
    { kind: 'holds', column: 'when', was: 'time', is: 'text' },
    { kind: 'new', column: 'colour', was: null, is: null },
    { kind: 'order', column: '', was: null, is: null },
    { kind: 'missing', column: 'order', was: 'none', is: 'some' },
    { kind: 'values', column: 'step', was: 'few', is: 'one' },
  ]);
  expect(differencesOf(ORDERS, ORDERS)).toEqual([]);
});

test('the exact one is offered first, also where more is missing this month; then near ones, nearest first', () => {
  const file = [column('order', { missing: 'some' }), ...ORDERS.slice(1)];
  const all = [
    kept('far', [column('a'), column('b')], ['a', 'b']),
    kept('two new', ORDERS.slice(0, 2)),
    kept('one new', ORDERS.slice(0, 3)),
    kept('exact', ORDERS),
  ];
  const found = matchMappings(all, fingerprintOf(file), file);
  expect(found.map(({ mapping, exact, differences }) => [mapping.name, exact, differences.length])).toEqual([
    ['exact', true, 1],
    ['one new', false, 2],
    ['two new', false, 3],
  ]);
});

test('one whose case id or activity the file lacks is not offered; one kept without columns is, by the names in it', () => {
  const withoutCase = ORDERS.slice(1);
  expect(matchMappings([kept('m', ORDERS)], fingerprintOf(withoutCase), withoutCase)).toEqual([]);
  const [old] = matchMappings([kept('old', null), kept('other', null, ['x', 'y'])], fingerprintOf(ORDERS), ORDERS);
  expect([old?.mapping.name, old?.exact]).toEqual(['old', false]);
});

test('of a mapping only what the file has is taken', () => {
  const mapping = {
    columns: [{ column: 'order', role: 'case' as const }, { column: 'gone' }],
    events: [{ time: 'when' }, { time: 'gone' }, { time: 'when', start: 'gone' }],
    classifiers: [{ name: 'c', columns: ['step', 'gone'] }],
    timeZone: 'UTC',
  };
  expect(fittedTo(mapping, ['order', 'step', 'when'])).toEqual({
    columns: [{ column: 'order', role: 'case' }],
    events: [{ time: 'when' }],
    classifiers: [],
    timeZone: 'UTC',
  });
});
