import { COLUMNS, type ColumnSpec, defineKernel, invalid, type Log, type Segment, type View } from '#sdk';
import { bucketName, bucketsOf, NO_BUCKET, type TimeUnit } from '../log/local-time.ts';
import { byText } from '../log/text-order.ts';
import { viewNumbers } from '../predicates/view-numbers.ts';

/** What cases or events are grouped by, as plain data that crosses threads. */
export interface Dimension {
  column: string;
  level: 'case' | 'event';
  by: 'activity' | 'code' | 'time' | 'width';
  unit: TimeUnit;
  zone: string;
  /** Width of a bin of numbers. */
  width: number;
}

/** Key of a missing value. */
export const MISSING_KEY = NO_BUCKET;
/** Keys of one dimension lie within a range of this size. */
const MAX_RANGE = 2_000_000;
const MAX_PERIODS = 500;
/** Bins further out are not told apart, and refused. */
const MAX_KEY = 2 ** 31 - 2;

/** What a person asks for: a column, for a time its unit, for a number its width. */
export interface WantedDimension {
  column: string;
  bucket?: TimeUnit;
  width?: number;
}

/** Checks a wish against the log. @param pointer where the wish stands in the parameters */
export function dimensionOf(log: Log, zone: string, wanted: WantedDimension, pointer: string): Dimension {
  const column = log.column(wanted.column);
  const base = {
    column: column.id,
    level: column.level,
    unit: wanted.bucket ?? 'month',
    zone,
    width: wanted.width ?? 0,
  };
  if (column.id === COLUMNS.activity) return { ...base, by: 'activity' };
  if (column.class === 'time') return { ...base, by: 'time' };
  if (column.class === 'text') return unfit(column, `${pointer}/column`, 'has too many distinct values to group by');
  if (column.class !== 'number') return { ...base, by: 'code' };
  if (wanted.width === undefined)
    return unfit(column, `${pointer}/width`, 'holds numbers: give "width", the width of a bin');
  return { ...base, by: 'width' };
}

const unfit = (column: ColumnSpec, pointer: string, reason: string): never =>
  invalid('breakdown.unfitColumn', `Column "${column.name}" ${reason}.`, [{ pointer, message: reason }]);

/** The key of each event or, at case level, of each case; {@link MISSING_KEY} where there is no value. */
export function keysOf(segment: Segment, view: View, dimension: Dimension): Int32Array {
  if (dimension.by === 'time')
    return bucketsOf(dimension.zone, dimension.unit, viewNumbers(segment, view, dimension.column));
  if (dimension.by === 'width') return binsOf(viewNumbers(segment, view, dimension.column), dimension.width);
  const codes = dimension.by === 'activity' ? view.activity : segment.codes(dimension.column);
  const keys = new Int32Array(codes.length);
  for (let i = 0; i < keys.length; i++) keys[i] = codes[i] === 0 ? MISSING_KEY : codes[i]!;
  return keys;
}

function binsOf(values: Float64Array, width: number): Int32Array {
  const keys = new Int32Array(values.length);
  for (let i = 0; i < keys.length; i++) {
    const key = Math.floor(values[i]! / width);
    keys[i] = Number.isNaN(key) ? MISSING_KEY : Math.max(-MAX_KEY, Math.min(MAX_KEY, key));
  }
  return keys;
}

const tooMany = (): never =>
  invalid('breakdown.tooManyBins', 'The bins are too narrow for the values; give a larger "width".');

/** Cases per key, keys ascending. */
export interface KeyCounts {
  keys: Int32Array;
  cases: Float64Array;
}

/** In how many cases of the view each key occurs; a case counts once per key. */
export const keyCounts = defineKernel<Dimension, KeyCounts>({
  id: 'pivot-keys',
  partial(segment, view, dimension) {
    const keys = keysOf(segment, view, dimension);
    let low = MAX_KEY;
    let high = -MAX_KEY;
    forEachKept(segment, view, dimension.level, (_, i) => {
      const key = keys[i]!;
      if (key === MISSING_KEY) return;
      if (key < low) low = key;
      if (key > high) high = key;
    });
    checkRange(low, high);
    const size = Math.max(0, high - low + 1);
    const cases = new Float64Array(size + 1);
    const last = new Int32Array(size + 1).fill(-1);
    forEachKept(segment, view, dimension.level, (c, i) => {
      const key = keys[i]!;
      const at = key === MISSING_KEY ? size : key - low;
      if (last[at] === c) return;
      last[at] = c;
      cases[at] = cases[at]! + 1;
    });
    return compact(cases, low, size);
  },
  merge: mergeKeys,
});

