import { expect, test } from 'bun:test';
import { calendarPeriod, momentOf, rolling } from './moment.ts';

const at = (iso: string) => Date.parse(iso);

test('a year, a month, a day in the zone, up to the last instant', () => {
  const [first, last] = momentOf('2024-03-31', 'Europe/Berlin');
  // The clocks go forward on that day: it has 23 hours.
  expect(first).toBe(at('2024-03-30T23:00:00Z'));
  expect(last).toBeLessThan(at('2024-03-31T22:00:00Z'));
  expect(last).toBeGreaterThan(at('2024-03-31T21:59:59.999Z'));
  expect(momentOf('2024-02', 'UTC')[0]).toBe(at('2024-02-01T00:00:00Z'));
  expect(Math.ceil(momentOf('2024-02', 'UTC')[1])).toBe(at('2024-03-01T00:00:00Z'));
  expect(Math.ceil(momentOf('2024', 'America/New_York')[1])).toBe(at('2025-01-01T05:00:00Z'));
  expect(momentOf('1969-12-31', 'UTC')[0]).toBe(-86_400_000);
});

test('a clock time is one instant, by its offset or in the zone', () => {
  expect(momentOf('2024-01-31T09:00', 'Asia/Kolkata')).toEqual([
    at('2024-01-31T03:30:00Z'),
    at('2024-01-31T03:30:00Z'),
  ]);
  expect(momentOf('2024-01-31 09:00:05+01:00', 'UTC')[0]).toBe(at('2024-01-31T08:00:05Z'));
  expect(momentOf('2024-01-31T09:00:00.0005Z', 'UTC')[0]).toBe(at('2024-01-31T09:00:00Z') + 0.5);
  expect(momentOf(1234.5, 'UTC')).toEqual([1234.5, 1234.5]);
});

test('a skipped clock time moves forward, a double one is the earlier', () => {
  expect(momentOf('2024-03-31T02:30', 'Europe/Berlin')[0]).toBe(at('2024-03-31T01:30:00Z'));
  expect(momentOf('2024-10-27T02:30', 'Europe/Berlin')[0]).toBe(at('2024-10-27T00:30:00Z'));
});

test('what is no date is refused', () => {
  for (const wrong of ['', 'yesterday', '2024-13', '2024-02-30', '31.01.2024', '2024-01-31T25:00', '24']) {
    expect(() => momentOf(wrong, 'UTC')).toThrow('is not a date');
  }
});

test('rolling periods follow the calendar of the zone', () => {
  const asOf = at('2024-03-31T10:00:00Z');
  // Noon in Berlin on 31 March; a day earlier noon was 11:00 UTC; a month earlier is 29 February.
  expect(rolling(asOf, 'Europe/Berlin', 1, 'day')).toEqual([at('2024-03-30T11:00:00Z'), asOf]);
  expect(rolling(asOf, 'Europe/Berlin', 24, 'hour')).toEqual([at('2024-03-30T10:00:00Z'), asOf]);
  expect(rolling(asOf, 'Europe/Berlin', 1, 'month')).toEqual([at('2024-02-29T11:00:00Z'), asOf]);
  expect(rolling(asOf, 'UTC', 1, 'quarter')[0]).toBe(at('2023-12-31T10:00:00Z'));
});

test('periods of the calendar', () => {
  // A Wednesday.
  const asOf = at('2024-05-15T10:20:00Z');
  const days = (...args: Parameters<typeof calendarPeriod>) =>
    calendarPeriod(...args).map((t) => new Date(Math.ceil(t)).toISOString().slice(0, 13));
  expect(days(asOf, 'UTC', 'hour', 0)).toEqual(['2024-05-15T10', '2024-05-15T11']);
  expect(days(asOf, 'UTC', 'day', -1)).toEqual(['2024-05-14T00', '2024-05-15T00']);
  expect(days(asOf, 'UTC', 'week', 0)).toEqual(['2024-05-13T00', '2024-05-20T00']);
  expect(days(asOf, 'UTC', 'month', -3)).toEqual(['2024-02-01T00', '2024-03-01T00']);
  expect(days(asOf, 'UTC', 'quarter', 0)).toEqual(['2024-04-01T00', '2024-07-01T00']);
  expect(days(asOf, 'UTC', 'quarter', -2)).toEqual(['2023-10-01T00', '2024-01-01T00']);
  expect(days(asOf, 'Asia/Tokyo', 'year', 0)).toEqual(['2023-12-31T15', '2024-12-31T15']);
});
