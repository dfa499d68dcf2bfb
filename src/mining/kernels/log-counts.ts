import { COLUMNS, defineKernel, hasBit } from '#sdk';
import { countKept } from '../views/selection.ts';

/** Kept cases and events, and the first and last wall-clock time among them (NaN where the log has no times). */
export interface LogCounts {
  cases: number;
  events: number;
  start: number;
  end: number;
}

export const logCounts = defineKernel<null, LogCounts>({
  id: 'log-counts',
  partial(segment, view) {
    const kept = countKept(segment, view.cases, view.events);
    const time = segment.numbers(COLUMNS.time);
    const { offsets } = segment;
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        if (view.events && !hasBit(view.events, e)) continue;
        const t = time[e]!;
        if (t < start) start = t;
        if (t > end) end = t;
      }
    }
    return { ...kept, start, end };
  },
  merge: (a, b) => ({
    cases: a.cases + b.cases,
    events: a.events + b.events,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
  }),
});
