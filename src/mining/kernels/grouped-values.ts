import { defineKernel, type Kernel, type Segment, type View } from '#sdk';

/** Values of one segment with the group each belongs to; only the first `length` entries count, none is NaN. */
export interface Measured {
  values: Float64Array;
  groups: Uint16Array;
  length: number;
}

/** Measures one segment. Pure; must look at kept cases and events only. */
export type Source<P> = (segment: Segment, view: View, params: P) => Measured;

/** Exact sums, extremes and a coarse histogram per group. */
export interface Totals {
  count: Float64Array;
  sum: Float64Array;
  /** What rounding took from `sum`: the true sum is `sum + rest` to twice the precision of a double. */
  rest: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** `cellsOf(groups)` counters per group; see {@link cellBounds}. */
  cells: Uint32Array;
}

/** Closed intervals of values that are looked at more closely, those of group `g` from `first[g]` to `first[g + 1]`. */
export interface Targets {
  first: Uint32Array;
  low: Float64Array;
  high: Float64Array;
}

/** Cells per target when it is split. */
export const SPLITS = 64;

/** A histogram of {@link SPLITS} cells per target with the smallest and largest value of each. */
export interface Split {
  count: Uint32Array;
  min: Float64Array;
  max: Float64Array;
}

/** The values inside targets, with the target of each, in lists as they were found. */
export interface Gathered {
  values: Float64Array[];
  targets: Uint32Array[];
}

export interface ValueKernels<P> {
  readonly totals: Kernel<{ source: P; groups: number }, Totals>;
  readonly split: Kernel<{ source: P; targets: Targets }, Split>;
  readonly gather: Kernel<{ source: P; targets: Targets }, Gathered>;
}

/** The three kernels by which `group-statistics.ts` finds exact statistics of what a source measures. */
export const valueKernels = <P>(id: string, source: Source<P>): ValueKernels<P> => ({
  totals: defineKernel({
    id: `${id}.totals`,
    partial: (segment, view, p) => totalsOf(source(segment, view, p.source), p.groups),
    merge: mergeTotals,
  }),
  split: defineKernel({
    id: `${id}.split`,
    partial: (segment, view, p) => splitOf(source(segment, view, p.source), p.targets),
    merge: mergeSplits,
  }),
  gather: defineKernel({
    id: `${id}.gather`,
    partial: (segment, view, p) => gatherOf(source(segment, view, p.source), p.targets),
    merge(a, b) {
      a.values.push(...b.values);
      a.targets.push(...b.targets);
      return a;
    },
  }),
});

/*
 * Cells follow the bits of a double, whose upper half orders positive numbers: 0 holds what is not positive, 1 what lies
 * below 1, then each octave is cut into equal parts up to 2^44 (557 years in milliseconds); the last cell takes the rest.
 */
const ONE = 0x3ff00000;
const OCTAVES = 44;

/** Bits of the upper half that a cell does not look at: fewer groups, finer cells. */
const shiftFor = (groups: number): number => (groups <= 16 ? 14 : groups <= 512 ? 17 : 20);
export const cellsFor = (groups: number): number => (OCTAVES << (20 - shiftFor(groups))) + 3;

/** Smallest and largest value that fall into a cell. */
export function cellBounds(groups: number, cell: number): readonly [number, number] {
  if (cell === 0) return [Number.NEGATIVE_INFINITY, 0];
  const shift = shiftFor(groups);
  const low = cell === 1 ? Number.MIN_VALUE : fromHalves(ONE + ((cell - 2) << shift), 0);
  const high =
    cell === cellsFor(groups) - 1 ? Number.POSITIVE_INFINITY : fromHalves(ONE + ((cell - 1) << shift) - 1, -1);
  return [low, high];
}

function fromHalves(upper: number, lower: number): number {
  return new Float64Array(Int32Array.of(lower, upper).buffer)[0]!;
}

function totalsOf({ values, groups, length }: Measured, size: number): Totals {
  const count = new Float64Array(size);
  const sum = new Float64Array(size);
  const rest = new Float64Array(size);
  const min = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const width = cellsFor(size);
  const cells = new Uint32Array(size * width);
  const upper = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const shift = shiftFor(size);
  const base = (ONE >> shift) - 2;
  for (let i = 0; i < length; i++) {
    const v = values[i]!;
    const g = groups[i]!;
    count[g] = count[g]! + 1;
    const before = sum[g]!;
    const after = before + v;
    const added = after - before;
    sum[g] = after;
    rest[g] = rest[g]! + (before - (after - added) + (v - added));
    if (v < min[g]!) min[g] = v;
    if (v > max[g]!) max[g] = v;
    const bits = upper[2 * i + 1]!;
    const cell = v <= 0 ? 0 : Math.min(width - 1, Math.max(1, (bits >> shift) - base));
    const at = g * width + cell;
    cells[at] = cells[at]! + 1;
  }
  return { count, sum, rest, min, max, cells };
}

function mergeTotals(a: Totals, b: Totals): Totals {
  for (let g = 0; g < a.count.length; g++) {
    a.count[g] = a.count[g]! + b.count[g]!;
    const before = a.sum[g]!;
    const v = b.sum[g]!;
    const after = before + v;
    const added = after - before;
    a.sum[g] = after;
    a.rest[g] = a.rest[g]! + b.rest[g]! + (before - (after - added) + (v - added));
    a.min[g] = Math.min(a.min[g]!, b.min[g]!);
    a.max[g] = Math.max(a.max[g]!, b.max[g]!);
  }
  for (let i = 0; i < a.cells.length; i++) a.cells[i] = a.cells[i]! + b.cells[i]!;
  return a;
}

/** The target that holds `v` in group `g`, or −1. */
function targetOf({ first, low, high }: Targets, g: number, v: number): number {
  for (let t = first[g]!; t < first[g + 1]!; t++) {
    if (v <= high[t]!) return v >= low[t]! ? t : -1;
  }
  return -1;
}

function splitOf({ values, groups, length }: Measured, targets: Targets): Split {
  const size = targets.low.length * SPLITS;
  const count = new Uint32Array(size);
  const min = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < length; i++) {
    const v = values[i]!;
    const t = targetOf(targets, groups[i]!, v);
    if (t < 0) continue;
    const low = targets.low[t]!;
    const part = Math.floor(((v - low) / (targets.high[t]! - low)) * SPLITS);
    const at = t * SPLITS + Math.min(SPLITS - 1, part);
    count[at] = count[at]! + 1;
    if (v < min[at]!) min[at] = v;
    if (v > max[at]!) max[at] = v;
  }
  return { count, min, max };
}

function mergeSplits(a: Split, b: Split): Split {
  for (let i = 0; i < a.count.length; i++) {
    a.count[i] = a.count[i]! + b.count[i]!;
    a.min[i] = Math.min(a.min[i]!, b.min[i]!);
    a.max[i] = Math.max(a.max[i]!, b.max[i]!);
  }
  return a;
}

function gatherOf({ values, groups, length }: Measured, targets: Targets): Gathered {
  const found = new Float64Array(length);
  const of = new Uint32Array(length);
  let hits = 0;
  for (let i = 0; i < length; i++) {
    const v = values[i]!;
    const t = targetOf(targets, groups[i]!, v);
    if (t < 0) continue;
    found[hits] = v;
    of[hits++] = t;
  }
  return { values: [found.slice(0, hits)], targets: [of.slice(0, hits)] };
}
