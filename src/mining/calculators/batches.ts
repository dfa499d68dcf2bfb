import { CaseSupport, Choice, COLUMNS, defineCalculator, type Log, Nullable, Type } from '#sdk';
import { caseTimes } from '../kernels/case-periods.ts';
import { byBytes } from '../log/byte-order.ts';
import { BATCH_KINDS, type Batch, type BatchKind } from '../performance/batch-sweep.ts';
import { type BatchGroup, findBatches } from '../performance/find-batches.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Batches that are kept beside those that are listed before the smaller ones are let go. */
const KEPT = 1000;

const params = Type.Object({
  minSize: Type.Integer({ default: 3, minimum: 2, maximum: 100_000, description: 'Fewest different cases in a batch' }),
  maxGapMs: Type.Number({
    default: MINUTE,
    minimum: 0,
    description:
      'Most milliseconds from the end of what came before to the start of the next, on the clock of the view',
  }),
  perResource: Type.Boolean({
    default: true,
    description: 'Only what the same resource does makes a batch, where the log knows resources',
  }),
  limit: Type.Integer({ default: 100, minimum: 1, maximum: 10_000, description: 'Most groups to list' }),
  largest: Type.Integer({ default: 20, minimum: 0, maximum: 1000, description: 'Most batches to list' }),
});

const Kind = Choice(BATCH_KINDS, {
  description:
    'simultaneous: all with the same start and end; sequential: one after the other; concurrent: some at the same time',
});
const Of = {
  activity: Type.String(),
  resource: Nullable(Type.String({ description: 'Null: nobody is named, or resources were not told apart' })),
};
const result = Type.Object({
  startsKnown: Type.Boolean({ description: 'Whether the log has start times; without, an activity takes no time' }),
  perResource: Type.Boolean({ description: 'Whether resources were told apart' }),
  instances: Type.Integer({
    description: 'Activity instances that follow another of their case; the others waited for nothing',
  }),
  batched: Type.Integer({ description: 'Of these, in a batch' }),
  kinds: Type.Array(Type.Object({ kind: Kind, batches: Type.Integer(), instances: Type.Integer() })),
  items: Type.Array(
    Type.Object({
      ...Of,
      instances: Type.Integer({ description: 'Activity instances of this activity and resource' }),
      batches: Type.Integer(),
      batched: Type.Integer({ description: 'Activity instances in batches' }),
      simultaneous: Type.Integer({ description: 'Batches of this kind' }),
      sequential: Type.Integer(),
      concurrent: Type.Integer(),
      meanSize: Type.Number({ description: 'Activity instances in a batch, on average' }),
      maxSize: CaseSupport('Cases of the largest batch'),
      meanWaitMs: Type.Number({
        description: 'From the arrival of a case to the begin of its batch, on average; on the clock of the view',
      }),
    }),
    { description: 'Groups with a batch, those with most activity instances in batches first' },
  ),
  largest: Type.Array(
    Type.Object({
      ...Of,
      kind: Kind,
      start: Type.String({ description: 'ISO 8601 UTC' }),
      end: Type.String(),
      cases: CaseSupport(),
      instances: Type.Integer(),
      meanWaitMs: Type.Number(),
    }),
    { description: 'The batches with most cases' },
  ),
});

/** What is counted of one group: batches and instances of each kind. */
interface Tally {
  readonly group: BatchGroup;
  readonly kinds: Record<BatchKind, { batches: number; instances: number }>;
  maxSize: number;
  waitedMs: number;
}

const newTally = (group: BatchGroup): Tally => ({
  group,
  kinds: {
    simultaneous: { batches: 0, instances: 0 },
    sequential: { batches: 0, instances: 0 },
    concurrent: { batches: 0, instances: 0 },
  },
  ...{ maxSize: 0, waitedMs: 0 },
});

function note(tally: Tally, { kind, instances, cases, waitedMs }: Batch): void {
  tally.kinds[kind].batches++;
  tally.kinds[kind].instances += instances;
  tally.maxSize = Math.max(tally.maxSize, cases.size);
  tally.waitedMs += waitedMs;
}

const sumOf = ({ kinds }: Tally, of: 'batches' | 'instances'): number =>
  BATCH_KINDS.reduce((sum, kind) => sum + kinds[kind][of], 0);

const namesOf = (log: Log, { activity, resource }: BatchGroup) => ({
  activity: log.activityNames[activity]!,
  resource: resource === 0 ? null : log.values(COLUMNS.resource)[resource]!,
});

function byNames(log: Log, a: BatchGroup, b: BatchGroup): number {
  const [one, other] = [namesOf(log, a), namesOf(log, b)];
  return byBytes(one.activity, other.activity) || byBytes(one.resource ?? '', other.resource ?? '');
}

