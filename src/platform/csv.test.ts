import { expect, test } from 'bun:test';
import { csvCell, csvLine } from './csv.ts';

test('what a spreadsheet would run is text; numbers stay numbers', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '＋1', '－1', '＠x', '\n=1'])
    expect(csvCell(formula).replaceAll('"', '')).toBe(`'${formula}`);
  for (const plain of ['a=1', '1-2', 'x@y', '', 'INV-1']) expect(csvCell(plain)).toBe(plain);
  expect([csvCell(-5), csvCell(1.5), csvCell(true), csvCell(null)]).toEqual(['-5', '1.5', 'true', '']);
});

test('quotes, commas and line ends are wrapped', () => {
  expect(csvLine(['a"b', 'c,d', 'e\nf', 'g'])).toBe('"a""b","c,d","e\nf",g\r\n');
});
