import { Choice, english, Type } from '#sdk';
import { eventsPerPeriod } from '../../kernels/events-per-period.ts';
import { startOfBucket } from '../../log/local-time.ts';
import { defineLogCheck, type LogFinding } from '../check.ts';
import { dropsIn } from '../seasonal-drops.ts';
import { state } from '../statement.ts';

const DAY = 86_400_000;

/** Days, or weeks, of which most events are missing. */
export default defineLogCheck({
  id: 'volume-drops',
  title: 'Drops in volume',
  summary:
    'Days (weeks) with far fewer events than the same weekdays (the weeks) around them: a delivery may be missing. The first and the last are left aside.',
  dimension: 'timeliness',
  weight: 1,
  zeroAt: 0.2,
  source: 'ISO/IEC 25012: currentness, completeness; Bose, Mans, van der Aalst 2013: missing events',
  use: 'always',
  params: Type.Object({
    unit: Choice(['day', 'week'], { default: 'day', description: 'What is counted' }),
    drop: Type.Number({
      ...{ default: 0.8, exclusiveMinimum: 0, maximum: 1 },
      description: 'A drop lacks this share of the median and more',
    }),
    minMedian: Type.Integer({
      ...{ default: 20, minimum: 1, maximum: 1_000_000_000 },
      description: 'Where fewer events are usual, a drop says nothing',
    }),
  }),
  async assess({ params, run }) {
    const counts = await run.reduce(eventsPerPeriod, { zone: run.zone, unit: params.unit });
    const found = dropsIn(counts.events, { season: params.unit === 'day' ? 7 : 1, ...params });
    if (!found) return state(english('The log covers too few periods with enough events to know what is usual.'));
    const findings = found.drops.map(({ from, to, events, usual }): LogFinding => {
      const firstDay = startOfBucket(params.unit, counts.first + from);
      const lastDay = startOfBucket(params.unit, counts.first + to + 1) - 1;
      const [first, last] = [dateOf(firstDay), dateOf(lastDay)];
      const select = { id: 'time-period', params: { from: first, to: last, mode: 'intersecting' } };
      let cases = 0;
      for (let p = from; p <= to; p++) cases += counts.starts[p]!;
      const period = first === last ? first : `${first} – ${last}`;
      return {
        subject: period,
        statement: state(english('{period}: {events} of about {usual} usual events.'), {
          period: first === last ? { day: first } : { day: first, until: last },
          events,
          usual,
        }),
        ...{ rows: to - from + 1, of: found.looked, cases, values: [], select, repair: { not: select } },
      };
    });
    return { share: found.looked === 0 ? 0 : found.dropped / found.looked, findings };
  },
  advice: state(english('See whether the deliveries of these days were loaded, and load what is missing.')),
});

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
