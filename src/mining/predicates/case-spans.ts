import { COLUMNS, type Segment, type View } from '#sdk';

export interface CaseSpans {
  /** Earliest and latest known time of the case's kept events; NaN where none has a time. One per case. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/**
 * When each case starts and ends on a clock. Without event bits and on the wall clock these are columns; otherwise they
 * are computed for the cases of the view (others: NaN).
 * @param time one per event: `view.time`, or `segment.numbers('time')` for the wall clock
 */
export function caseSpans(segment: Segment, view: View, time: Float64Array): CaseSpans {
  if (!view.events && segment.has(COLUMNS.caseStart) && time === segment.numbers(COLUMNS.time)) {
    return { starts: segment.numbers(COLUMNS.caseStart), ends: segment.numbers(COLUMNS.caseEnd) };
  }
  const { offsets } = segment;
  const { cases, events } = view;
  const starts = new Float64Array(segment.cases).fill(Number.NaN);
  const ends = new Float64Array(segment.cases).fill(Number.NaN);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const begin = offsets[c]!;
    const after = offsets[c + 1]!;
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    // Times mostly rise, so the first kept event forwards and the last one backwards settle nearly every comparison:
    // the bits of the others are hardly asked for. Order is not relied on.
    for (let e = begin; e < after; e++) {
      const t = time[e]!;
      if (t < start && (!events || ((events[e >>> 5]! >>> (e & 31)) & 1) === 1)) start = t;
    }
    for (let e = after - 1; e >= begin; e--) {
      const t = time[e]!;
      if (t > end && (!events || ((events[e >>> 5]! >>> (e & 31)) & 1) === 1)) end = t;
    }
    if (start <= end) {
      starts[c] = start;
      ends[c] = end;
    }
  }
  return { starts, ends };
}

/** Milliseconds from the first to the last kept event of each case on the view's clock; NaN without times. */
export function durationsOf(segment: Segment, view: View): Float64Array {
  const { starts, ends } = caseSpans(segment, view, view.time);
  const durations = new Float64Array(segment.cases);
  for (let c = 0; c < durations.length; c++) durations[c] = ends[c]! - starts[c]!;
  return durations;
}
