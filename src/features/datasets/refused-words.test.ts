import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { wrongWidth } from '../../engine/import/quarantine.ts';
import { readTime, readValue } from '../../mining/formats/value-sql.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { FIXED_REFUSALS, refusedWords } from './refused-words.ts';

const german = (reason: string) => refusedWords(reason, textsIn('de'));

test('every fixed reason, and those with figures, are said in German', () => {
  for (const reason of FIXED_REFUSALS) expect(german(reason)).not.toBe(reason);
  expect(german(wrongWidth(1, 7))).toBe('die Zeile hat 1 Zellen, die Tabelle hat 7 Spalten');
  expect(german('a cell is larger than 1 MiB')).toBe('eine Zelle ist größer als 1 MiB');
});

test('the words of the reader are those that are taken apart', () => {
  const told = (problem: { text: string }) => problem.text.replaceAll(/^'|'$/g, '').replaceAll("''", "'");
  const number = readValue(sql`x`, 'number', { decimal: ',' }, { decimal: '.' })!;
  expect(german(told(number.problem))).toBe('ist keine Zahl (Dezimalzeichen „,“)');
  const time = readTime(sql`x`, 'DD.MM.YYYY', 'UTC');
  expect(german(told(time.problem))).toBe('ist keine Zeit im Format DD.MM.YYYY');
  expect(german(told(readValue(sql`x`, 'boolean', {}, { decimal: '.' })!.problem))).toBe('ist weder ja noch nein');
});

test('what is not known stays as it is', () => {
  expect(german('something else')).toBe('something else');
  expect(refusedWords(wrongWidth(2, 3), textsIn('en'))).toBe('the row has 2 cells, the table has 3 columns');
});
