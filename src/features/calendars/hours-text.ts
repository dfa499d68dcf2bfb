import { AppError, type FaultDetail } from '#sdk';
import { type Calendar, minutesOf, WEEKDAYS, type WorkingInterval } from '../../mining/log/working-calendar.ts';

/** Hours as people type them: `08:00–12:00, 13:00–17:00`; nothing: no work. */
export type WeekText = Record<(typeof WEEKDAYS)[number], string>;

/** A calendar as its form holds it. */
export interface CalendarText {
  readonly week: WeekText;
  /** A date on each line. */
  readonly holidays: string;
  /** A date and its hours on each line. */
  readonly exceptions: string;
}

const INTERVALS = /(\d{1,2})(?:[:.](\d{2}))?\s*(?:[-–—]|to|bis)\s*(\d{1,2})(?:[:.](\d{2}))?/gi;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const clock = (hour: string, minute = '00') => `${hour.padStart(2, '0')}:${minute}`;

/** Reads what was typed; everything that cannot be read is told at its field. Whether it makes sense is for the calendar to say. */
export function readCalendarText(text: CalendarText): Pick<Calendar, 'week' | 'holidays' | 'exceptions'> {
  const faults: FaultDetail[] = [];
  const week = Object.fromEntries(
    WEEKDAYS.map((day) => [day, readHours(text.week[day], `/week/${day}`, faults)]),
  ) as Calendar['week'];
  const holidays = text.holidays.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = holidays.find((date) => !DATE.test(date));
  if (wrong !== undefined) faults.push({ pointer: '/holidays', message: 'not a date as 2026-12-25' });
  const lines = text.exceptions.split('\n').map((line) => line.trim());
  const exceptions = lines.flatMap((line) => (line === '' ? [] : [readException(line, faults)]));
  if (faults.length > 0)
    throw new AppError('invalid', 'calendar.unreadable', 'Some of the hours or dates cannot be read.', faults);
  return { week, holidays, exceptions };
}

function readException(line: string, faults: FaultDetail[]): Calendar['exceptions'][number] {
  const [date = '', ...rest] = line.split(/\s+/);
  const pointer = '/exceptions';
  if (!DATE.test(date)) faults.push({ pointer, message: 'each line begins with a date as 2026-12-24' });
  return { date, intervals: readHours(rest.join(' ').replace(/^:\s*/, ''), pointer, faults) };
}

function readHours(text: string, pointer: string, faults: FaultDetail[]): WorkingInterval[] {
  const between = text.replace(INTERVALS, '').replace(/[\s,;–-]/g, '');
  if (between !== '') faults.push({ pointer, message: 'hours are written as 08:00-12:00, 13:00-17:00' });
  return [...text.matchAll(INTERVALS)].map(([, hour, minute, toHour, toMinute]) => ({
    from: clock(hour!, minute),
    to: clock(toHour!, toMinute),
  }));
}

export const hoursText = (intervals: readonly WorkingInterval[]): string =>
  intervals.map(({ from, to }) => `${from}–${to}`).join(', ');

/** A kept calendar as its form shows it. */
export const calendarText = ({ week, holidays, exceptions }: Calendar): CalendarText => ({
  week: Object.fromEntries(WEEKDAYS.map((day) => [day, hoursText(week[day])])) as WeekText,
  holidays: holidays.join('\n'),
  exceptions: exceptions.map(({ date, intervals }) => `${date} ${hoursText(intervals)}`.trim()).join('\n'),
});

const DAY_MINUTES = 24 * 60;

/** When people work on each weekday, in minutes after midnight, with what reaches over from the day before. */
export function weekSpans({
  week,
}: Calendar): { day: (typeof WEEKDAYS)[number]; text: string; spans: [number, number][] }[] {
  return WEEKDAYS.map((day, i) => {
    const before = week[WEEKDAYS[(i + 6) % 7]!];
    const over = before.filter(isOvernight).map(({ to }): [number, number] => [0, minutesOf(to)]);
    const own = week[day].map((interval): [number, number] => [
      minutesOf(interval.from),
      isOvernight(interval) ? DAY_MINUTES : minutesOf(interval.to),
    ]);
    return { day, text: hoursText(week[day]), spans: [...over, ...own] };
  });
}

const isOvernight = ({ from, to }: WorkingInterval): boolean => minutesOf(to) < minutesOf(from);

/** Working time of the plain week, milliseconds. Hours that overlap those of the day before count once. */
export function weeklyMs(calendar: Calendar): number {
  let minutes = 0;
  for (const { spans } of weekSpans(calendar)) {
    let end = 0;
    for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
      minutes += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
  }
  return minutes * 60_000;
}
