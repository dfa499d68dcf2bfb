/** Something that needs a track of its own from `low` to `high`. */
export interface Interval {
  readonly key: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Gives each interval the first track in which nothing overlaps it, `apart` between neighbours; short ones first, so that
 * they nest. Returns track by key, and how many there are.
 */
export function packTracks(
  intervals: readonly Interval[],
  apart: number,
): { track: Map<number, number>; count: number } {
  const tracks: Interval[][] = [];
  const track = new Map<number, number>();
  const sorted = intervals.toSorted((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low || a.key - b.key);
  for (const interval of sorted) {
    let at = 0;
    while (tracks[at]?.some((other) => interval.low < other.high + apart && other.low < interval.high + apart)) at++;
    tracks[at] ??= [];
    tracks[at]!.push(interval);
    track.set(interval.key, at);
  }
  return { track, count: tracks.length };
}
