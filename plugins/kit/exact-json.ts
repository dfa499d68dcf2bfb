import { notUnderstood } from '#sdk';

/** A number that a double cannot hold: its digits. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** In JSON it is a number again. */
  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}

export type Json = string | number | boolean | null | ExactNumber | Json[] | { [name: string]: Json };

/** Deeper than any record that is meant for a table, and shallow enough for what walks through it. */
const MOST_DEPTH = 64;
/** Digits that a double always holds. */
const SAFE_DIGITS = 15;
const QUOTE = 34;
const BACKSLASH = 92;

/** Reads JSON without loss: 2^63-1, 38 digits and 1e400 stay what they are. What is no JSON, or too deep, is a fault of `server`. */
export function parseExactly(text: string, server: string): Json {
  const { depth, hasLongNumbers } = survey(text);
  if (depth > MOST_DEPTH) throw notUnderstood(server, `JSON that is nested more than ${MOST_DEPTH} deep`);
  try {
    return JSON.parse(text, ...(hasLongNumbers ? [exactly] : []));
  } catch {
    throw notUnderstood(server, `no JSON (${JSON.stringify(text.slice(0, 80))})`);
  }
}

/** One pass over the signs: how deep it goes, and whether a numeral needs a closer look. */
function survey(text: string): { depth: number; hasLongNumbers: boolean } {
  let open = 0;
  let depth = 0;
  let digits = 0;
  let hasLongNumbers = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfText(text, at);
    else if (sign >= 48 && sign <= 57) hasLongNumbers ||= ++digits > SAFE_DIGITS;
    else if (sign === 91 || sign === 123) depth = Math.max(depth, ++open);
    else if (sign === 93 || sign === 125) open--;
    else if ((sign === 69 || sign === 101) && digits > 0) hasLongNumbers = true;
    // A decimal point stands inside a numeral.
    if ((sign < 48 || sign > 57) && sign !== 46) digits = 0;
  }
  return { depth, hasLongNumbers };
}

/** Where the text that begins here ends. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
    at = end + 1;
  }
}

function exactly(_name: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return isExact(value, context.source) ? value : new ExactNumber(context.source);
}

/** Whether the double says the same number as its source. */
function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (String(value) === source) return true;
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value);
  return significantDigits(source) <= SAFE_DIGITS && (value !== 0 || !/[1-9]/.test(source));
}

const significantDigits = (source: string): number =>
  source
    .replace(/[eE].*$/, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '').length;
