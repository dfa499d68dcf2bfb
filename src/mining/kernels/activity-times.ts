import { CaseSupport, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { byBytes } from '../log/byte-order.ts';
import { activityOccurrences } from './activity-occurrences.ts';
import { groupStatistics } from './group-statistics.ts';
import type { ValueKernels } from './grouped-values.ts';

const Duration = Nullable(Type.Number());

/** One activity with its occurrences and the statistics of one kind of time, in milliseconds; null where none is known. */
export const ActivityTimes = (timed: string) =>
  Type.Object({
    activity: Type.String(),
    count: Type.Integer({ description: 'Occurrences; activity instances where the log has a lifecycle' }),
    cases: CaseSupport('Cases in which the activity occurs'),
    timed: Type.Integer({ description: timed }),
    meanMs: Duration,
    medianMs: Duration,
    minMs: Duration,
    maxMs: Duration,
    sumMs: Duration,
  });
export type ActivityTimes = Static<ReturnType<typeof ActivityTimes>>;

/** A time per activity, the largest sum first, ties by name. Activities that the view does not show are left out. */
export async function timesByActivity<P>(
  log: Log,
  run: Run,
  kernels: ValueKernels<P>,
  source: P,
): Promise<ActivityTimes[]> {
  const [occurrences, statistics] = await Promise.all([
    run.reduce(activityOccurrences, { activities: log.activities }),
    groupStatistics(run, kernels, source, log.activities + 1),
  ]);
  const items = statistics.flatMap(({ count, sum, mean, min, max, percentiles }, code) => {
    if (occurrences.events[code] === 0) return [];
    const times = { meanMs: mean, medianMs: percentiles[0]!, minMs: min, maxMs: max, sumMs: sum };
    const counts = { count: occurrences.events[code]!, cases: occurrences.cases[code]!, timed: count };
    return [{ activity: log.activityNames[code]!, ...counts, ...times }];
  });
  return items.sort((a, b) => (b.sumMs ?? -1) - (a.sumMs ?? -1) || byBytes(a.activity, b.activity));
}
