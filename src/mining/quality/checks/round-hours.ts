import { COLUMNS, english, Type } from '#sdk';
import { fullHours, hourOfDates } from '../../kernels/full-hours.ts';
import { defineMarkCheck } from '../check.ts';
import { clockRows, wallClock } from '../clock-rows.ts';
import { state } from '../statement.ts';

const EVERY_HOUR = 0xffffff;
/** Midnight belongs to the check of dates. */
const MOST_CHANCE = 0.05;

/** Times that were rounded, or written by a nightly run. */
export default defineMarkCheck({
  id: 'round-hours',
  title: 'Times on the full hour',
  summary:
    'Times of day that lie on the full hour far more often than chance has it: rounded by hand, or set by a batch.',
  dimension: 'accuracy',
  weight: 0.5,
  zeroAt: 1,
  source:
    'Suriadi et al. 2017: scattered event, form-based capture; Bose, Mans, van der Aalst 2013: imprecise timestamps',
  use: 'always',
  params: Type.Object({
    minShare: Type.Number({
      ...{ default: 0.1, minimum: 0, maximum: 1 },
      description: 'Smaller shares are chance (of times to the minute 1 in 60 is)',
    }),
  }),
  level: () => 'event',
  against: 'previous',
  async prepare({ log, params, run }) {
    const clock = wallClock(log, log.column(COLUMNS.time), run.zone);
    const dates = await hourOfDates(run, clock, MOST_CHANCE);
    const hours = EVERY_HOUR & ~(1 << 0) & ~(dates === null ? 0 : 1 << dates);
    const { known, at } = await run.reduce(fullHours, clock);
    const round = at.reduce((sum, count, hour) => sum + (((hours >>> hour) & 1) === 1 ? count : 0), 0);
    return known > 0 && round / known >= params.minShare ? { context: { clock, hours } } : null;
  },
  mark: (segment, _view, { clock, hours }) => clockRows(segment, clock, hours),
  statement: ({ rows, of }) =>
    state(english('{rows} of {of} events lie on a full hour other than that of dates ({share}).'), {
      ...{ rows, of },
      share: { share: rows / of },
    }),
  advice: state(english('Load times as exactly as the source knows them.')),
  leaveOut: null,
});
