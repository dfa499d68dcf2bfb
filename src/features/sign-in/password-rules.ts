import { invalid } from '#sdk';

const MIN_CHARS = 12;
const MIN_CHARS_ADMINISTRATOR = 15;
const MAX_BYTES = 1024;
/** Letters and digits that are left when the obvious words are taken out must still be a word. */
const MIN_OF_ONES_OWN = 6;
/** What everybody who knows the product would try first. */
const OBVIOUS = /process[\s_-]*mining|password|passwort|kennwort|willkommen|welcome|adit/g;
const ROWS = ['qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', '1234567890'];

export interface WhosePassword {
  readonly login: string;
  readonly administrator: boolean;
}

/** The least number of characters, for forms and messages. */
export const leastChars = (administrator: boolean): number => (administrator ? MIN_CHARS_ADMINISTRATOR : MIN_CHARS);

/**
 * Length counts, composition does not. Refuses what contains the login, is little more than the name of the product, or is one thing
 * over and over. A list of common passwords comes with another issue.
 */
export function demandGoodPassword(password: string, whose: WhosePassword, pointer = '/password'): void {
  const why = weaknessOf(password, whose);
  if (why)
    invalid('sign-in.weakPassword', `The password ${why}. Take a longer one, best several words.`, [
      { pointer, message: why },
    ]);
}

function weaknessOf(password: string, { login, administrator }: WhosePassword): string | null {
  const chars = [...password];
  const least = leastChars(administrator);
  if (chars.length < least) return `has fewer than ${least} characters`;
  if (new TextEncoder().encode(password).length > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes`;
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(chars).size < 5 || isRepetition(lower)) return 'repeats a few characters';
  if (isRun(lower)) return 'is a row of letters or digits in their order';
  if (login.length > 2 && lower.includes(login.toLowerCase())) return 'contains the login';
  const own = lower.replaceAll(OBVIOUS, '').match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (own < MIN_OF_ONES_OWN) return 'is made of words that everybody would try first';
  return null;
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
