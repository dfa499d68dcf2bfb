import { invalid, type Log } from '#sdk';
import { byBytes } from '../log/byte-order.ts';
import { bucketName } from '../log/local-time.ts';
import { checkRange, type Dimension, type KeyCounts, MAX_KEY, MISSING_KEY } from './pivot-keys.ts';

const MAX_PERIODS = 500;

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
  if (!ordered) known.sort((a, b) => b.cases - a.cases || byBytes(label(a.key), label(b.key)));
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
