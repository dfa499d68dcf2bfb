import { COLUMNS, english, Type } from '#sdk';
import { dayOf } from '../../log/local-time.ts';
import { nextBelow } from '../../predicates/intervals.ts';
import { rowsBetween } from '../../predicates/rows.ts';
import { defineMarkCheck } from '../check.ts';
import { state } from '../statement.ts';

const DAY = 86_400_000;

/** Events before anything was recorded. */
export default defineMarkCheck({
  id: 'early-times',
  title: 'Times too long ago',
  summary: 'Events before a year in which nothing can have been recorded.',
  dimension: 'validity',
  weight: 2,
  zeroAt: 0.02,
  source: 'Bose, Mans, van der Aalst 2013: incorrect timestamps',
  use: 'always',
  params: Type.Object({
    firstYear: Type.Integer({
      default: 1970,
      minimum: 1,
      maximum: 3000,
      description: 'Events before it are too early',
    }),
  }),
  level: () => 'event',
  prepare: ({ params }) => ({ context: nextBelow(dayOf(params.firstYear, 1, 1) * DAY) }),
  mark: (segment, _view, last) => rowsBetween(segment.numbers(COLUMNS.time), Number.NEGATIVE_INFINITY, last),
  statement: ({ rows, of }, { params }) =>
    state(english('{rows} of {of} events lie before the year {year}.'), { rows, of, year: String(params.firstYear) }),
  advice: null,
  leaveOut: 'rows',
});
