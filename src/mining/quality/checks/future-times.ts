import { COLUMNS, english, Type } from '#sdk';
import { rowsBetween } from '../../predicates/rows.ts';
import { defineMarkCheck } from '../check.ts';
import { state } from '../statement.ts';

const DAY = 86_400_000;

/** Events that have not happened yet: plans, or wrong clocks. */
export default defineMarkCheck({
  id: 'future-times',
  title: 'Times in the future',
  summary: 'Events later than the end of the day, in UTC, on which the check is made.',
  dimension: 'validity',
  weight: 2,
  zeroAt: 0.02,
  source: 'Bose, Mans, van der Aalst 2013: incorrect timestamps; Suriadi et al. 2017: inadvertent time travel',
  use: 'always',
  params: Type.Object({}),
  clock: 'day',
  level: () => 'event',
  // The clock counts whole days: what happens today is not the future.
  prepare: ({ run }) => ({ context: run.asOf + DAY, stated: { until: { at: run.asOf + DAY } } }),
  mark: (segment, _view, until) => rowsBetween(segment.numbers(COLUMNS.time), until, Number.POSITIVE_INFINITY),
  statement: ({ rows, of }, _, { until }) =>
    state(english('{rows} of {of} events lie in the future, after {until}.'), { rows, of, until: until! }),
  advice: null,
  leaveOut: 'rows',
});
