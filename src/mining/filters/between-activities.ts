import {
  ActivityRef,
  type Bits,
  Choice,
  clearBit,
  defineFilter,
  hasBit,
  invalid,
  noBits,
  type Segment,
  type Static,
  Type,
  type View,
} from '#sdk';
import { activityCodeOf } from '../log/activities.ts';

const occurrence = (description: string) => Choice(['first', 'last'], { default: 'first', description });

const params = Type.Object({
  part: Choice(['before', 'after', 'between'], {
    default: 'between',
    description: 'The part of a case: before an activity, after it, or from it to another',
  }),
  activity: ActivityRef('Activity that bounds the part; of "between" its begin'),
  occurrence: occurrence('Which occurrence of the activity counts'),
  until: Type.Optional(ActivityRef('Activity that ends the part of "between"')),
  untilOccurrence: occurrence('Which of its occurrences after the begin ends the part'),
  inclusive: Type.Boolean({ default: true, description: 'The bounding events belong to the part' }),
  keep: Type.Boolean({ default: true, description: 'Keep the part; otherwise remove it and keep the rest' }),
});

/**
 * Keeps or removes a part of every case. A case without the bounding activity (of "between": without `until` after the
 * begin) has no such part: keeping drops the case, removing leaves it whole. With `until` equal to `activity` the part
 * ends at another event than it begins. Positions count kept events in the log's order.
 */
export default defineFilter({
  id: 'between-activities',
  version: 1,
  title: 'Between activities',
  summary: 'Keeps or removes the events before, after or between activities.',
  category: 'trim and edit',
  params,
  examples: [
    {
      title: 'From the check to the decision',
      params: { activity: 'check', until: 'decide' },
      expect: { cases: 5, events: 11 },
    },
    {
      title: 'What happens after the decision',
      params: { part: 'after', activity: 'decide', inclusive: false },
      expect: { cases: 5, events: 7 },
    },
    {
      title: 'Without what comes before the last check',
      params: { part: 'before', activity: 'check', occurrence: 'last', inclusive: false, keep: false },
      expect: { cases: 6, events: 16 },
    },
  ],
  keeps: () => 'events',
  against: 'base',
  prepare(log, p) {
    if ((p.part === 'between') !== (p.until !== undefined)) {
      invalid('filter.untilOfBetween', 'The part "between" needs "until"; "before" and "after" take none.');
    }
    return {
      activity: activityCodeOf(log, p.activity),
      until: p.until === undefined ? -1 : activityCodeOf(log, p.until),
    };
  },
  select: (segment, view, p, codes) => selectPart(segment, view, p, codes),
});

interface Codes {
  activity: number;
  until: number;
}

function selectPart(segment: Segment, view: View, p: Static<typeof params>, { activity, until }: Codes): Bits {
  const { offsets } = segment;
  const { cases } = view;
  const part = noBits(segment.events);
  const inside = p.inclusive ? 0 : 1;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && !hasBit(cases, c)) continue;
    const begin = offsets[c]!;
    const end = offsets[c + 1]!;
    const at = find(view, activity, begin, end, p.occurrence);
    if (at < 0) continue;
    if (p.part === 'before') fill(part, begin, at + 1 - inside);
    else if (p.part === 'after') fill(part, at + inside, end);
    else {
      const last = find(view, until, at + 1, end, p.untilOccurrence);
      if (last >= 0) fill(part, at + inside, last + 1 - inside);
    }
  }
  return p.keep ? part : complement(part, segment.events);
}

/** The first or last kept event with this activity in `[begin, end)`; -1 when there is none. */
function find(view: View, code: number, begin: number, end: number, which: 'first' | 'last'): number {
  const { activity, events } = view;
  const step = which === 'first' ? 1 : -1;
  for (let e = which === 'first' ? begin : end - 1; e >= begin && e < end; e += step) {
    if (activity[e] === code && (!events || ((events[e >>> 5]! >>> (e & 31)) & 1) === 1)) return e;
  }
  return -1;
}

/** Sets the bits `[begin, end)`. */
function fill(bits: Bits, begin: number, end: number): void {
  if (begin >= end) return;
  const first = begin >>> 5;
  const last = (end - 1) >>> 5;
  const head = 0xffffffff << (begin & 31);
  const tail = 0xffffffff >>> (31 - ((end - 1) & 31));
  if (first === last) {
    bits[first] = bits[first]! | (head & tail);
    return;
  }
  bits[first] = bits[first]! | head;
  bits.fill(0xffffffff, first + 1, last);
  bits[last] = bits[last]! | tail;
}

function complement(bits: Bits, length: number): Bits {
  for (let w = 0; w < bits.length; w++) bits[w] = ~bits[w]!;
  for (let e = length; e < bits.length * 32; e++) clearBit(bits, e);
  return bits;
}
