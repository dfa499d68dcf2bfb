import { expect, test } from 'bun:test';
import { isDamaged, repaired } from './damaged-text.ts';
import { labelForm } from './label-form.ts';
import { isPlaceholder, isPlaceholderId } from './placeholders.ts';
import { dropsIn } from './seasonal-drops.ts';

/** What reading UTF-8 as Windows-1252 makes of a text, by the platform's own decoder. */
const misread = (text: string): string => new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));

test.each(['prüfen', 'Größe', 'naïve café', 'Žluťoučký kůň', '決定', 'pay 💶', 'it’s “so”', 'Łódź', '€ 5'])(
  'UTF-8 that was read as Windows-1252 is seen and undone: %s',
  (text) => {
    expect(isDamaged(text)).toBe(false);
    expect(isDamaged(misread(text))).toBe(true);
    expect(repaired(misread(text))).toBe(text);
  },
);

test('a replacement character is damage that nobody can undo', () => {
  expect([isDamaged('pr\ufffdfen'), repaired('pr\ufffdfen')]).toEqual([true, null]);
});

test('texts that are as they should be', () => {
  for (const text of ['', 'check', 'Ångström', 'ÄÖÜ', 'São Tomé', 'Â', '½ ¼', 'Ãlvaro', '«oui»', 'à la carte', 'ÀÉ'])
    expect([text, isDamaged(text)]).toEqual([text, false]);
});

test('one name in several spellings', () => {
  const forms = [
    'Check order',
    ' check  order',
    'CHECK_ORDER',
    'check-order',
    'Check\u00a0order',
    'ｃｈｅｃｋ order',
    'check\u200b order',
  ];
  expect(new Set(forms.map(labelForm))).toEqual(new Set(['check order']));
  expect(labelForm('pru\u0308fen')).toBe(labelForm('PRÜFEN'));
  expect(labelForm('check orders')).not.toBe(labelForm('check order'));
});

test('words for nothing', () => {
  for (const word of ['n/a', ' NULL ', '-', '#N/A', 'Unknown', ''])
    expect([word, isPlaceholder(word)]).toEqual([word, true]);
  for (const word of ['0', 'no', 'Nadia', 'none of them', 'nullify'])
    expect([word, isPlaceholder(word)]).toEqual([word, false]);
  // A case of Sepsis is called NA.
  expect([isPlaceholderId('NA'), isPlaceholderId('null')]).toEqual([false, true]);
});

test('drops are held against the same weekday, and the first and the last period are left aside', () => {
  const week = [100, 100, 100, 100, 100, 5, 0];
  const counts = Array.from({ length: 70 }, (_, d) => week[d % 7]!);
  const asked = { season: 7, drop: 0.8, minMedian: 20 };
  expect(dropsIn(counts, asked)).toEqual({ drops: [], dropped: 0, looked: 49 });
  const fewer = counts.map((count, d) => (d === 30 || d === 31 || d === 0 ? 10 : count));
  expect(dropsIn(fewer, asked)!.drops).toEqual([{ from: 30, to: 31, events: 20, usual: 200 }]);
  expect(dropsIn(counts.slice(0, 20), asked)).toBeNull();
});
