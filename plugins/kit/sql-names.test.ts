import { expect, test } from 'bun:test';
import { array, assert, property, string } from 'fast-check';
import { tableName, tableParts } from './sql-names.ts';

test.each([
  [['sales', 'orders'], 'sales.orders'],
  [['sales', 'a.b'], 'sales."a.b"'],
  [['odd "s"', ' x'], '"odd ""s"""." x"'],
  [['Größe', 'select -- x'], 'Größe.select -- x'],
] as const)('%j is %s', (parts, name) => {
  expect(tableName(parts)).toBe(name);
  expect(tableParts(name, 2)).toEqual([...parts]);
});

test('whatever parts are called, they are found again', () => {
  const part = string({ minLength: 1, unit: 'binary' });
  assert(
    property(array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      expect(tableParts(tableName(parts), parts.length)).toEqual(parts);
    }),
  );
});

test.each(['', 'orders', 'a.b.c', 'a..b', '.a.b', 'a.b.', '"a.b', 'a."b', 'a"b".c', '"a"."b"'])(
  '%j is no schema and table',
  (name) => {
    expect(() => tableParts(name, 2)).toThrow('names no table');
  },
);