function itemOf(log: Log, tally: Tally) {
  const { group, kinds, maxSize, waitedMs } = tally;
  const [batches, batched] = [sumOf(tally, 'batches'), sumOf(tally, 'instances')];
  return {
    ...{ ...namesOf(log, group), instances: group.instances, batches, batched },
    simultaneous: kinds.simultaneous.batches,
    sequential: kinds.sequential.batches,
    concurrent: kinds.concurrent.batches,
    ...{ meanSize: batched / batches, maxSize, meanWaitMs: waitedMs / batched },
  };
}

interface Found {
  readonly group: BatchGroup;
  readonly batch: Batch;
}

/** Most cases first; ties by begin, then end, then names. */
const byCases =
  (log: Log) =>
  (a: Found, b: Found): number =>
    b.batch.cases.size - a.batch.cases.size ||
    a.batch.start - b.batch.start ||
    a.batch.end - b.batch.end ||
    byNames(log, a.group, b.group);

const batchOf = (log: Log, { group, batch: { kind, start, end, cases, instances, waitedMs } }: Found) => ({
  ...{ ...namesOf(log, group), kind, start: new Date(start).toISOString(), end: new Date(end).toISOString() },
  ...{ cases: cases.size, instances, meanWaitMs: waitedMs / instances },
});

/**
 * Batch processing: work that one resource does for several cases together, though they came one by one. A batch holds
 * instances of one activity (done by one resource), each of a case that had come so far when the batch began, and each
 * begun before the ones before it ended, or little after. The kinds are those of Martin, Swennen, Depaire, Jans, Caris,
 * Vanhoof (Retrieving batch organisation of work insights from event logs, Decision Support Systems 100, 2017); that a
 * batch may only hold what waited for it, and the size that it must have, also Klijn and Fahland (Performance mining for
 * batch processing using the performance spectrum, BPM Workshops 2019). A mixture is concurrent when anything in it
 * overlaps without being simultaneous, else sequential. The first instance of a case has waited for nothing and is in no
 * batch. Work of which nobody is named counts as that of one more resource.
 */
export default defineCalculator({
  id: 'batches',
  version: 1,
  title: 'Batches',
  summary: 'Finds work that is done for several cases together: at once, one after the other, or overlapping.',
  category: 'time',
  params,
  result,
  view: 'batches',
  examples: [
    {
      // Behind the registration: o1 3, o2 3, o3 4, o4 4, o6 3 of them. Each order was decided an hour and more before it was
      // paid, but none of the others by then: no two waited together.
      title: 'Orders are paid one by one, however long the gap may be',
      params: { minSize: 2, maxGapMs: 48 * HOUR },
      expect: { startsKnown: true, perResource: true, instances: 17, batched: 0, items: [], largest: [] },
    },
  ],
  async compute(log, p, run) {
    const byResource = p.perResource && log.findColumn(COLUMNS.resource) !== null;
    const { firstStart, lastEnd } = await run.reduce(caseTimes, null);
    const tallies = new Map<BatchGroup, Tally>();
    const largest: Found[] = [];
    const order = byCases(log);
    const rules = { minSize: p.minSize, maxGapMs: p.maxGapMs, resource: byResource ? COLUMNS.resource : null };
    const stretch = firstStart <= lastEnd ? { from: firstStart, to: lastEnd } : { from: 0, to: 0 };
    const groups = await findBatches(run, rules, stretch, (group, batch) => {
      const tally = tallies.get(group) ?? newTally(group);
      tallies.set(group, tally);
      note(tally, batch);
      largest.push({ group, batch });
      if (largest.length > 2 * p.largest + KEPT) largest.sort(order).splice(p.largest);
    });
    // No sum tells of a group that may not be shown.
    const items = [...tallies.values()]
      .filter(({ maxSize }) => maxSize >= run.k)
      .sort((a, b) => sumOf(b, 'instances') - sumOf(a, 'instances') || byNames(log, a.group, b.group));
    const total = (kind: BatchKind, of: 'batches' | 'instances') =>
      items.reduce((n, { kinds }) => n + kinds[kind][of], 0);
    return {
      startsKnown: log.findColumn(COLUMNS.startTime) !== null,
      perResource: byResource,
      instances: groups.reduce((n, group) => n + group.instances, 0),
      batched: items.reduce((n, item) => n + sumOf(item, 'instances'), 0),
      kinds: BATCH_KINDS.map((kind) => ({
        ...{ kind, batches: total(kind, 'batches'), instances: total(kind, 'instances') },
      })),
      items: items.slice(0, p.limit).map((item) => itemOf(log, item)),
      largest: largest
        .sort(order)
        .slice(0, p.largest)
        .map((found) => batchOf(log, found)),
    };
  },
});
