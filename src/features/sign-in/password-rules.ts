import { invalid } from '#sdk';
import { isCommonPassword } from './common-passwords.ts';

const MIN_CHARS = 12;
const MIN_CHARS_ADMINISTRATOR = 15;
const MAX_BYTES = 1024;
/** What people put around a word to make it longer. */
const DECORATION = /^[^\p{L}]+|[^\p{L}]+$/gu;
/** Shorter words are in too many good passwords. */
const MIN_COMMON_CHARS = 5;
/** Shorter parts of a name are in too many words. */
const MIN_WORD_CHARS = 4;
/** Letters and digits that are left when the obvious words are taken out must still be a word. */
const MIN_OF_ONES_OWN = 6;
/** What everybody who knows the product would try first. */
const OBVIOUS = /process[\s_-]*mining|password|passwort|kennwort|willkommen|welcome|adit/g;
const ROWS = ['qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', '1234567890'];

export interface WhosePassword {
  readonly login: string;
  readonly administrator: boolean;
  /** What somebody who knows the person or the organisation would try: names, and the words of the configuration. */
  readonly words: readonly string[];
}

/** The least number of characters, for forms and messages. */
export const leastChars = (administrator: boolean): number => (administrator ? MIN_CHARS_ADMINISTRATOR : MIN_CHARS);

/**
 * Length counts, composition does not. Refuses what is among the common and leaked passwords, or one of them with digits around it,
 * what contains the login, is little more than the name of the product, or is one thing over and over. A password is taken as it is,
 * up to its last character, and holds until its owner changes it.
 */
export function demandGoodPassword(password: string, whose: WhosePassword, pointer = '/password'): void {
  const why = weaknessOf(password, whose);
  if (why)
    invalid('sign-in.weakPassword', `The password ${why}. Take a longer one, best several words.`, [
      { pointer, message: why },
    ]);
}

function weaknessOf(password: string, { login, administrator, words }: WhosePassword): string | null {
  const chars = [...password];
  const least = leastChars(administrator);
  if (chars.length < least) return `has fewer than ${least} characters`;
  if (new TextEncoder().encode(password).length > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes`;
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(chars).size < 5 || isRepetition(lower)) return 'repeats a few characters';
  if (isRun(lower)) return 'is a row of letters or digits in their order';
  if (login.length > 2 && lower.includes(login.toLowerCase())) return 'contains the login';
  if (ownChars(lower, words) < MIN_OF_ONES_OWN) return 'is made of words that everybody would try first';
  if (isCommonPassword(lower)) return 'is one of the most common passwords';
  if (isCommonAtHeart(lower)) return 'is one of the most common passwords with something added';
  return null;
}

/** Letters and digits that are left without the words that others would try. */
function ownChars(text: string, words: readonly string[]): number {
  const known = words
    .flatMap((word) =>
      word
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => word.length >= MIN_WORD_CHARS)
    .toSorted((a, b) => b.length - a.length);
  const left = known.reduce((rest, word) => rest.replaceAll(word, ''), text.replaceAll(OBVIOUS, ''));
  return left.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** "sunshine2026!!": the word is common, and what stands around it is no longer than the word. */
function isCommonAtHeart(text: string): boolean {
  const word = text.replaceAll(DECORATION, '');
  return word.length >= MIN_COMMON_CHARS && text.length <= 2 * word.length && isCommonPassword(word);
}

/** A short piece over and over: "summer26summer26". */
function isRepetition(text: string): boolean {
  for (let size = 1; size <= Math.min(MIN_CHARS - 1, text.length / 2); size++)
    if (
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length)
    )
      return true;
  return false;
}

/** Nearly every character follows its neighbour, in the alphabet, among the digits or on the keyboard. */
function isRun(text: string): boolean {
  let followed = 0;
  for (let i = 1; i < text.length; i++) {
    const pair = text.slice(i - 1, i + 1);
    const step = Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1));
    if (step <= 1 || ROWS.some((row) => row.includes(pair) || row.includes(pair[1]! + pair[0]!))) followed++;
  }
  return followed >= (text.length - 1) * 0.75;
}
