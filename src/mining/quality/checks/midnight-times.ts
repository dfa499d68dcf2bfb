import { english, Type } from '#sdk';
import { hourOfDates } from '../../kernels/full-hours.ts';
import { defineMarkCheck } from '../check.ts';
import { clockRows, wallClock } from '../clock-rows.ts';
import { timeColumns } from '../coded-columns.ts';
import { state } from '../statement.ts';

/** Columns that hold dates in the place of times. */
export default defineMarkCheck({
  id: 'midnight-times',
  title: 'Dates without a time',
  summary:
    'Columns of times in which a good part lies at midnight, or most at one other hour: the time of day is not known there, and durations below a day mean nothing.',
  dimension: 'accuracy',
  weight: 1,
  zeroAt: 1,
  source: 'Suriadi et al. 2017: unanchored event; Bose, Mans, van der Aalst 2013: imprecise timestamps',
  use: 'always',
  params: Type.Object({
    minShare: Type.Number({
      default: 0.05,
      minimum: 0,
      maximum: 1,
      description: 'Smaller shares of a column are chance',
    }),
  }),
  level: ({ column }) => column!.level,
  against: 'previous',
  columns: timeColumns,
  async prepare({ log, column, params, run }) {
    const clock = wallClock(log, column!, run.zone);
    const hour = await hourOfDates(run, clock, params.minShare);
    return hour === null ? null : { context: { clock, hour }, stated: { hour: `${String(hour).padStart(2, '0')}:00` } };
  },
  mark: (segment, _view, { clock, hour }) => clockRows(segment, clock, 1 << hour),
  statement: ({ rows, of }, { column }, { hour }) =>
    state(english('‘{column}’ is {hour} in {rows} of {of} rows ({share}): a date without its time.'), {
      ...{ column: column!.name, rows, of, hour: hour! },
      share: { share: rows / of },
    }),
  advice: state(english('Load the column that holds the time of day as well, where the source has one.')),
  leaveOut: null,
});
