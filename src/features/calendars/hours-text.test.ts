import { expect, test } from 'bun:test';
import type { AppError } from '#sdk';
import { canonicalCalendar, WEEKDAYS } from '../../mining/log/working-calendar.ts';
import { calendarText, readCalendarText, type WeekText, weeklyMs, weekSpans } from './hours-text.ts';

const weekOf = (hours: Partial<WeekText>): WeekText => ({
  ...(Object.fromEntries(WEEKDAYS.map((day) => [day, ''])) as WeekText),
  ...hours,
});
const read = (monday: string) =>
  readCalendarText({ week: weekOf({ monday }), holidays: '', exceptions: '' }).week.monday;

test('hours are read as people write them', () => {
  const office = [
    { from: '08:00', to: '12:00' },
    { from: '13:30', to: '17:00' },
  ];
  for (const text of [
    '08:00-12:00, 13:30-17:00',
    '8-12 13:30-17',
    '08:00–12:00; 13.30 – 17.00',
    '8 to 12, 13:30 to 17',
    ' 8 bis 12,13:30 bis 17 ',
  ])
    expect([text, read(text)]).toEqual([text, office]);
  expect([read(''), read('–')]).toEqual([[], []]);
  expect(read('22-6')).toEqual([{ from: '22:00', to: '06:00' }]);
});

test('what cannot be read is told at its field', () => {
  const at = (text: Parameters<typeof readCalendarText>[0]): (string | undefined)[] => {
    try {
      readCalendarText(text);
      return [];
    } catch (error) {
      return (error as AppError).details.map((d) => d.pointer);
    }
  };
  const nothing = { week: weekOf({}), holidays: '', exceptions: '' };
  expect(at(nothing)).toEqual([]);
  expect(at({ ...nothing, week: weekOf({ friday: 'morning', sunday: '8-' }) })).toEqual([
    '/week/friday',
    '/week/sunday',
  ]);
  expect(at({ ...nothing, holidays: '2026-12-25 Christmas' })).toEqual(['/holidays']);
  expect(at({ ...nothing, exceptions: '24.12.2026 8-12\n2026-12-31 until noon' })).toEqual([
    '/exceptions',
    '/exceptions',
  ]);
});

test('a calendar written into its form and read again is the same', () => {
  const calendar = canonicalCalendar({
    zone: 'Europe/Berlin',
    week: {
      monday: [
        { from: '08:00', to: '12:00' },
        { from: '13:00', to: '24:00' },
      ],
      friday: [{ from: '22:00', to: '06:00' }],
    },
    holidays: ['2026-01-01', '2026-12-25'],
    exceptions: [
      { date: '2026-12-24', intervals: [{ from: '08:00', to: '12:00' }] },
      { date: '2026-12-31', intervals: [] },
    ],
  });
  expect(canonicalCalendar({ zone: calendar.zone, ...readCalendarText(calendarText(calendar)) })).toEqual(calendar);
});

test('a night reaches into the next day, and no hour counts twice', () => {
  const calendar = canonicalCalendar({
    zone: 'UTC',
    week: { sunday: [{ from: '22:00', to: '06:00' }], monday: [{ from: '05:00', to: '08:00' }] },
  });
  const spans = weekSpans(calendar);
  expect([spans[0]!.spans, spans[6]!.spans]).toEqual([
    [
      [0, 360],
      [300, 480],
    ],
    [[1320, 1440]],
  ]);
  // 2 h on Sunday, 8 h on Monday
  expect(weeklyMs(calendar)).toBe(10 * 3_600_000);
});
