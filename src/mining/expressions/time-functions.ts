import { literal, type Sql, sql, wholeNumber } from '#sdk';
import { formatTime, textToTime } from './convert.ts';
import type { Argument, ExpressionFunction } from './function.ts';
import { oneOf, timeFormat, zone } from './written.ts';

const time: Argument = { name: 'time', type: 'time' };
const inZone: Argument = { name: 'zone', type: 'text', written: zone, optional: true };
const format: Argument = { name: 'format', type: 'text', written: timeFormat };

/** Lengths of the units that always have the same one, in microseconds. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ milliseconds: 1e3, seconds: 1e6, minutes: 6e7, hours: 3.6e9, days: 8.64e10, weeks: 6.048e11 },
};
const MONTHS: Readonly<Record<string, number>> = { months: 1, years: 12 };
const fixedUnits = Object.keys(LENGTHS);
const allUnits = [...fixedUnits, ...Object.keys(MONTHS)];

const NOON = "time('2024-03-31T12:30:15Z', 'iso')";

/** A part of the date or the clock, as they are in a zone. */
const part = (name: string, of: Sql, summary: string, gives: number): ExpressionFunction => ({
  ...{ name, group: 'times', gives: 'number', takes: [time, inZone], summary },
  build: ([when, where]) => sql`${of}(timezone(${literal(String(where?.value ?? 'UTC'))}, ${when!.sql}))::double`,
  examples: [{ text: `${name}(${NOON}, 'Europe/Berlin')`, gives }],
});

export const TIME_FUNCTIONS: readonly ExpressionFunction[] = [
  part('year', sql`year`, 'The year in the zone; in UTC where none is said.', 2024),
  part('quarter', sql`quarter`, 'The quarter of the year in the zone, 1 to 4.', 1),
  part('month', sql`month`, 'The month in the zone, 1 to 12.', 3),
  part('week', sql`weekofyear`, 'The week of the year in the zone, as ISO 8601 counts it.', 13),
  part('day', sql`day`, 'The day of the month in the zone.', 31),
  part('weekday', sql`isodow`, 'The day of the week in the zone: 1 is Monday, 7 is Sunday.', 7),
  part('hour', sql`hour`, 'The hour of the clock in the zone.', 14),
  part('minute', sql`minute`, 'The minute of the hour in the zone.', 30),
  part('second', sql`second`, 'The second of the minute, without fractions.', 15),
  {
    ...{ name: 'difference', group: 'times', gives: 'number' },
    takes: [
      { name: 'from', type: 'time' },
      { name: 'to', type: 'time' },
      { name: 'unit', type: 'text', written: oneOf(fixedUnits) },
    ],
    summary: `How long it is from one time to the other, with fractions, in ${fixedUnits.join(', ')}; a day has 24 hours.`,
    build: ([from, to, unit]) =>
      sql`((epoch_us(${to!.sql}) - epoch_us(${from!.sql}))::double / ${LENGTHS[String(unit!.value)]!}::double)`,
    examples: [{ text: `difference(${NOON}, time('2024-04-01T00:30:15Z', 'iso'), 'hours')`, gives: 12 }],
  },
  {
    ...{ name: 'add', group: 'times', gives: 'time' },
    takes: [time, { name: 'amount', type: 'number' }, { name: 'unit', type: 'text', written: oneOf(allUnits) }],
    summary:
      'The time so much later; earlier with a negative amount. Months and years are those of the calendar in UTC, whole ones.',
    build: ([when, amount, unit]) => {
      const months = MONTHS[String(unit!.value)];
      const later =
        months === undefined
          ? sql`to_microseconds(round(${amount!.sql} * ${LENGTHS[String(unit!.value)]!}::double)::bigint)`
          : sql`to_months((trunc(${amount!.sql})::integer * ${wholeNumber(months)})::integer)`;
      return sql`try(${when!.sql} + ${later})`;
    },
    examples: [
      { text: `add(${NOON}, 1.5, 'hours')`, gives: '2024-03-31T14:00:15.000Z' },
      { text: `add(${NOON}, 1, 'months')`, gives: '2024-04-30T12:30:15.000Z' },
    ],
  },
  {
    ...{ name: 'time', group: 'times', gives: 'time' },
    takes: [{ name: 'text', type: 'text' }, format, inZone],
    summary:
      'The text read as a time. A text that says no offset is a clock of the zone, and missing where none is said, except in formats other than iso, which are read in UTC then.',
    build: ([text, how, where]) =>
      textToTime(text!.sql, String(how!.value), where === undefined ? null : String(where.value)),
    examples: [
      { text: "time('31.03.2024 14:30', 'DD.MM.YYYY HH:mm', 'Europe/Berlin')", gives: '2024-03-31T12:30:00.000Z' },
      { text: "time('yesterday', 'iso')", gives: null },
    ],
  },
  {
    ...{ name: 'format', group: 'times', gives: 'text' },
    takes: [time, format, { ...inZone, optional: false }],
    summary: 'The time written in a format, as a clock of the zone; `iso` is always UTC.',
    build: ([when, how, where]) => formatTime(when!.sql, String(how!.value), String(where!.value)),
    examples: [{ text: `format(${NOON}, 'DD.MM.YYYY HH:mm', 'Europe/Berlin')`, gives: '31.03.2024 14:30' }],
  },
];
