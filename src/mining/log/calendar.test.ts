import { expect, test } from 'bun:test';
import { toWorkingTime, workingClock } from './calendar.ts';
import { type Calendar, canonicalCalendar } from './working-calendar.ts';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const nine = [{ from: '09:00', to: '17:00' }];
const office = (zone: string, more: object = {}) =>
  canonicalCalendar({
    zone,
    week: { monday: nine, tuesday: nine, wednesday: nine, thursday: nine, friday: nine },
    ...more,
  });
const hours = (calendar: Calendar, a: string, b: string) => {
  const clock = workingClock(calendar);
  return (clock(at(b)) - clock(at(a))) / HOUR;
};

test('office hours: nights and the weekend stand still', () => {
  const utc = office('UTC');
  // Friday 5 January 2024 16:00 to Monday 8 January 10:30: one hour on Friday, one and a half on Monday.
  expect(hours(utc, '2024-01-05T16:00Z', '2024-01-08T10:30Z')).toBe(2.5);
  expect(hours(utc, '2024-01-06T00:00Z', '2024-01-07T23:00Z')).toBe(0);
  expect(hours(utc, '2024-01-01T00:00Z', '2024-01-08T00:00Z')).toBe(40);
  expect(hours(utc, '2024-01-01T12:00Z', '2024-01-01T09:30Z')).toBe(-2.5);
});

test('a holiday takes its day, an exception replaces it', () => {
  const calendar = office('UTC', {
    holidays: ['2024-01-01', '2024-01-02'],
    exceptions: [{ date: '2024-01-02', intervals: [{ from: '10:00', to: '12:00' }] }],
  });
  expect(hours(calendar, '2024-01-01T00:00Z', '2024-01-02T00:00Z')).toBe(0);
  expect(hours(calendar, '2024-01-01T00:00Z', '2024-01-03T00:00Z')).toBe(2);
  expect(hours(calendar, '2024-01-01T00:00Z', '2024-01-06T00:00Z')).toBe(26);
});

test('a shift over midnight belongs to the day it begins, with the part after midnight', () => {
  const night = canonicalCalendar({
    zone: 'UTC',
    week: { monday: [{ from: '22:00', to: '06:00' }], sunday: [{ from: '22:00', to: '06:00' }] },
    holidays: ['2024-01-08'],
  });
  // Monday 1 January: 00:00–06:00 from Sunday's shift, 22:00–24:00 its own; Tuesday until 06:00.
  expect(hours(night, '2024-01-01T00:00Z', '2024-01-02T00:00Z')).toBe(8);
  expect(hours(night, '2024-01-02T00:00Z', '2024-01-03T00:00Z')).toBe(6);
  // Monday 8 January is a holiday: Sunday's shift still ends at 06:00, Monday's does not begin.
  expect(hours(night, '2024-01-08T00:00Z', '2024-01-10T00:00Z')).toBe(6);
});

test('night shifts on the nights when the clocks change in Berlin last 7 and 9 hours', () => {
  const night = canonicalCalendar({ zone: 'Europe/Berlin', week: { saturday: [{ from: '22:00', to: '06:00' }] } });
  expect(hours(night, '2024-03-30T12:00Z', '2024-03-31T12:00Z')).toBe(7);
  expect(hours(night, '2024-10-26T12:00Z', '2024-10-27T12:00Z')).toBe(9);
  expect(hours(night, '2024-06-01T12:00Z', '2024-06-02T12:00Z')).toBe(8);
});

test('office hours follow the clocks of the zone', () => {
  const berlin = office('Europe/Berlin');
  // 09:00 is 08:00Z in winter and 07:00Z in summer.
  expect(hours(berlin, '2024-01-02T00:00Z', '2024-01-02T08:30Z')).toBe(0.5);
  expect(hours(berlin, '2024-07-02T00:00Z', '2024-07-02T08:30Z')).toBe(1.5);
});

test('the clock reads 0 at the epoch, keeps fractions, NaN and far years', () => {
  const utc = office('UTC');
  const clock = workingClock(utc);
  expect(clock(0)).toBe(0);
  expect(clock(at('1970-01-01T10:00Z'))).toBe(HOUR); // a Thursday
  expect(clock(at('1969-12-31T16:00Z'))).toBe(-HOUR);
  expect(clock(at('1969-12-31T16:00Z') + 0.25)).toBe(-HOUR + 0.25);
  expect(clock(Number.NaN)).toBeNaN();
  // 31 December 2099 is a Thursday, so the Friday after belongs to the plain week; 1 January 1900 is a Monday.
  expect(hours(utc, '2099-12-31T16:00Z', '2100-01-01T10:00Z')).toBe(2);
  expect(hours(utc, '1899-12-29T16:00Z', '1900-01-01T10:00Z')).toBe(2);
  expect(hours(utc, '2500-03-01T00:00Z', '2500-03-08T00:00Z')).toBe(40);
});

test('around the clock is wall time', () => {
  const all = [{ from: '00:00', to: '24:00' }];
  const always = canonicalCalendar({
    zone: 'America/New_York',
    week: { monday: all, tuesday: all, wednesday: all, thursday: all, friday: all, saturday: all, sunday: all },
  });
  const clock = workingClock(always);
  for (const t of [0, 1e12, -1e12, 1.7e12 + 0.5, at('1880-05-05T05:05Z'), at('2300-05-05T05:05Z')])
    expect(clock(t)).toBe(t);
});

