import { nthSmallest } from '../predicates/order-statistics.ts';
import {
  LOOK,
  type MedianCells,
  type MedianPass,
  SPLIT_STRIDE,
  spreadCell,
  spreadCellsFor,
  spreadOrigin,
  spreadScale,
} from './median-cells.ts';

/** How much one pass may hold. */
export interface MedianLimits {
  /** Values gathered. */
  gather: number;
  /** Values up to which a series is gathered whole. */
  small: number;
  /** Cells of series that are spread, and of series that are split. */
  spread: number;
  split: number;
}
const LIMITS: MedianLimits = { gather: 4_000_000, small: 2000, spread: 1_000_000, split: 256_000 };

/** From fine to coarse: 16, 4 and 1 cells per octave. */
const SHIFTS = [16, 18, 20] as const;
/** Ranges below this have no finite scale; no clock gives them, but a search must end. */
const NARROWEST = 1e-280;
const MOST_SPLITS = 1024;
const LEAST_SPLITS = 32;

interface SeriesStats {
  timed: Float64Array;
  min: Float64Array;
  max: Float64Array;
}

/** A series whose median is not yet known. Both middle values lie in `low … high`. */
interface Open {
  series: number;
  low: number;
  high: number;
  /** Values below `low`, and values in the interval. */
  below: number;
  count: number;
  /** Ranks of the two middle values, 0 = smallest; equal for an odd number. */
  ranks: readonly [number, number];
  /** Whether the interval is still the whole range. */
  whole: boolean;
  /** Whether `low` and `high` are values of the series, not mere bounds. */
  exact: boolean;
  look: number;
}

/**
 * Medians of many series by passes over their values. Each pass brings every series it looks at strictly nearer: values
 * are gathered where they are few, else the interval that holds the middle is narrowed.
 * @param stats number, smallest and largest of each series  @param keys of the series, ascending
 */
export async function findMedians(
  stats: SeriesStats,
  keys: Uint32Array,
  look: (pass: MedianPass) => Promise<MedianCells>,
  limits: MedianLimits = LIMITS,
): Promise<Float64Array> {
  const medians = new Float64Array(keys.length).fill(Number.NaN);
  let open: Open[] = [];
  for (let series = 0; series < keys.length; series++) {
    const [count, low, high] = [stats.timed[series]!, stats.min[series]!, stats.max[series]!];
    if (count === 0) continue;
    const ranks = [(count - 1) >>> 1, count >>> 1] as const;
    settle(medians, { series, low, high, below: 0, count, ranks, whole: true, exact: true, look: LOOK.gather }, open);
  }
  while (open.length > 0) {
    const [now, later] = plan(open, limits);
    const pass = passFor(now, keys, limits);
    const cells = await look(pass);
    readGathered(now, cells, medians);
    open = later;
    now.forEach((target, slot) => {
      if (target.look === LOOK.spread) settle(medians, narrowSpread(target, pass, slot, cells.spread), open);
      else if (target.look === LOOK.split) settle(medians, narrowSplit(target, pass, slot, cells.split), open);
    });
  }
  return medians;
}

/** Writes the median where the interval says it already; else the series stays open. */
function settle(medians: Float64Array, target: Open, open: Open[]): void {
  const { series, low, high, below, count, ranks, exact } = target;
  const atEnds = ranks[0] === below && ranks[1] === below + count - 1;
  if (low === high || (exact && count <= 2 && atEnds)) medians[series] = (low + high) / 2;
  else open.push(target);
}

/** What this pass looks at and how, in order of the series; the rest waits. */
function plan(open: readonly Open[], limits: MedianLimits): [Open[], Open[]] {
  const now: Open[] = [];
  const later: Open[] = [];
  const room = {
    gather: limits.gather,
    spread: Math.max(1, Math.floor(limits.spread / spreadCellsFor(20))),
    split: Math.max(1, Math.floor(limits.split / LEAST_SPLITS)),
  };
  for (const target of open.toSorted((a, b) => a.count - b.count || a.series - b.series)) {
    if (target.high - target.low < NARROWEST) target.look = LOOK.gather;
    else if (target.count <= room.gather && (!target.whole || target.count <= limits.small)) {
      target.look = LOOK.gather;
      room.gather -= target.count;
    } else if (target.whole && room.spread > 0) {
      target.look = LOOK.spread;
      room.spread--;
    } else if (!target.whole && room.split > 0) {
      target.look = LOOK.split;
      room.split--;
    } else {
      later.push(target);
      continue;
    }
    now.push(target);
  }
  return [now.sort((a, b) => a.series - b.series), later];
}

