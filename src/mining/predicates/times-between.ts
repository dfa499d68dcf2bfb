import type { Segment, View } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';

/** Two events of a case: the first or last occurrence of each activity, by code. */
export interface EventPair {
  from: number;
  to: number;
  fromOccurrence: 'first' | 'last';
  toOccurrence: 'first' | 'last';
}

/**
 * Milliseconds from one event to the other in each case, on the view's clock. NaN where one does not occur or has no time,
 * where the second stands before the first, and where both are the same event.
 */
export function timesBetween(segment: Segment, view: View, pair: EventPair): Float64Array {
  const { count, list, offsets, activity, time } = tracesOf(segment, view, { time: true });
  const { from, to } = pair;
  const lastFrom = pair.fromOccurrence === 'last';
  const lastTo = pair.toOccurrence === 'last';
  const between = new Float64Array(segment.cases).fill(Number.NaN);
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let begin = -1;
    let until = -1;
    for (let e = offsets[c]!; e < end; e++) {
      const code = activity[e]!;
      if (code === from && (lastFrom || begin < 0)) begin = e;
      if (code === to && (lastTo || until < 0)) until = e;
    }
    if (begin >= 0 && until > begin) between[c] = time[until]! - time[begin]!;
  }
  return between;
}
