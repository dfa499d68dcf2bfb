const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

/** Digits that a float holds exactly: below, sum and one division are each exact or rounded once, as the standard asks. */
const EXACT_DIGITS = 15;

/** Outcome of {@link parseInteger} for whole numbers beyond ±2^53, which a float does not hold. */
export const TOO_BIG = Number.POSITIVE_INFINITY;

/** An integer (`xs:long` and longer) from ASCII bytes: NaN when it is none, {@link TOO_BIG} beyond ±(2^53 − 1). */
export function parseInteger(b: Uint8Array, start: number, end: number): number {
  const sign = b[start];
  let at = sign === 45 || sign === 43 ? start + 1 : start;
  if (at === end) return Number.NaN;
  const first = at;
  let value = 0;
  for (; at < end; at++) {
    const digit = b[at]! - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  if (at - first > EXACT_DIGITS && !isSafe(b, first, end)) return TOO_BIG;
  return sign === 45 && value !== 0 ? -value : value;
}

function isSafe(b: Uint8Array, start: number, end: number): boolean {
  let first = start;
  while (first < end && b[first] === 48) first++;
  // The largest one, 9007199254740991, has 16 digits; texts of equal length compare like their numbers.
  return end - first < 16 || (end - first === 16 && ascii(b, first, end) <= String(Number.MAX_SAFE_INTEGER));
}

/**
 * A number (`xs:double`) from ASCII bytes; null when it is none. `INF`, `-INF` and `NaN`, also as Java writes them, are
 * numbers here: ±Infinity and NaN.
 */
export function parseFloatText(b: Uint8Array, start: number, end: number): number | null {
  let at = b[start] === 45 ? start + 1 : start;
  let value = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const digit = b[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (digit === -2 && decimals < 0) decimals = 0;
    else return slowFloat(b, start, end);
  }
  if (digits === 0 || digits > EXACT_DIGITS) return slowFloat(b, start, end);
  const size = decimals > 0 ? value / POWERS[decimals]! : value;
  return b[start] === 45 ? -size : size;
}

function slowFloat(b: Uint8Array, start: number, end: number): number | null {
  const text = ascii(b, start, end);
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : null;
}

/** 1 false, 2 true, 0 neither: `true`, `false`, `1`, `0`, in any case. */
export function parseBoolean(b: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  if (end - start > 5) return 0;
  const text = ascii(b, start, end).toLowerCase();
  return text === 'true' || text === '1' ? 2 : text === 'false' || text === '0' ? 1 : 0;
}

function ascii(b: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(b[i]!);
  return text;
}
