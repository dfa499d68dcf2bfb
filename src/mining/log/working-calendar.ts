import { AppError, type FaultDetail, type Static, Type } from '#sdk';
import { checkParams } from '../views/check-params.ts';
import { dayOf } from './local-time.ts';
import { zoneOffsets } from './zone-offsets.ts';

const CLOCK = '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$';
const Interval = Type.Object(
  {
    from: Type.String({ pattern: CLOCK, description: 'Begin by the clock, HH:MM' }),
    to: Type.String({ pattern: CLOCK, description: 'End by the clock; earlier than the begin: on the next day' }),
  },
  { additionalProperties: false },
);
const Intervals = (description: string) => Type.Array(Interval, { default: [], maxItems: 48, description });
const DateText = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'A date, YYYY-MM-DD' });

/** Weekdays in the order of ISO 8601. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/**
 * When people work. A shift belongs to the day on which it begins: a holiday on that day takes all of it away, with the
 * part after midnight. An exception replaces what the weekday says, and wins over a holiday. Wall times are those of the
 * zone: a night shift is an hour shorter or longer when the clocks change.
 */
export const CalendarSchema = Type.Object(
  {
    zone: Type.String({ minLength: 1, description: 'IANA time zone whose clocks count' }),
    week: Type.Object(
      {
        monday: Intervals('Working hours of Mondays'),
        tuesday: Intervals('Working hours of Tuesdays'),
        wednesday: Intervals('Working hours of Wednesdays'),
        thursday: Intervals('Working hours of Thursdays'),
        friday: Intervals('Working hours of Fridays'),
        saturday: Intervals('Working hours of Saturdays'),
        sunday: Intervals('Working hours of Sundays'),
      },
      { additionalProperties: false, default: {} },
    ),
    holidays: Type.Array(DateText, { default: [], maxItems: 10_000, description: 'Dates without work' }),
    exceptions: Type.Array(
      Type.Object(
        { date: DateText, intervals: Intervals('Working hours of this date') },
        { additionalProperties: false },
      ),
      { default: [], maxItems: 10_000, description: 'Dates with other hours than their weekday' },
    ),
  },
  { additionalProperties: false },
);
export type Calendar = Static<typeof CalendarSchema>;
export type WorkingInterval = Static<typeof Interval>;

/** Years for which a calendar is laid out day by day; dates outside are refused. */
export const FIRST_CALENDAR_YEAR = 1900;
export const LAST_CALENDAR_YEAR = 2099;

/**
 * Checks a calendar and brings it into its canonical form, in which equal calendars are equal texts under
 * `JSON.stringify`: fixed order of fields, intervals sorted and joined, dates sorted and single, holidays that an
 * exception overrides left out. `invalid` with pointers for anything that is not a calendar.
 */
export function canonicalCalendar(value: unknown): Calendar {
  const calendar = checkParams(CalendarSchema, value, '', 'calendar') as Calendar;
  const { zone } = zoneOffsets(calendar.zone);
  const faults: FaultDetail[] = [];
  const week = {} as Calendar['week'];
  for (const day of WEEKDAYS) week[day] = canonicalIntervals(calendar.week[day], `/week/${day}`, faults);
  calendar.holidays.forEach((date, i) => {
    checkDate(date, `/holidays/${i}`, faults);
  });
  const byDate = new Map<string, WorkingInterval[]>();
  calendar.exceptions.forEach(({ date, intervals }, i) => {
    checkDate(date, `/exceptions/${i}/date`, faults);
    if (byDate.has(date)) faults.push({ pointer: `/exceptions/${i}/date`, message: 'this date stands twice' });
    byDate.set(date, canonicalIntervals(intervals, `/exceptions/${i}/intervals`, faults));
  });
  if (WEEKDAYS.every((day) => week[day].length === 0)) {
    faults.push({ pointer: '/week', message: 'no weekday has working hours' });
  }
  if (faults.length) {
    const first = faults[0]!;
    const message = `The calendar is not right at ${first.pointer}: ${first.message}.`;
    throw new AppError('invalid', 'calendar.invalid', message, faults.slice(0, 20));
  }
  const exceptions = [...byDate].map(([date, intervals]) => ({ date, intervals }));
  exceptions.sort((a, b) => (a.date < b.date ? -1 : 1));
  const holidays = [...new Set(calendar.holidays)].filter((date) => !byDate.has(date)).sort();
  return { zone, week, holidays, exceptions };
}

function checkDate(date: string, pointer: string, faults: FaultDetail[]): void {
  const [year = 0] = date.split('-').map(Number);
  if (new Date(dayNumberOf(date) * 86_400_000).toISOString().slice(0, 10) !== date) {
    faults.push({ pointer, message: 'there is no such date' });
  } else if (year < FIRST_CALENDAR_YEAR || year > LAST_CALENDAR_YEAR) {
    faults.push({ pointer, message: `dates lie between ${FIRST_CALENDAR_YEAR} and ${LAST_CALENDAR_YEAR}` });
  }
}

/** Days since 1970-01-01 of a date written YYYY-MM-DD. */
export function dayNumberOf(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return dayOf(year, month, day);
}

/** Minutes after midnight of HH:MM. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Sorted by begin; intervals within the day that touch or overlap become one. Shifts over midnight stay as written. */
function canonicalIntervals(
  intervals: readonly WorkingInterval[],
  pointer: string,
  faults: FaultDetail[],
): WorkingInterval[] {
  intervals.forEach(({ from, to }, i) => {
    if (from === '24:00') faults.push({ pointer: `${pointer}/${i}/from`, message: 'a shift begins before 24:00' });
    if (from === to) faults.push({ pointer: `${pointer}/${i}`, message: 'the shift ends when it begins' });
  });
  const sorted = intervals.toSorted((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1));
  const result: WorkingInterval[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    const overnight = to < from;
    if (last && !overnight && last.to > last.from && from <= last.to) {
      if (to > last.to) last.to = to;
    } else if (!last || last.from !== from || last.to !== to) {
      result.push({ from, to });
    }
  }
  return result;
}
