import { CaseSupport, COLUMNS, defineCalculator, Nullable, Type } from '#sdk';
import { activityOccurrences } from '../kernels/activity-occurrences.ts';
import type { ArcStats } from '../kernels/dfg-stats.ts';
import { waitingTimes } from '../kernels/event-durations.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { waitingArcs } from '../kernels/waiting-arcs.ts';
import { byBytes } from '../log/byte-order.ts';
import { type PairTable, pairTable } from '../predicates/pair-table.ts';

const MINUTE = 60_000;
const Duration = Nullable(Type.Number());

const params = Type.Object({
  limit: Type.Integer({ default: 20, minimum: 1, maximum: 1000, description: 'Most arcs and most activities to list' }),
});

const delays = {
  timed: Type.Integer({ description: 'Occurrences before which the waiting time is known' }),
  sumMs: Type.Number({ description: 'Total delay: waiting time of all occurrences together' }),
  share: Type.Number({ description: 'Share of the total delay of the log, 0 … 1' }),
  meanMs: Duration,
  medianMs: Duration,
  maxMs: Duration,
};
const result = Type.Object({
  startsKnown: Type.Boolean({ description: 'Whether the log has start times; without, service counts as waiting' }),
  sumMs: Type.Number({ description: 'Total delay of the log' }),
  arcs: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count: Type.Integer(),
      cases: CaseSupport('Cases with this arc'),
      ...delays,
    }),
  ),
  activities: Type.Array(
    Type.Object({
      activity: Type.String(),
      count: Type.Integer(),
      cases: CaseSupport('Cases in which the activity occurs'),
      ...delays,
    }),
  ),
});

const kernels = valueKernels<PairTable | null>('bottlenecks', waitingTimes);

/** The arcs with the largest sums, ties in order of their names. */
function worstArcs(arcs: ArcStats, limit: number, name: (code: number) => string): number[] {
  const from = (i: number) => name(arcs.keys[i]! >>> 16);
  const to = (i: number) => name(arcs.keys[i]! & 0xffff);
  const order = Array.from(arcs.keys, (_, i) => i);
  return order
    .sort((a, b) => arcs.sum[b]! - arcs.sum[a]! || byBytes(from(a), from(b)) || byBytes(to(a), to(b)))
    .slice(0, limit);
}

/**
 * Where cases lose time: arcs and activities by total delay, the sum of waiting times as calculator waiting-time defines
 * them (end of the one before to start; 0 where they overlap), on the view's clock.
 */
export default defineCalculator({
  id: 'bottlenecks',
  version: 1,
  title: 'Bottlenecks',
  summary: 'Ranks arcs and activities by the total time that cases wait there.',
  category: 'time',
  params,
  result,
  view: 'bottlenecks',
  examples: [
    {
      title: 'Two thirds of all waiting lie before payment',
      params: { limit: 2 },
      expect: {
        sumMs: 2190 * MINUTE,
        arcs: [
          // 60, 180, 60 and 1140 minutes.
          delay({ from: 'decide', to: 'pay', count: 4, cases: 4 }, 1440, 360, 120, 1140),
          // 105, 45, 45, 45 and 105 minutes.
          delay({ from: 'check', to: 'decide', count: 5, cases: 5 }, 345, 69, 45, 105),
        ],
        activities: [
          delay({ activity: 'pay', count: 4, cases: 4 }, 1440, 360, 120, 1140),
          delay({ activity: 'decide', count: 6, cases: 5 }, 390, 65, 45, 105),
        ],
      },
    },
  ],
  kernels: Object.values(kernels),
  async compute(log, { limit }, run) {
    const [arcs, occurrences, byActivity] = await Promise.all([
      run.reduce(waitingArcs, null),
      run.reduce(activityOccurrences, { activities: log.activities }),
      groupStatistics(run, kernels, null, log.activities + 1),
    ]);
    run.progress(0.6);
    const name = (code: number) => log.activityNames[code]!;
    const worst = worstArcs(arcs, limit, name);
    const ends = worst.map((i) => [arcs.keys[i]! >>> 16, arcs.keys[i]! & 0xffff] as const);
    const byArc = await groupStatistics(run, kernels, pairTable(ends, log.activities), worst.length + 1);
    const total = arcs.sum.reduce((sum, delayed) => sum + delayed, 0);
    const share = (sum: number) => (total > 0 ? sum / total : 0);
    const activities = byActivity.flatMap(({ count, sum, mean, max, percentiles }, code) => {
      if (occurrences.events[code] === 0) return [];
      const counts = { count: occurrences.events[code]!, cases: occurrences.cases[code]!, timed: count };
      const delayed = { sumMs: sum ?? 0, share: share(sum ?? 0), meanMs: mean, medianMs: percentiles[0]!, maxMs: max };
      return [{ activity: name(code), ...counts, ...delayed }];
    });
    return {
      startsKnown: log.findColumn(COLUMNS.startTime) !== null,
      sumMs: total,
      arcs: worst.map((i, n) => {
        const { mean, max, percentiles } = byArc[n + 1]!;
        const counts = { count: arcs.count[i]!, cases: arcs.cases[i]!, timed: arcs.timed[i]! };
        const delayed = { sumMs: arcs.sum[i]!, share: share(arcs.sum[i]!) };
        const [from, to] = ends[n]!;
        return {
          from: name(from),
          to: name(to),
          ...counts,
          ...delayed,
          meanMs: mean,
          medianMs: percentiles[0]!,
          maxMs: max,
        };
      }),
      activities: activities.toSorted((a, b) => b.sumMs - a.sumMs || byBytes(a.activity, b.activity)).slice(0, limit),
    };
  },
});

/** A row of the example, in minutes. */
function delay(
  of: { count: number; [name: string]: string | number },
  sum: number,
  mean: number,
  median: number,
  max: number,
) {
  const ms = { sumMs: sum * MINUTE, meanMs: mean * MINUTE, medianMs: median * MINUTE, maxMs: max * MINUTE };
  return { ...of, timed: of.count, share: sum / 2190, ...ms };
}
