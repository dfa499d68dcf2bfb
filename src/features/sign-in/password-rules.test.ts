import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { demandGoodPassword, leastChars } from './password-rules.ts';

const weaknessOf = (password: string, login = 'ann', administrator = false, words: string[] = []): string | null => {
  try {
    demandGoodPassword(password, { login, administrator, words });
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect([error.code, error.details[0]?.pointer]).toEqual(['sign-in.weakPassword', '/password']);
    expect(error.message).not.toContain(password);
    return error.details[0]!.message;
  }
};

test.each([
  ['an orchard full of quiet bees'],
  ['Tr0ub4dor&3x!'],
  ['Ordnung muß sein, sagt Jörg'],
  ['мышка-норушка живёт тут'],
  ['🐝 bienen summen im garten'],
  ['adit has twelve quiet rooms'],
  [`${'x'.repeat(10)} and other letters, then more`],
])('%j is taken', (password) => {
  expect(weaknessOf(password)).toBeNull();
});

test.each([
  ['elevenchars', 'has fewer than 12 characters'],
  ['🐝🐝🐝🐝🐝🐝🐝🐝🐝🐝🐝', 'has fewer than 12 characters'],
  ['aaaaaaaaaaaaaaaa', 'repeats a few characters'],
  ['abababababab', 'repeats a few characters'],
  ['summer26summer26', 'repeats a few characters'],
  ['Summer26summer26summ', 'repeats a few characters'],
  ['123456789012', 'is a row of letters or digits in their order'],
  ['abcdefghijklmnop', 'is a row of letters or digits in their order'],
  ['qwertyuiop123', 'is a row of letters or digits in their order'],
  ['asdfghjklqwertzuiop', 'is a row of letters or digits in their order'],
  ['I am ANN, let me in', 'contains the login'],
  ['adit-adit-2026-adit', 'is made of words that everybody would try first'],
  ['Adit!Password!2026', 'is made of words that everybody would try first'],
  ['ProcessMining#2026', 'is made of words that everybody would try first'],
  ['Willkommen.2026', 'is made of words that everybody would try first'],
  // Leaked, with 12 characters or more: https://github.com/danielmiessler/SecLists.
  ['leonardo1234', 'is one of the most common passwords with something added'],
  ['Sunshine2026!!', 'is one of the most common passwords with something added'],
  ['!!!Dragonfly99', 'is one of the most common passwords with something added'],
  ['x1'.repeat(600), 'is longer than 1024 bytes'],
])('%j %s', (password, why) => {
  expect(weaknessOf(password)).toBe(why);
});

test('administrators need more, and a very short login says nothing', () => {
  expect([leastChars(false), leastChars(true)]).toEqual([12, 15]);
  expect(weaknessOf('quiet bees ok', 'ann', true)).toBe('has fewer than 15 characters');
  expect(weaknessOf('quiet bees okay then', 'ok')).toBeNull();
});

test('64 characters and more are taken, of any script, with spaces and without a digit', () => {
  expect(weaknessOf(`${'quiet bees hum in the orchard '.repeat(2)}tonight`)).toBeNull();
  expect(weaknessOf([...'abcdefghijklmnopqrstuvwxyz'].map((c, i) => `${c}${i * 7}`).join(' '))).toBeNull();
  expect(weaknessOf('тихие пчёлы жужжат в саду у самой реки, и никто их там не слышит ночью')).toBeNull();
});

test('names of the person and words of the organisation are not enough', () => {
  const words = ['Ann Bergmann', 'ann.bergmann@northbank.example', 'Northbank', 'Leuchtturm'];
  for (const password of ['Northbank-Bergmann', 'leuchtturm.northbank', 'BergmannNorthbank26'])
    expect([password, weaknessOf(password, 'abe', false, words)]).toEqual([
      password,
      'is made of words that everybody would try first',
    ]);
  expect(weaknessOf('the Northbank bees sleep', 'abe', false, words)).toBeNull();
  expect(weaknessOf('Northbank-Bergmann', 'abe')).toBeNull();
});

test('a word stands at the heart of a good password', () => {
  for (const password of ['sunshine on a wet roof', 'x9#sunshine2026-11-27!!', 'bees 4837 61920'])
    expect(weaknessOf(password)).toBeNull();
});
