import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { parseDate } from '../xes/parse-date.ts';
import { ByteSink } from './byte-sink.ts';
import { InstantWriter } from './write-instant.ts';

const writer = new InstantWriter();
function written(ms: number, offset = 0): string {
  const sink = new ByteSink();
  writer.write(sink, ms, offset);
  return new TextDecoder().decode(sink.take());
}

test('milliseconds and the offset it was written with', () => {
  // 2011-04-13 14:02:31.199 in summer time, of the textbook's example log.
  expect(written(Date.parse('2011-04-13T14:02:31.199+02:00'), 120)).toBe('2011-04-13T14:02:31.199+02:00');
  expect(written(0, -210)).toBe('1969-12-31T20:30:00.000-03:30');
  expect(written(-1)).toBe('1969-12-31T23:59:59.999+00:00');
  expect(written(Date.UTC(2024, 1, 29), 840)).toBe('2024-02-29T14:00:00.000+14:00');
});

test('fractions as fine as they are, and years of any length', () => {
  expect(written(1.5)).toBe('1970-01-01T00:00:00.0015+00:00');
  expect(written(Date.UTC(2020, 0, 1) + 0.25)).toBe('2020-01-01T00:00:00.00025+00:00');
  expect(written(Date.UTC(12024, 0, 1))).toBe('12024-01-01T00:00:00.000+00:00');
  expect(written(-62_198_755_200_000)).toBe('-0001-01-01T00:00:00.000+00:00');
});

test('any instant of four-digit years reads as itself', () => {
  const year = { min: -62_130_000_000_000, max: Date.UTC(9999, 11, 30) };
  const ms = fc.oneof(fc.integer({ min: year.min, max: year.max }), fc.double({ min: -4e12, max: 8e12, noNaN: true }));
  const into = { ms: 0, offsetMinutes: 0 };
  fc.assert(
    fc.property(ms, fc.integer({ min: -1080, max: 1080 }), (instant, offset) => {
      const text = new TextEncoder().encode(written(instant, offset));
      expect(parseDate(text, 0, text.length, into)).toBe(true);
      expect(into.offsetMinutes).toBe(offset);
      // Written to the nanosecond; a float of today's times is no finer than a quarter of a microsecond.
      expect(Math.abs(into.ms - instant)).toBeLessThanOrEqual(Math.abs(instant) < 1e10 ? 1e-6 : 0);
      if (Number.isInteger(instant)) expect(Date.parse(written(instant, 0)) === instant).toBe(true);
    }),
    { numRuns: 3000, seed: 5 },
  );
});