/** Whether the wall time of each minute lies inside a shift, by Intl and the calendar as written. */
function bruteForce(calendar: Calendar, from: number, minutes: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: calendar.zone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const shiftsOf = (date: string) => {
    const exception = calendar.exceptions.find((e) => e.date === date);
    if (exception) return exception.intervals;
    if (calendar.holidays.includes(date)) return [];
    const weekday = new Date(`${date}T12:00:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
    return calendar.week[weekday.toLowerCase() as keyof Calendar['week']];
  };
  let worked = 0;
  for (let m = 0; m < minutes; m++) {
    const part = Object.fromEntries(format.formatToParts(from + m * 60_000).map((p) => [p.type, p.value]));
    const date = `${part.year}-${part.month}-${part.day}`;
    const clock = `${part.hour}:${part.minute}`;
    const yesterday = new Date(at(`${date}T00:00:00Z`) - 24 * HOUR).toISOString().slice(0, 10);
    const today = shiftsOf(date).some(({ from, to }) => clock >= from && (to < from || clock < to));
    if (today || shiftsOf(yesterday).some(({ from, to }) => to < from && clock < to)) worked++;
  }
  return worked;
}

test('working time between two instants is the number of worked minutes between them', () => {
  const shifts = {
    monday: [
      { from: '08:15', to: '12:00' },
      { from: '13:00', to: '17:30' },
    ],
    wednesday: [{ from: '00:00', to: '24:00' }],
    thursday: [{ from: '23:10', to: '02:50' }],
    saturday: [
      { from: '22:00', to: '06:00' },
      { from: '01:00', to: '02:30' },
    ],
    sunday: [{ from: '01:30', to: '03:00' }],
  };
  const days: [string, string[], string[]][] = [
    ['Europe/Berlin', ['2024-03-29', '2024-10-25', '1965-07-01'], ['2024-03-28', '2024-10-24']],
    ['America/New_York', ['2024-03-08', '2024-11-01'], ['2024-11-02']],
    ['America/Sao_Paulo', ['2018-11-02'], ['2018-11-03']],
    ['Pacific/Apia', ['2011-12-28'], []],
  ];
  for (const [zone, starts, holidays] of days) {
    const exceptions = [{ date: '2024-10-26', intervals: [{ from: '20:00', to: '02:20' }] }];
    const calendar = canonicalCalendar({ zone, week: shifts, holidays, exceptions });
    const clock = workingClock(calendar);
    for (const start of starts) {
      const from = at(`${start}T00:00:00Z`) + 17 * 60_000;
      const minutes = 4 * 24 * 60;
      expect(`${zone} ${start} ${(clock(from + minutes * 60_000) - clock(from)) / 60_000}`).toBe(
        `${zone} ${start} ${bruteForce(calendar, from, minutes)}`,
      );
    }
  }
});

test('an array is converted as single instants are, also in place, and never backwards', () => {
  const calendar = office('Europe/Berlin', { holidays: ['2024-05-01'] });
  const clock = workingClock(calendar);
  const times = Float64Array.from({ length: 5000 }, (_, i) => (i - 2500) * 3.3e9 + 0.5);
  times[7] = Number.NaN;
  const wanted = Float64Array.from(times, clock);
  expect([...toWorkingTime(calendar, times)]).toEqual([...wanted]);
  for (let i = 9; i < wanted.length; i++) expect(wanted[i]!).toBeGreaterThanOrEqual(wanted[i - 1]!);
  expect(toWorkingTime(calendar, times, times)).toBe(times);
  expect([...times]).toEqual([...wanted]);
});

test('the canonical form does not depend on how a calendar is written', () => {
  const a = canonicalCalendar({
    holidays: ['2024-12-26', '2024-12-25', '2024-12-26', '2024-12-24'],
    exceptions: [
      { date: '2024-12-31', intervals: [] },
      { date: '2024-12-24', intervals: [{ from: '09:00', to: '12:00' }] },
    ],
    week: {
      tuesday: [
        { from: '12:00', to: '17:00' },
        { from: '08:00', to: '12:00' },
        { from: '22:00', to: '02:00' },
      ],
    },
    zone: 'Europe/Berlin',
  });
  const b = canonicalCalendar({
    zone: 'europe/berlin',
    week: {
      monday: [],
      tuesday: [
        { from: '22:00', to: '02:00' },
        { from: '08:00', to: '17:00' },
      ],
    },
    holidays: ['2024-12-25', '2024-12-26'],
    exceptions: [
      { date: '2024-12-24', intervals: [{ from: '09:00', to: '12:00' }] },
      { date: '2024-12-31', intervals: [] },
    ],
  });
  expect(JSON.stringify(a)).toBe(JSON.stringify(b));
  expect(a.week.tuesday).toEqual([
    { from: '08:00', to: '17:00' },
    { from: '22:00', to: '02:00' },
  ]);
  expect(canonicalCalendar(a)).toEqual(a);
});

test('what is wrong is named with its place', () => {
  const wrong = (value: object) => () => canonicalCalendar({ zone: 'UTC', week: { monday: nine }, ...value });
  expect(wrong({ zone: 'Mars/Olympus' })).toThrow('There is no time zone "Mars/Olympus"');
  expect(wrong({ week: {} })).toThrow('no weekday has working hours');
  expect(wrong({ week: { monday: [{ from: '09:00', to: '09:00' }] } })).toThrow(
    '/week/monday/0: the shift ends when it begins',
  );
  expect(wrong({ week: { monday: [{ from: '9', to: '17:00' }] } })).toThrow('/week/monday/0/from');
  expect(wrong({ holidays: ['2023-02-29'] })).toThrow('/holidays/0: there is no such date');
  expect(wrong({ holidays: ['1850-01-01'] })).toThrow('dates lie between 1900 and 2099');
  expect(wrong({ holiday: [] })).toThrow('/holiday');
});
