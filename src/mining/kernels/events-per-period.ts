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
    const found = new Map<number, [number, number]>();
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      let last = NO_BUCKET;
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
        const bucket = buckets[e]!;
        if (bucket === NO_BUCKET || (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0)) continue;
        const counts = found.get(bucket) ?? [0, 0];
        counts[0]++;
        if (bucket !== last) counts[1]++;
        found.set(bucket, counts);
        last = bucket;
      }
    }
    return packed(found);
  },
  merge: together,
});

function packed(found: ReadonlyMap<number, readonly [number, number]>): PeriodCounts {
  if (found.size === 0) return { first: 0, events: new Float64Array(0), starts: new Float64Array(0) };
  const first = [...found.keys()].reduce((a, b) => Math.min(a, b));
  const last = [...found.keys()].reduce((a, b) => Math.max(a, b));
  const length = Math.min(MOST, last - first + 1);
  const counts = { first, events: new Float64Array(length), starts: new Float64Array(length) };
  for (const [bucket, [events, starts]] of found) {
    if (bucket - first >= length) continue;
    counts.events[bucket - first] = events;
    counts.starts[bucket - first] = starts;
  }
  return counts;
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
