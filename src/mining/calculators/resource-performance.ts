import { CaseSupport, COLUMNS, defineCalculator, type Log, Nullable, type Run, Type } from '#sdk';
import { type ActivityOccurrences, activityOccurrences } from '../kernels/activity-occurrences.ts';
import { serviceTimes, waitingTimes } from '../kernels/event-durations.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { type ResourceActivities, resourceActivities } from '../kernels/resource-activities.ts';
import { FIRST_SLOT, OTHERS } from '../kernels/resource-slots.ts';
import { type WorkGroups, workTimes, workWaits } from '../kernels/resource-times.ts';
import { byteRanks } from '../log/byte-order.ts';
import { overActivities, ratioOf, type Times, timesOf } from '../organisation/compared-times.ts';
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
  top: Top(50, 500),
  limit: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: 20_000,
    description: 'Pairs of resource and activity to list, those with most events',
  }),
});

const Ms = Nullable(Type.Number());
const timed = Type.Integer({ description: 'Instances whose time is known' });
const ratio = Nullable(
  Type.Number({ description: 'To what all take on average for the same activities; 0.5 is half the time' }),
);
const TimesOfAll = Type.Object({ timed, sumMs: Ms, meanMs: Ms, medianMs: Ms });
const TimesOfPair = Type.Object({ timed, sumMs: Ms, meanMs: Ms, medianMs: Ms, ratio });
const TimesOfResource = Type.Object({ timed, sumMs: Ms, meanMs: Ms, ratio });
const Redone = {
  redone: Type.Integer({ description: 'Instances after which the same activity is done again in the case' }),
  redoneShare: Type.Number({ minimum: 0, maximum: 1 }),
};

const result = Type.Object({
  ...ResourceTotals,
  startsKnown: Type.Boolean({ description: 'Whether the log has start times; without, service times are not known' }),
  activities: Type.Array(
    Type.Object({
      ...{ activity: Type.String(), events: Type.Integer(), cases: CaseSupport() },
      ...{ service: TimesOfAll, waiting: TimesOfAll, ...Redone },
    }),
    { description: 'What all take, also resources that are not shown and instances without one; most events first' },
  ),
  items: Type.Array(Type.Object({ ...ResourceFields, service: TimesOfResource, waiting: TimesOfResource, ...Redone })),
  pairs: Type.Array(
    Type.Object({
      ...{ ...ResourceFields, activity: Type.String() },
      ...{ service: TimesOfPair, waiting: TimesOfPair, ...Redone },
    }),
  ),
  hidden: Type.Object({ pairs: Type.Integer({ description: 'Pairs of shown resources beyond the limit' }) }),
});

/** Groups of values are numbered in 16 bits; what is rarer than so many pairs has no times. */
const MOST_PAIRS = 60_000;
const kernels = {
  service: valueKernels('resource-performance.service', workTimes),
  waiting: valueKernels('resource-performance.waiting', workWaits),
  allService: valueKernels<null>('resource-performance.all-service', serviceTimes),
  allWaiting: valueKernels<null>('resource-performance.all-waiting', (segment, view) =>
    waitingTimes(segment, view, null),
  ),
};
const MINUTE = 60_000;

/**
 * How long resources take, and how long cases wait for them. Service time: from the start of an activity instance to its
 * end, where both are known. Waiting time: from the end of the instance before it in the case, whoever did that, to its
 * start (its time, where no start is known), never less than 0; the first instance of a case waits for nothing. Both in
 * milliseconds on the view's clock. Ratios compare with the mean of all for the same activity; those of a resource weigh
 * its activities as it did them, so that who does the long ones is not slow for it. Rework: instances after which the same
 * activity is done again in the case, by whomever. Rows by events; ties by names.
 */
