import { expect, test } from 'bun:test';
import { nameLines } from './name-lines.ts';

test.each([
  ['Payment', ['Payment']],
  ['T05 Print and send confirmation of receipt', ['T05 Print and send', 'confirmation of receipt']],
  ['  spaced \n out ', ['spaced out']],
  ['', ['']],
])('%p in lines', (name, lines) => {
  expect(nameLines(name)).toEqual(lines);
});

test('what does not fit is cut, characters of two code units whole', () => {
  const lines = nameLines('🚚'.repeat(60));
  expect(lines.map((line) => [...line].length)).toEqual([24, 24]);
  expect(lines[1]!.endsWith('…')).toBe(true);
  expect(lines.join('').isWellFormed()).toBe(true);
});