function checkRange(low: number, high: number): void {
  if (low <= high && (high - low > MAX_RANGE || low === -MAX_KEY || high === MAX_KEY)) tooMany();
}

/** Calls `visit(case, index of the case or event)` for what the view keeps. */
function forEachKept(
  segment: Segment,
  view: View,
  level: 'case' | 'event',
  visit: (c: number, i: number) => void,
): void {
  const { offsets } = segment;
  const { cases, events } = view;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    if (level === 'case') {
      visit(c, c);
      continue;
    }
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      visit(c, e);
    }
  }
}

function compact(cases: Float64Array, low: number, size: number): KeyCounts {
  const found: number[] = cases[size]! > 0 ? [size] : [];
  for (let at = 0; at < size; at++) if (cases[at]! > 0) found.push(at);
  return {
    keys: Int32Array.from(found, (at) => (at === size ? MISSING_KEY : low + at)),
    cases: Float64Array.from(found, (at) => cases[at]!),
  };
}

function mergeKeys(a: KeyCounts, b: KeyCounts): KeyCounts {
  const total = new Map<number, number>();
  for (const { keys, cases } of [a, b]) {
    for (let i = 0; i < keys.length; i++) total.set(keys[i]!, (total.get(keys[i]!) ?? 0) + cases[i]!);
  }
  const keys = Int32Array.from(total.keys()).sort();
  return { keys, cases: Float64Array.from(keys, (key) => total.get(key)!) };
}

/** One row or column of a pivot. */
export interface AxisEntry {
  kind: 'value' | 'other' | 'missing';
  label: string | null;
  cases: number;
}

/** A dimension with its keys laid out: `slots[key - low]` is the number of the entry of a key. */
export interface Axis {
  dimension: Dimension;
  entries: number;
  low: number;
  slots: Uint16Array;
  /** Entry of missing values. */
  missing: number;
}

export interface LaidOutAxis {
  axis: Axis;
  /** Cases of "other" are not known here: 0. */
  entries: AxisEntry[];
}

/**
 * The entries of an axis: the `top` categories by cases (ties by name), the rest together as "other",
 * missing values last. Periods and bins keep their order and are all shown.
 */
export function layOutAxis(log: Log, dimension: Dimension, counts: KeyCounts, top: number): LaidOutAxis {
  const known = Array.from(counts.keys, (key, i) => ({ key, cases: counts.cases[i]! })).filter(
    (k) => k.key !== MISSING_KEY,
  );
  const label = labelsOf(log, dimension);
  const ordered = dimension.by === 'time' || dimension.by === 'width';
  if (ordered && known.length > MAX_PERIODS) {
    invalid(
      'breakdown.tooManyGroups',
      `There are ${known.length} periods or bins; choose longer or wider ones (at most ${MAX_PERIODS}).`,
    );
  }
  if (!ordered) known.sort((a, b) => b.cases - a.cases || byText(label(a.key), label(b.key)));
  const shown = ordered ? known : known.slice(0, top);
  const low = known.reduce((least, { key }) => Math.min(least, key), MAX_KEY);
  const high = known.reduce((most, { key }) => Math.max(most, key), -MAX_KEY);
  checkRange(low, high);
  const slots = new Uint16Array(known.length ? high - low + 1 : 0).fill(shown.length);
  shown.forEach(({ key }, i) => {
    slots[key - low] = i;
  });
  const entries = shown.map(({ key, cases }): AxisEntry => ({ kind: 'value', label: label(key), cases }));
  if (shown.length < known.length) entries.push({ kind: 'other', label: null, cases: 0 });
  const missing = entries.length;
  const without = counts.cases[counts.keys.indexOf(MISSING_KEY)];
  if (without !== undefined) entries.push({ kind: 'missing', label: null, cases: without });
  return { axis: { dimension, entries: entries.length, low, slots, missing }, entries };
}

function labelsOf(log: Log, dimension: Dimension): (key: number) => string {
  if (dimension.by === 'activity') return (key) => log.activityNames[key]!;
  if (dimension.by === 'time') return (key) => bucketName(dimension.unit, key);
  if (dimension.by === 'width') return (key) => `${key * dimension.width} – ${(key + 1) * dimension.width}`;
  const column = log.column(dimension.column);
  if (column.class === 'boolean') return (key) => (key === 2 ? 'true' : 'false');
  const values = log.values(column.id);
  return (key) => values[key]!;
}
