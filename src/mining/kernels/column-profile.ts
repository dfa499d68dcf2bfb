import { type ColumnLevel, defineKernel, type Segment, type View } from '#sdk';
import { viewNumbers } from '../predicates/view-numbers.ts';
import { countKept } from '../views/selection.ts';
import { DistinctNumbers, unionOfDistinct } from './distinct-numbers.ts';

export interface ColumnToProfile {
  column: string;
  level: ColumnLevel;
  /** Number of codes (dictionary with the missing one); 0 for numbers and times. */
  codes: number;
}

/** What a column holds in the kept cases or events. */
export interface ColumnProfile {
  /** Values and missing values. */
  entries: number;
  missing: number;
  /** Cases with a value. */
  cases: number;
  /** Per code (empty for numbers): values, and cases with this value. */
  counts: Float64Array;
  support: Float64Array;
  /** Of numbers and times; the sum to twice the precision of a double. */
  min: number;
  max: number;
  sum: number;
  rest: number;
  /** Distinct numbers, ascending, up to a limit. */
  distinct: Float64Array;
  distinctExact: boolean;
}

/** One column in one pass. */
export const columnProfile = defineKernel<ColumnToProfile, ColumnProfile>({
  id: 'column-profile',
  partial(segment, view, wanted) {
    const profile = emptyProfile(wanted.codes);
    if (!segment.has(wanted.column)) {
      countMissing(segment, view, wanted.level, profile);
    } else if (wanted.codes > 0) {
      profileCodes(segment, view, wanted.level, segment.codes(wanted.column), profile);
    } else {
      profileNumbers(segment, view, wanted.level, viewNumbers(segment, view, wanted.column), profile);
    }
    return profile;
  },
  merge(a, b) {
    for (const field of ['entries', 'missing', 'cases'] as const) a[field] += b[field];
    for (let i = 0; i < a.counts.length; i++) {
      a.counts[i] = a.counts[i]! + b.counts[i]!;
      a.support[i] = a.support[i]! + b.support[i]!;
    }
    a.min = Math.min(a.min, b.min);
    a.max = Math.max(a.max, b.max);
    addTo(a, b.sum);
    a.rest += b.rest;
    const union = unionOfDistinct(a.distinct, b.distinct);
    a.distinct = union.values;
    a.distinctExact = a.distinctExact && b.distinctExact && union.exact;
    return a;
  },
});

const emptyProfile = (codes: number): ColumnProfile => ({
  entries: 0,
  missing: 0,
  cases: 0,
  counts: new Float64Array(codes),
  support: new Float64Array(codes),
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
  rest: 0,
  distinct: new Float64Array(0),
  distinctExact: true,
});

function addTo(profile: ColumnProfile, value: number): void {
  const after = profile.sum + value;
  const added = after - profile.sum;
  profile.rest += profile.sum - (after - added) + (value - added);
  profile.sum = after;
}

/** A segment without the column: every value is missing. */
function countMissing(segment: Segment, view: View, level: ColumnLevel, profile: ColumnProfile): void {
  const kept = countKept(segment, view.cases, view.events);
  profile.entries = level === 'case' ? kept.cases : kept.events;
  profile.missing = profile.entries;
}

function profileCodes(
  segment: Segment,
  view: View,
  level: ColumnLevel,
  codes: Uint16Array,
  profile: ColumnProfile,
): void {
  const { counts, support } = profile;
  const { cases, events } = view;
  const last = new Int32Array(counts.length).fill(-1);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    let known = 0;
    const begin = level === 'case' ? c : segment.offsets[c]!;
    const end = level === 'case' ? c + 1 : segment.offsets[c + 1]!;
    for (let i = begin; i < end; i++) {
      if (level === 'event' && events && ((events[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
      const code = codes[i]!;
      profile.entries++;
      counts[code] = counts[code]! + 1;
      if (last[code] === c) continue;
      last[code] = c;
      support[code] = support[code]! + 1;
      if (code !== 0) known = 1;
    }
    profile.cases += known;
  }
  profile.missing = counts[0]!;
}

function profileNumbers(
  segment: Segment,
  view: View,
  level: ColumnLevel,
  numbers: Float64Array,
  profile: ColumnProfile,
): void {
  const { cases, events } = view;
  const distinct = new DistinctNumbers();
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    let known = 0;
    const begin = level === 'case' ? c : segment.offsets[c]!;
    const end = level === 'case' ? c + 1 : segment.offsets[c + 1]!;
    for (let i = begin; i < end; i++) {
      if (level === 'event' && events && ((events[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
      const value = numbers[i]!;
      profile.entries++;
      if (Number.isNaN(value)) {
        profile.missing++;
        continue;
      }
      known = 1;
      if (value < profile.min) profile.min = value;
      if (value > profile.max) profile.max = value;
      addTo(profile, value);
      distinct.add(value);
    }
    profile.cases += known;
  }
  profile.distinct = distinct.sorted();
  profile.distinctExact = distinct.exact;
}
