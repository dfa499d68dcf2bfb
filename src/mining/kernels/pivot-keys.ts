import {
  COLUMNS,
  type ColumnLevel,
  type ColumnSpec,
  defineKernel,
  invalid,
  type Log,
  type Segment,
  type View,
} from '#sdk';
import { bucketsOf, NO_BUCKET, type TimeUnit } from '../log/local-time.ts';
import { viewNumbers } from '../predicates/view-numbers.ts';

/** What cases or events are grouped by, as plain data that crosses threads. */
export interface Dimension {
  column: string;
  level: ColumnLevel;
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
/** Bins further out are not told apart, and refused. */
export const MAX_KEY = 2 ** 31 - 2;

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
    const { low, high } = keptRange(segment, view, dimension.level, keys);
    checkRange(low, high);
    const size = Math.max(0, high - low + 1);
    return compact(countKeys(segment, view, dimension.level, keys, low, size), low, size);
  },
  merge: mergeKeys,
});

/** Refuses keys that lie too far apart to be counted one by one. */
export function checkRange(low: number, high: number): void {
  if (low <= high && (high - low > MAX_RANGE || low === -MAX_KEY || high === MAX_KEY)) tooMany();
}

/** Smallest and largest key that the view keeps. */
function keptRange(segment: Segment, view: View, level: ColumnLevel, keys: Int32Array): { low: number; high: number } {
  const { offsets } = segment;
  const { cases, events } = view;
  let low = MAX_KEY;
  let high = -MAX_KEY;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const end = level === 'case' ? c + 1 : offsets[c + 1]!;
    for (let i = level === 'case' ? c : offsets[c]!; i < end; i++) {
      if (level === 'event' && events && ((events[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
      const key = keys[i]!;
      if (key === MISSING_KEY) continue;
      if (key < low) low = key;
      if (key > high) high = key;
    }
  }
  return { low, high };
}

/** Kept cases per `key - low`; missing values at `size`. */
function countKeys(
  segment: Segment,
  view: View,
  level: ColumnLevel,
  keys: Int32Array,
  low: number,
  size: number,
): Float64Array {
  const { offsets } = segment;
  const counts = new Float64Array(size + 1);
  const last = new Int32Array(size + 1).fill(-1);
  const { cases, events } = view;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const end = level === 'case' ? c + 1 : offsets[c + 1]!;
    for (let i = level === 'case' ? c : offsets[c]!; i < end; i++) {
      if (level === 'event' && events && ((events[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
      const key = keys[i]!;
      const at = key === MISSING_KEY ? size : key - low;
      if (last[at] === c) continue;
      last[at] = c;
      counts[at] = counts[at]! + 1;
    }
  }
  return counts;
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
