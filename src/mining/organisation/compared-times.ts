import type { GroupStatistics } from '../kernels/group-statistics.ts';

/** Known times of some activity instances, in milliseconds; null where none is known. */
export interface Times {
  readonly timed: number;
  readonly sumMs: number | null;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
}

export const timesOf = ({ count, sum, mean, percentiles }: GroupStatistics): Times => ({
  ...{ timed: count, sumMs: sum, meanMs: mean, medianMs: percentiles[0] ?? null },
});

/** Times and what all take on average for the same activity. */
interface Compared {
  readonly times: Times;
  readonly allMeanMs: number | null;
}

/** Null where there is nothing to compare, or all take no time. */
export const ratioOf = (ms: number | null, expectedMs: number | null): number | null =>
  ms === null || expectedMs === null || expectedMs === 0 ? null : ms / expectedMs;

/**
 * Times over several activities, and their ratio to what the same instances would have taken at the mean of all: so that
 * who does the long activities is not slow for it.
 */
export function overActivities(parts: readonly Compared[]) {
  const known = parts.filter(({ times }) => times.timed > 0);
  const timed = known.reduce((sum, { times }) => sum + times.timed, 0);
  const sumMs = timed === 0 ? null : known.reduce((sum, { times }) => sum + times.sumMs!, 0);
  const expectedMs = known.reduce((sum, { times, allMeanMs }) => sum + times.timed * (allMeanMs ?? 0), 0);
  return { timed, sumMs, meanMs: sumMs === null ? null : sumMs / timed, ratio: ratioOf(sumMs, expectedMs) };
}
