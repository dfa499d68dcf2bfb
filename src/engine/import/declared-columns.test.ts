import { expect, test } from 'bun:test';
import type { TableColumn } from '#sdk';
import { sniffColumns } from '../../mining/formats/table-sniff.ts';
import { withDeclared } from './declared-columns.ts';
import { proposeMapping } from './propose-mapping.ts';

const sniffed = (values: readonly string[]) => ({
  ...sniffColumns(
    ['timestamp', 'x'],
    values.map((value) => ['2024-01-01T08:00:00Z', value]),
  ),
  ...{ encoding: { encoding: 'utf-8', reason: '' } as never, syntax: { delimiter: ',', quote: '"', escape: '"' } },
  ...{ header: true, skip: 0 },
});
const proposed = (type: TableColumn['type'], values: readonly string[]) =>
  proposeMapping(withDeclared(sniffed(values), [{ name: 'x', type }])).mapping.columns[1]!.type;

test.each([
  ['number', ['1', '2'], 'number'],
  ['text', ['1.5', '2.5'], 'category'],
  ['boolean', ['true'], 'boolean'],
  ['time', ['2024-01-01T08:00:00Z'], 'time'],
  ['text', ['2024-01-01T08:00:00Z'], 'category'],
  // Keys of 64 bits and decimals of 38 digits would be rounded.
  ['number', ['9007199254740993'], 'category'],
  ['number', ['-9007199254740991'], 'number'],
  ['number', ['0.12345678901234567890'], 'category'],
] as const)('%s of %j is proposed as %s', (type, values, expected) => expect(proposed(type, values)).toBe(expected));

test('without types of the source the values speak alone', () => {
  const table = sniffed(['1.5']);
  expect(withDeclared(table)).toBe(table);
});