export default defineCalculator({
  id: 'resource-performance',
  version: 1,
  title: 'Resource performance',
  summary: 'Compares how long each resource takes, how long cases wait for it, and what has to be done again.',
  category: 'organisation',
  params,
  result,
  view: 'resource-performance',
  examples: [
    {
      title: 'Checks take half an hour by whom ever; orders wait longest for Ann',
      params: {},
      expect: {
        startsKnown: true,
        activities: [
          // Waited for a check: 30, 30, 30, 30, 30 and 150 minutes. Order 3 was checked again.
          row('check', 6, 5, [6, 180, 30, 30], [6, 300, 50, 30], 1),
          // For a decision: 105, 45, 45, 45, 45, 105. Order 4 was decided again.
          row('decide', 6, 5, [6, 90, 15, 15], [6, 390, 65, 45], 1),
          row('register', 6, 6, [6, 0, 0, 0], [0, null, null, null], 0),
          row('pay', 4, 4, [4, 0, 0, 0], [4, 1440, 360, 120], 0),
          row('reject', 1, 1, [1, 0, 0, 0], [1, 60, 60, 60], 0),
        ],
        items: [
          // Pay 1440 and reject 60 minutes, as everybody, for nobody else does them.
          {
            resource: 'Ann',
            events: 10,
            waiting: compared(5, 1500, 300, 1),
            service: compared(10, 0, 0, null),
            redone: 0,
          },
          { resource: 'Cat', events: 6, waiting: compared(6, 390, 65, 1), service: compared(6, 90, 15, 1), redone: 1 },
          // Bob's checks: 30, 30, 30, 30, 150 against 5 · 50. His check of order 3 was done again.
          { resource: 'Bob', waiting: compared(5, 270, 54, 270 / 250), redone: 1, redoneShare: 0.2 },
          { resource: 'Dan', waiting: compared(1, 30, 30, 0.6), service: compared(1, 30, 30, 1) },
          { resource: 'Eve', waiting: compared(0, null, null, null) },
        ],
        hidden: { pairs: 0 },
      },
    },
    {
      title: 'What most is done of by the two who do most',
      params: { top: 2, limit: 2 },
      expect: {
        pairs: [
          { resource: 'Cat', activity: 'decide', events: 6, cases: 5, service: { meanMs: 15 * MINUTE, ratio: 1 } },
          { resource: 'Ann', activity: 'register', events: 5, cases: 5, waiting: { timed: 0, ratio: null } },
        ],
        hidden: { pairs: 2 },
      },
    },
  ],
  kernels: Object.values(kernels).flatMap((of) => Object.values(of)),
  async compute(log, p, run) {
    const found = await shownResources(log, run, p.resource, p.top);
    const { shown } = found;
    // An instance without a resource is somebody's work too: it ends a wait, and may be what has to be done again.
    const slots = { ...found.slots, of: found.slots.of!.with(0, OTHERS) };
    const done = await run.reduce(resourceActivities, { slots, activities: log.activities });
    const all = await timesOfAll(log, run, done);
    run.progress(0.5);
    const pairs = await timesOfPairs(log, run, { ...found, slots }, done);
    const items = shown.map(({ resource, events, cases }, i) => {
      const own = pairs.filter(({ at }) => at === i);
      const over = (kind: 'service' | 'waiting') =>
        overActivities(own.map((pair) => ({ times: pair[kind], allMeanMs: all[pair.code]![kind].meanMs })));
      const redone = own.reduce((sum, pair) => sum + pair.redone, 0);
      return {
        ...{ resource, events, cases, service: over('service'), waiting: over('waiting') },
        ...{ redone, redoneShare: redone / events },
      };
    });
    const ranks = byteRanks(log.activityNames);
    const activities = all
      .flatMap(({ code, ...activity }) => (activity.events > 0 ? [{ code, ...activity }] : []))
      .sort((a, b) => b.events - a.events || ranks[a.code]! - ranks[b.code]!)
      .map(({ code: _, ...activity }) => activity);
    return {
      ...{ ...found.totals, startsKnown: log.findColumn(COLUMNS.startTime) !== null, activities, items },
      pairs: pairs.slice(0, p.limit).map(({ at, code, service, waiting, ...pair }) => ({
        ...{ resource: shown[at]!.resource, activity: log.activityNames[code]!, ...pair },
        service: { ...service, ratio: ratioOf(service.meanMs, all[code]!.service.meanMs) },
        waiting: { ...waiting, ratio: ratioOf(waiting.meanMs, all[code]!.waiting.meanMs) },
      })),
      hidden: { pairs: Math.max(0, pairs.length - p.limit) },
    };
  },
});

