/** What stands behind an occurrence that nothing follows. */
export const NOT_FOLLOWED = Number.POSITIVE_INFINITY;

/**
 * For each occurrence of `a` in one trace the time until `b` comes: at the next event (`directly`), or at the first one
 * behind it. {@link NOT_FOLLOWED} where it does not come, NaN where one of the two times is not known. `a` and `b` may be
 * the same: then each occurrence but the last is followed by the next.
 * @param begin first event of the trace
 * @param end behind its last event
 * @param into takes the gaps, that of the last occurrence first; at least as long as the trace
 * @returns number of occurrences
 */
export function followGaps(
  activity: Uint16Array,
  time: Float64Array,
  begin: number,
  end: number,
  { a, b, directly }: { a: number; b: number; directly: boolean },
  into: Float64Array,
): number {
  let occurrences = 0;
  let next = -1;
  for (let e = end - 1; e >= begin; e--) {
    const code = activity[e]!;
    if (code === a) {
      const follower = directly && next !== e + 1 ? -1 : next;
      into[occurrences++] = follower < 0 ? NOT_FOLLOWED : time[follower]! - time[e]!;
    }
    if (code === b) next = e;
  }
  return occurrences;
}

/** Events of the longest trace, so that gaps have room. */
export function longestTrace(offsets: Uint32Array, cases: number): number {
  let longest = 0;
  for (let c = 0; c < cases; c++) longest = Math.max(longest, offsets[c + 1]! - offsets[c]!);
  return longest;
}
