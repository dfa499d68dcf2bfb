import { CaseSupport, defineCalculator, Nullable, Type } from '#sdk';
import { logCounts } from '../kernels/log-counts.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';

const Instant = Nullable(Type.String({ description: 'ISO 8601, UTC; null where no event has a time' }));

/** How much of the log the view shows: cases, events, activities that occur, variants, first and last instant. */
export default defineCalculator({
  id: 'log-summary',
  version: 1,
  title: 'Log summary',
  summary: 'Counts cases, events, activities and variants, and gives the first and the last instant.',
  category: 'summary',
  params: Type.Object({}),
  result: Type.Object({
    cases: CaseSupport(),
    events: Type.Integer({ minimum: 0 }),
    activities: Type.Integer({ minimum: 0, description: 'Activities that occur; a missing one is none' }),
    variants: Type.Integer({ minimum: 0, description: 'Different sequences of activities' }),
    start: Instant,
    end: Instant,
  }),
  view: 'log-summary',
  examples: [
    {
      title: 'Six orders of 23 events, by hand',
      params: {},
      expect: {
        cases: 6,
        events: 23,
        activities: 5,
        variants: 5,
        start: '2024-01-01T09:00:00.000Z',
        end: '2024-01-07T09:00:00.000Z',
      },
    },
  ],
  async compute(log, _params, run) {
    const counts = await run.reduce(logCounts, null);
    const table = await run.reduce(variants, { durations: false });
    const known = counts.start <= counts.end;
    return {
      cases: counts.cases,
      events: counts.events,
      activities: activitiesIn(table, log.activities),
      variants: table.size,
      start: known ? new Date(counts.start).toISOString() : null,
      end: known ? new Date(counts.end).toISOString() : null,
    };
  },
});

function activitiesIn(table: VariantTable, activities: number): number {
  const seen = new Uint8Array(activities + 1);
  const end = table.offsets[table.size]!;
  for (let i = 0; i < end; i++) seen[table.codes[i]!] = 1;
  return seen.subarray(1).reduce((total, one) => total + one, 0);
}