/** Per code of an activity, whoever did it. */
async function timesOfAll(log: Log, run: Run, done: ResourceActivities) {
  const groups = log.activities + 1;
  const occurrences: ActivityOccurrences = await run.reduce(activityOccurrences, { activities: log.activities });
  const service = await groupStatistics(run, kernels.allService, null, groups);
  const waiting = await groupStatistics(run, kernels.allWaiting, null, groups);
  const redone = new Float64Array(groups);
  done.keys.forEach((key, i) => {
    redone[key & 0xffff] = redone[key & 0xffff]! + done.redone[i]!;
  });
  return log.activityNames.map((activity, code) => ({
    ...{ code, activity, events: occurrences.events[code]!, cases: occurrences.cases[code]! },
    ...{ service: timesOf(service[code]!), waiting: timesOf(waiting[code]!), redone: redone[code]! },
    redoneShare: occurrences.events[code] === 0 ? 0 : redone[code]! / occurrences.events[code]!,
  }));
}

interface PairTimes {
  /** Place of the resource among those that are shown. */
  readonly at: number;
  readonly code: number;
  readonly events: number;
  readonly cases: number;
  readonly service: Times;
  readonly waiting: Times;
  readonly redone: number;
  readonly redoneShare: number;
}

/** Pairs of shown resource and activity, most events first. */
async function timesOfPairs(
  log: Log,
  run: Run,
  { slots }: ShownResources,
  { keys, events, cases, redone }: ResourceActivities,
): Promise<PairTimes[]> {
  const ranks = byteRanks(log.activityNames);
  const code = (i: number) => keys[i]! & 0xffff;
  const order = Array.from(keys.keys())
    .filter((i) => keys[i]! >>> 16 >= FIRST_SLOT)
    .sort(
      (a, b) => events[b]! - events[a]! || (keys[a]! >>> 16) - (keys[b]! >>> 16) || ranks[code(a)]! - ranks[code(b)]!,
    )
    .slice(0, MOST_PAIRS);
  const width = log.activities + 1;
  const of = new Uint16Array(slots.size * width);
  order.forEach((i, n) => {
    of[(keys[i]! >>> 16) * width + code(i)] = n + 1;
  });
  const groups: WorkGroups = { slots, width, of };
  const service = await groupStatistics(run, kernels.service, groups, order.length + 1);
  const waiting = await groupStatistics(run, kernels.waiting, groups, order.length + 1);
  return order.map((i, n) => ({
    ...{ at: (keys[i]! >>> 16) - FIRST_SLOT, code: code(i), events: events[i]!, cases: cases[i]! },
    ...{ service: timesOf(service[n + 1]!), waiting: timesOf(waiting[n + 1]!) },
    ...{ redone: redone[i]!, redoneShare: redone[i]! / events[i]! },
  }));
}

type Minutes = number | null;
type MinutesOf = readonly [timed: number, sum: Minutes, mean: Minutes, median: Minutes];

function ms(minutes: Minutes): Minutes {
  return minutes === null ? null : minutes * MINUTE;
}

/** What all take in the example, in minutes. */
function times([timed, sum, mean, median]: MinutesOf) {
  return { timed, sumMs: ms(sum), meanMs: ms(mean), medianMs: ms(median) };
}

/** A row of the example, in minutes. */
function row(activity: string, events: number, cases: number, service: MinutesOf, waiting: MinutesOf, redone: number) {
  const counts = { activity, events, cases, redone, redoneShare: redone / events };
  return { ...counts, service: times(service), waiting: times(waiting) };
}

/** Times of a resource in the example, in minutes. */
function compared(timed: number, sum: Minutes, mean: Minutes, ratio: number | null) {
  return { timed, sumMs: ms(sum), meanMs: ms(mean), ratio };
}
