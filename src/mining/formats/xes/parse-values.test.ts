import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type ParsedDate, parseDate } from './parse-date.ts';
import { parseBoolean, parseFloatText, parseInteger, TOO_BIG } from './parse-number.ts';

const bytes = (text: string) => new TextEncoder().encode(`<${text}>`);
const over = <T>(parse: (b: Uint8Array, start: number, end: number) => T, text: string) => {
  const b = bytes(text);
  return parse(b, 1, b.length - 1);
};

/** Instant and offset; null: no date. */
function date(text: string): [ms: number, offsetMinutes: number] | null {
  const into: ParsedDate = { ms: 0, offsetMinutes: 0 };
  return over((b, start, end) => parseDate(b, start, end, into), text) ? [into.ms, into.offsetMinutes] : null;
}

describe('dates', () => {
  test.each([
    ['2011-04-13T14:02:31.199+02:00', Date.UTC(2011, 3, 13, 12, 2, 31, 199), 120],
    ['2011-04-13T14:02:31Z', Date.UTC(2011, 3, 13, 14, 2, 31), 0],
    ['2011-04-13 14:02:31-0530', Date.UTC(2011, 3, 13, 19, 32, 31), -330],
    ['2011-04-13T14:02+14', Date.UTC(2011, 3, 13, 0, 2), 840],
    ['1969-12-31T23:59:59.5Z', -500, 0],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29), 0],
    ['2023-12-31T24:00:00Z', Date.UTC(2024, 0, 1), 0],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000, 0],
    // Fractions of a millisecond are kept: 0.123456 s are 123.456 ms.
    ['1970-01-01T00:00:00.123456Z', 123.456, 0],
  ])('%s', (text, ms, offset) => {
    const found = date(text)!;
    expect(found[0]).toBeCloseTo(ms, 6);
    expect(found[1]).toBe(offset);
  });

  test.each(['2011-04-13T14:02:31', '2011-04-13', '2011/04/13 14:02'])('%s has no offset', (text) => {
    expect(date(text)![1]).toBeNaN();
  });

  test.each([
    ...['2011-13-01T00:00:00Z', '2011-02-29T00:00:00Z', '1900-02-29', '2011-04-31', '2011-00-10', '2011-04-00'],
    ...['2011-04-13T25:00:00Z', '2011-04-13T14:60:00Z', '2011-04-13T14:02:60Z', '2011-04-13T24:00:01Z'],
    ...['2011-04-13T14:02:31.Z', '2011-04-13T14:02:31+2', '2011-04-13T14:02:31+02:0', '2011-04-13T14:02:31ZZ'],
    ...['2011-04-13T14:02:31+19:00', '2011-4-13', '13.04.2011', '20110413', 'today', '2011-04-13T', '2011-04-13T14'],
    ...['-011-04-13', '2011-04/13', '2011-04-13X14:02:31Z', '2011-04-13T14:02:3', ''],
  ])('%j is none', (text) => {
    expect(date(text)).toBeNull();
  });

  test('agree with the platform on every day and every offset', () => {
    const instants = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: -1080, max: 1080 }), (at, offset) => {
        const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const two = (n: number) => String(n).padStart(2, '0');
        const size = Math.abs(offset);
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(date(local + zone)).toEqual([at.getTime(), offset]);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });
});

describe('numbers', () => {
  const float = (text: string) => over(parseFloatText, text);
  const integer = (text: string) => over(parseInteger, text);

  test('every number that the platform writes is read back to the bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(float(String(value))).toBe(value === 0 ? 0 : value);
        // From 1e21 on it is written with an exponent, which would be cut off.
        const short = (Math.abs(value) < 1e21 ? value : value % 1e6).toFixed(3).slice(0, 15);
        expect(float(short)).toBe(Number(short));
      }),
      { numRuns: 3_000, seed: 2 },
    );
  });

  test.each([
    ['35.0', 35],
    ['3.777408E8', 377_740_800],
    ['.5', 0.5],
    ['5.', 5],
    ['+7', 7],
    ['-0.25', -0.25],
    ['0.1', 0.1],
    ['123456789.123456', 123_456_789.123_456],
    ['INF', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
  ])('%s', (text, value) => {
    expect(float(text)).toBe(value);
  });

  test.each(['', '.', '-', '1,5', '1.2.3', '0x10', '1e', 'e5', ' 1', '1 ', 'nil', '--1', '１'])(
    '%j is none',
    (text) => {
      expect(float(text)).toBeNull();
    },
  );

  test.each([
    ['0', 0],
    ['-42', -42],
    ['+5', 5],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['000000000000000000012', 12],
    ['9007199254740992', TOO_BIG],
    ['-123456789012345678901234567890', TOO_BIG],
  ])('the integer %s', (text, value) => {
    expect(integer(text)).toBe(value);
  });

  test.each(['', '-', '+', '1.0', '1e3', '12a', '--1', ' 1'])('%j is no integer', (text) => {
    expect(integer(text)).toBeNaN();
  });

  test('booleans', () => {
    const read = ['true', 'TRUE', '1', 'false', 'False', '0', 'yes', '', 'truest', 'truex'].map((t) =>
      over(parseBoolean, t),
    );
    expect(read).toEqual([2, 2, 2, 1, 1, 1, 0, 0, 0, 0]);
  });
});
