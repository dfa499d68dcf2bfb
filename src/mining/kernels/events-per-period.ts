import { COLUMNS, defineKernel } from '#sdk';
import { bucketsOf, NO_BUCKET } from '../log/local-time.ts';

/** Events of each period from the first on, without gaps, and the cases of which an event lies in it. */
export interface PeriodCounts {
  first: number;
  events: Float64Array;
  starts: Float64Array;
}

/** Longer logs are cut off: two centuries of days. */
const MOST = 73_000;

export const eventsPerPeriod = defineKernel<{ zone: string; unit: 'day' | 'week' }, PeriodCounts>({
  id: 'events-per-period',
  partial(segment, view, { zone, unit }) {
    const buckets = bucketsOf(zone, unit, segment.numbers(COLUMNS.time));
    const { cases, events } = view;
    const counts = emptyCounts(buckets);
    const { first } = counts;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      let last = NO_BUCKET;
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
        const bucket = buckets[e]!;
        if (bucket === NO_BUCKET || (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0)) continue;
        const at = bucket - first;
        if (at >= counts.events.length) continue;
        counts.events[at] = counts.events[at]! + 1;
        if (bucket !== last) counts.starts[at] = counts.starts[at]! + 1;
        last = bucket;
      }
    }
    return trimmed(counts);
  },
  merge: together,
});

/** Room for every period of the segment, kept or not. */
function emptyCounts(buckets: Int32Array): PeriodCounts {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i]!;
    if (bucket === NO_BUCKET) continue;
    if (bucket < first) first = bucket;
    if (bucket > last) last = bucket;
  }
  const length = first > last ? 0 : Math.min(MOST, last - first + 1);
  return { first: length === 0 ? 0 : first, events: new Float64Array(length), starts: new Float64Array(length) };
}

/** From the first to the last period with an event. */
function trimmed({ first, events, starts }: PeriodCounts): PeriodCounts {
  const from = events.findIndex((count) => count > 0);
  if (from < 0) return { first: 0, events: new Float64Array(0), starts: new Float64Array(0) };
  const to = events.findLastIndex((count) => count > 0) + 1;
  return { first: first + from, events: events.slice(from, to), starts: starts.slice(from, to) };
}

function together(a: PeriodCounts, b: PeriodCounts): PeriodCounts {
  if (a.events.length === 0) return b;
  if (b.events.length === 0) return a;
  const first = Math.min(a.first, b.first);
  const end = Math.max(a.first + a.events.length, b.first + b.events.length);
  const length = Math.min(MOST, end - first);
  const counts = { first, events: new Float64Array(length), starts: new Float64Array(length) };
  for (const one of [a, b])
    for (let i = 0; i < one.events.length; i++) {
      const at = one.first + i - first;
      if (at >= length) break;
      counts.events[at] = counts.events[at]! + one.events[i]!;
      counts.starts[at] = counts.starts[at]! + one.starts[i]!;
    }
  return counts;
}