function passFor(now: readonly Open[], keys: Uint32Array, limits: MedianLimits): MedianPass {
  const looks = (look: number) => now.filter((target) => target.look === look).length;
  const spreads = looks(LOOK.spread);
  const shift = SHIFTS.find((s) => spreads * spreadCellsFor(s) <= limits.spread) ?? 20;
  const splits = Math.max(LEAST_SPLITS, Math.min(MOST_SPLITS, Math.floor(limits.split / looks(LOOK.split))));
  const pass: MedianPass = {
    keys: Uint32Array.from(now, (target) => keys[target.series]!),
    look: Uint8Array.from(now, (target) => target.look),
    low: Float64Array.from(now, (target) => target.low),
    high: Float64Array.from(now, (target) => target.high),
    scale: new Float64Array(now.length),
    first: new Int32Array(now.length),
    shift,
    spreadCells: 0,
    splitCells: 0,
    splits,
  };
  now.forEach(({ look, low, high }, slot) => {
    if (look === LOOK.spread) {
      pass.scale[slot] = spreadScale(low, high);
      pass.first[slot] = pass.spreadCells - spreadOrigin(shift);
      pass.spreadCells += spreadCellsFor(shift);
    } else if (look === LOOK.split) {
      pass.scale[slot] = splits / (high - low);
      pass.first[slot] = pass.splitCells;
      pass.splitCells += splits;
    }
  });
  return pass;
}

/** The cells that hold the two ranks, and the values below the first of them. */
function middleCells(target: Open, count: (cell: number) => number): { from: number; to: number; below: number } {
  let below = target.below;
  let from = 0;
  while (below + count(from) <= target.ranks[0]) below += count(from++);
  let to = from;
  for (let upTo = below + count(to); upTo <= target.ranks[1]; upTo += count(to)) to++;
  return { from, to, below };
}

function narrowSpread(target: Open, pass: MedianPass, slot: number, spread: Uint32Array): Open {
  const origin = spreadOrigin(pass.shift);
  const first = pass.first[slot]! + origin;
  const { from, to, below } = middleCells(target, (cell) => spread[first + cell]!);
  let count = 0;
  for (let cell = from; cell <= to; cell++) count += spread[first + cell]!;
  const cellOf = (value: number) => spreadCell(value, target.low, pass.scale[slot]!, pass.shift) - origin;
  return { ...target, ...bounds(target, from, to, cellOf), below, count, whole: false, exact: false };
}

function narrowSplit(target: Open, pass: MedianPass, slot: number, split: Float64Array): Open {
  const first = pass.first[slot]!;
  const { from, to, below } = middleCells(target, (cell) => split[(first + cell) * SPLIT_STRIDE]!);
  const low = split[(first + from) * SPLIT_STRIDE + 1]!;
  const high = split[(first + to) * SPLIT_STRIDE + 2]!;
  // The ranks in two cells: the last of the lower and the first of the upper, nothing between them.
  if (from !== to) {
    const [a, b] = [split[(first + from) * SPLIT_STRIDE + 2]!, split[(first + to) * SPLIT_STRIDE + 1]!];
    return { ...target, low: a, high: b, below: target.ranks[0], count: 2, exact: true };
  }
  return { ...target, low, high, below, count: split[(first + from) * SPLIT_STRIDE]!, exact: true };
}

/**
 * Smallest and largest double of the range whose cells lie in `from … to`, by bisection: cells never fall when values
 * rise.
 */
function bounds(range: Open, from: number, to: number, cellOf: (value: number) => number) {
  const { low, high } = range;
  return {
    low: cellOf(low) >= from ? low : bisect(low, high, (value) => cellOf(value) >= from)[1],
    high: cellOf(high) <= to ? high : bisect(low, high, (value) => cellOf(value) > to)[0],
  };
}

/** Two neighbouring doubles between which a condition, false at `no` and true at `yes`, becomes true. */
function bisect(no: number, yes: number, holds: (value: number) => boolean): readonly [number, number] {
  let [out, inside] = [no, yes];
  for (;;) {
    const middle = out + (inside - out) / 2;
    if (middle <= out || middle >= inside) return [out, inside];
    if (holds(middle)) inside = middle;
    else out = middle;
  }
}

/** Reads the medians of the gathered series off their values. */
function readGathered(now: readonly Open[], cells: MedianCells, medians: Float64Array): void {
  const ends = new Uint32Array(now.length + 1);
  for (const slots of cells.slots)
    for (let i = 0; i < slots.length; i++) ends[slots[i]! + 1] = ends[slots[i]! + 1]! + 1;
  for (let s = 0; s < now.length; s++) ends[s + 1] = ends[s + 1]! + ends[s]!;
  const next = ends.slice();
  const sorted = new Float64Array(ends[now.length]!);
  cells.slots.forEach((slots, part) => {
    const values = cells.values[part]!;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const at = next[slot]!;
      sorted[at] = values[i]!;
      next[slot] = at + 1;
    }
  });
  now.forEach(({ look, series, ranks, below }, slot) => {
    if (look !== LOOK.gather) return;
    const values = sorted.subarray(ends[slot], ends[slot + 1]);
    const [a, b] = [nthSmallest(values, ranks[0] - below), nthSmallest(values, ranks[1] - below)];
    medians[series] = (a + b) / 2;
  });
}
