import { CaseSupport, Choice, defineCalculator, hasBit, invalid, type Log, Nullable, type Run, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { PERIOD_UNITS, periodAt, periodsBetween } from '../kernels/case-periods.ts';
import { logCounts } from '../kernels/log-counts.ts';
import { resourceActivities } from '../kernels/resource-activities.ts';
import { resourcePeriods } from '../kernels/resource-periods.ts';
import { FIRST_SLOT, NO_SLOT } from '../kernels/resource-slots.ts';
import { concurrencyOf, resourceSpells } from '../kernels/resource-spells.ts';
import { activityRows } from '../organisation/activity-rows.ts';
import { ResourceColumn } from '../organisation/resource-column.ts';
import {
  ResourceFields,
  ResourceTotals,
  type ShownResources,
  shownResources,
  Top,
} from '../organisation/shown-resources.ts';

const params = Type.Object({
  resource: ResourceColumn,
  bucket: Choice(['auto', ...PERIOD_UNITS], {
    default: 'auto',
    description: 'Length of a period; auto takes days up to three months, weeks up to a year, months up to ten years',
  }),
  top: Top(50, 1000),
});

const Cell = { events: Type.Integer(), cases: CaseSupport() };
const result = Type.Object({
  ...ResourceTotals,
  bucket: Choice(PERIOD_UNITS, { description: 'Length of a period' }),
  zone: Type.String({ description: 'Zone whose calendar counts' }),
  periods: Type.Array(
    Type.Object({
      period: Type.String({ description: 'The period, such as 2024-01; a week is written by its Monday' }),
      from: Type.String({ description: 'Instant at which the period begins, ISO 8601 UTC' }),
      ...Cell,
      resources: Nullable(Type.Integer({ description: 'Resources that did anything; null where they are too many' })),
    }),
    { description: 'All resources together; periods without events are listed too' },
  ),
  items: Type.Array(
    Type.Object({
      ...ResourceFields,
      share: Type.Number({ minimum: 0, maximum: 1, description: 'Of all events whose resource is known' }),
      activities: Type.Array(Type.Object({ activity: Type.String(), ...Cell }), {
        description: 'What it did, most events first',
      }),
      concurrency: Nullable(
        Type.Object({
          busyMs: Type.Number({ description: 'Time in which it worked on at least one thing' }),
          mean: Type.Number({ description: 'Things at the same time, on average over the time in which it worked' }),
          most: Type.Integer({ description: 'Most things at the same time' }),
        }),
      ),
      periods: Type.Array(Type.Object({ period: Type.String(), ...Cell }), {
        description: 'Those in which it did anything',
      }),
    }),
  ),
});

/** Cells of resources and periods, bits of all resources in all periods, and spells of work that are held at once. */
const MOST_CELLS = 4_000_000;
const MOST_BITS = 32_000_000;
const MOST_SPELLS = 10_000_000;
const MINUTE = 60_000;

/**
 * What resources do: events, cases, activities, and how both spread over time. Activity instances count; one without a
 * resource is left out. An event lies in the period of its time, by the dataset's calendar and wall time. Concurrency is
 * known where starts are: from start to end on the view's clock a resource works on an instance; things that follow each
 * other at the same instant are not at the same time. Above ten million such instances it is left out. Items by events, ties by name.
 */
export default defineCalculator({
  id: 'resource-workload',
  version: 1,
  title: 'Resource workload',
  summary: 'Shows how much each resource does, of what, when, and how many things at the same time.',
  category: 'organisation',
  params,
  result,
  view: 'resource-workload',
  examples: [
    {
      title: 'Ann does ten of 23 things, one or two on any day but Friday',
      params: {},
      expect: {
        ...{ cases: 6, events: 23, missing: 0, resources: 5, bucket: 'day', zone: 'UTC' },
        periods: [...[4, 4, 5, 5, 1, 3, 1].map((events, i) => ({ period: `2024-01-0${i + 1}`, events, cases: 1 }))],
        items: [
          {
            ...{ resource: 'Ann', events: 10, cases: 5, share: 10 / 23, concurrency: null },
            activities: [
              { activity: 'register', events: 5, cases: 5 },
              { activity: 'pay', events: 4, cases: 4 },
              { activity: 'reject', events: 1, cases: 1 },
            ],
            periods: [
              ...[1, 2, 3, 4].map((day) => ({ period: `2024-01-0${day}`, events: 2, cases: 1 })),
              { period: '2024-01-06', events: 1, cases: 1 },
              { period: '2024-01-07', events: 1, cases: 1 },
            ],
          },
          // Six decisions of a quarter of an hour, five checks of half an hour, never two at once.
          { resource: 'Cat', events: 6, concurrency: { busyMs: 90 * MINUTE, mean: 1, most: 1 } },
          { resource: 'Bob', events: 5, concurrency: { busyMs: 150 * MINUTE, mean: 1, most: 1 } },
          { resource: 'Dan', events: 1, concurrency: { busyMs: 30 * MINUTE, mean: 1, most: 1 } },
          { resource: 'Eve', events: 1, concurrency: null },
        ],
      },
    },
  ],
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const { shown, slots, totals } = found;
    const over = await workOverTime(log, run, found, p.bucket);
    run.progress(0.5);
    const done = await run.reduce(resourceActivities, { slots, activities: log.activities });
    const rows = activityRows(log, done, shown.length);
    const timed = shown.reduce((sum, { events }) => sum + events, 0) <= MOST_SPELLS;
    const spells = timed ? await run.reduce(resourceSpells, slots) : null;
    const concurrency = spells && (await concurrencyOf(spells, slots.size, new Work(run)));
    return {
      ...totals,
      ...{ bucket: over.unit, zone: run.zone },
      periods: over.rows(NO_SLOT).map((row, i) => ({ ...over.at(i), ...row, resources: over.active(i) })),
      items: shown.map(({ resource, events, cases }, i) => ({
        ...{ resource, events, cases, share: events / totals.events, activities: rows[i]! },
        concurrency: concurrency?.[i + FIRST_SLOT] ?? null,
        periods: over
          .rows(i + FIRST_SLOT)
          .flatMap((row, at) => (row.events === 0 ? [] : [{ period: over.at(at).period, ...row }])),
      })),
    };
  },
});

/** The periods of the view with what each slot does in them. */
async function workOverTime(log: Log, run: Run, found: ShownResources, bucket: 'auto' | (typeof PERIOD_UNITS)[number]) {
  const { start, end } = await run.reduce(logCounts, null);
  const { column, slots, totals } = found;
  const periods = periodsBetween(start, end, bucket, run.zone);
  const { unit, count } = periods;
  if (count * slots.size > MOST_CELLS) {
    const wanted = `${found.shown.length} resources in ${count} ${unit}s`;
    invalid('resource-workload.tooManyCells', `${wanted} are too many; choose longer periods, or fewer by "top".`, [
      { pointer: '/params/bucket', message: 'too short' },
    ]);
  }
  const codes = totals.resources * count > MOST_BITS ? 0 : log.values(column.id).length;
  const of = await run.reduce(resourcePeriods, { slots, zone: run.zone, periods, codes });
  return {
    unit,
    at: (period: number) => periodAt(periods, period, run.zone),
    rows: (slot: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...{ events: of.events[slot * count + i]!, cases: of.cases[slot * count + i]! },
      })),
    active(period: number): number | null {
      if (codes === 0) return null;
      let active = 0;
      for (let i = period * codes; i < (period + 1) * codes; i++) if (hasBit(of.active, i)) active++;
      return active;
    },
  };
}
