/**
 * The language of time formats in a mapping. Named: `iso` (ISO 8601 and its relatives, with or without an offset),
 * `epoch-s`, `epoch-ms`, `epoch-us`. Otherwise tokens:
 *
 *     YYYY YY   year                 HH  hour 0–23     ss SS   second
 *     MM        month                hh  hour 1–12     f…      fraction, up to six digits
 *     MON MONTH Jan · January        mm  minute        A       AM or PM
 *     DD        day                  (`MM` right after `HH:` or `hh:` is the minute)   Z   offset or `Z`
 *
 * `[…]` may be missing; other signs stand for themselves. A format with `%` is taken as a strptime pattern as it is.
 */
export type DateFormat =
  | { kind: 'iso' }
  | { kind: 'epoch'; perSecond: number }
  /** Patterns to try in order; `zoned`: the text carries its offset; `longYear`: years below 1000 are misreadings. */
  | { kind: 'pattern'; patterns: string[]; zoned: boolean; longYear: boolean };

const NAMED: Readonly<Record<string, DateFormat>> = {
  iso: { kind: 'iso' },
  'epoch-s': { kind: 'epoch', perSecond: 1 },
  'epoch-ms': { kind: 'epoch', perSecond: 1_000 },
  'epoch-us': { kind: 'epoch', perSecond: 1_000_000 },
};
export const NAMED_DATE_FORMATS = Object.keys(NAMED);

const TOKENS: readonly (readonly [token: RegExp, strptime: string])[] = [
  [/^YYYY/, '%Y'],
  [/^YY/, '%y'],
  [/^MONTH/, '%B'],
  [/^MON/, '%b'],
  [/^MM/, '%m'],
  [/^DD?/, '%d'],
  [/^HH?/, '%H'],
  [/^hh?/, '%I'],
  [/^mm/, '%M'],
  [/^(ss|SS)/, '%S'],
  [/^f+/, '%f'],
  [/^A/, '%p'],
  [/^Z/, '%z'],
  [/^T/, 'T'],
];
const MOST_VARIANTS = 16;

/** Compiles a format; null when it is not in the language. Pure; the same text always gives the same patterns. */
export function compileDateFormat(format: string): DateFormat | null {
  const named = NAMED[format.toLowerCase()];
  if (named) return named;
  if (format.includes('%')) return fromStrptime(format);
  const variants = expandOptional(format);
  if (variants === null) return null;
  const patterns = variants.map(toStrptime);
  if (patterns.some((p) => p === null || !hasDate(p))) return null;
  return describe(patterns as string[]);
}

function fromStrptime(format: string): DateFormat | null {
  return hasDate(format) && !/%[^aAbBcdDfFgGHIjmMnpSTUuVwWxXyYzZ%-]/.test(format) ? describe([format]) : null;
}

const hasDate = (pattern: string) => /%-?[yYcxDF]/.test(pattern);

function describe(patterns: string[]): DateFormat {
  const zoned = patterns.every((p) => /%[zZ]/.test(p));
  return { kind: 'pattern', patterns, zoned, longYear: patterns.every((p) => p.includes('%Y')) };
}

/** `a[b[c]]` → `abc`, `ab`, `a`: the longest first, because that is what most rows have. */
function expandOptional(format: string): string[] | null {
  const open = format.indexOf('[');
  if (open < 0) return format.includes(']') ? null : [format];
  let depth = 0;
  for (let i = open; i < format.length; i++) {
    if (format[i] === '[') depth++;
    if (format[i] === ']') depth--;
    if (depth === 0) {
      const rest = expandOptional(format.slice(i + 1));
      const inner = expandOptional(format.slice(open + 1, i));
      if (rest === null || inner === null) return null;
      const heads = [...inner, ''].map((part) => format.slice(0, open) + part);
      const all = heads.flatMap((head) => rest.map((tail) => head + tail));
      return all.length > MOST_VARIANTS ? null : all;
    }
  }
  return null;
}

function toStrptime(format: string): string | null {
  let out = '';
  let rest = format;
  while (rest.length > 0) {
    const token = TOKENS.find(([pattern]) => pattern.test(rest));
    if (!token) {
      if (/^[A-Za-z]/.test(rest)) return null;
      out += rest[0] === '%' ? '%%' : rest[0];
      rest = rest.slice(1);
      continue;
    }
    const matched = token[0].exec(rest)![0];
    out += matched === 'MM' && /%[HI]\W$/.test(out) ? '%M' : token[1];
    rest = rest.slice(matched.length);
  }
  return out;
}
