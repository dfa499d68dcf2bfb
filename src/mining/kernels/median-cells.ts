/**
 * How one pass looks at a series of durations (a series: one arc, one node). `spread` counts all values of the series in
 * cells that grow with the distance from the smallest; `split` cuts the interval `low … high` into equal cells and keeps
 * the extremes of each; `gather` fetches the values of that interval.
 */
export const LOOK = { gather: 0, spread: 1, split: 2 } as const;

export interface MedianPass {
  /** Keys of the series, ascending; a series' place here is its slot. */
  keys: Uint32Array;
  look: Uint8Array;
  low: Float64Array;
  high: Float64Array;
  /** `spread`: {@link spreadScale}; `split`: cells per millisecond. */
  scale: Float64Array;
  /** Where the slot's cells begin; for `spread` less {@link spreadOrigin}. */
  first: Int32Array;
  /** Bits of the upper half of a double that a cell of `spread` does not look at. */
  shift: number;
  spreadCells: number;
  splitCells: number;
  /** Cells per series that is split. */
  splits: number;
}

export interface MedianCells {
  spread: Uint32Array;
  /** Three numbers a cell: values, smallest, largest. */
  split: Float64Array;
  /** Gathered values and the slot of each, a pair of lists per segment. */
  values: Float64Array[];
  slots: Uint32Array[];
  gathered: number;
}

/** Octaves of the distance from the smallest value, from 2^-40 of the range up to the range. */
const OCTAVES = 40;
/** Upper half of the bits of 1. */
const ONE = 0x3ff00000;
export const SPLIT_STRIDE = 3;

/** Cells of a series that is spread: 2^(20 − shift) per octave. */
export const spreadCellsFor = (shift: number): number => (OCTAVES << (20 - shift)) + 2;
export const spreadOrigin = (shift: number): number => ONE >> shift;

/** Scale that brings a range onto the octaves. */
export const spreadScale = (low: number, high: number): number => 2 ** OCTAVES / (high - low);

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/**
 * The cell of a value, counted from {@link spreadOrigin}: the upper bits of a double ≥ 1 grow with its logarithm, and
 * never fall when it rises.
 */
export function spreadCell(value: number, low: number, scale: number, shift: number): number {
  double[0] = (value - low) * scale + 1;
  return halves[1]! >> shift;
}

export function newMedianCells(pass: MedianPass): MedianCells {
  const split = new Float64Array(pass.splitCells * SPLIT_STRIDE);
  for (let i = 0; i < split.length; i += SPLIT_STRIDE) {
    split[i + 1] = Number.POSITIVE_INFINITY;
    split[i + 2] = Number.NEGATIVE_INFINITY;
  }
  const gathers = pass.look.includes(LOOK.gather);
  return {
    spread: new Uint32Array(pass.spreadCells),
    split,
    values: [new Float64Array(gathers ? 1024 : 0)],
    slots: [new Uint32Array(gathers ? 1024 : 0)],
    gathered: 0,
  };
}

/** Takes one value of a series into the cells. */
export function noteDuration(pass: MedianPass, into: MedianCells, slot: number, value: number): void {
  const low = pass.low[slot]!;
  if (pass.look[slot] === LOOK.spread) {
    const cell = pass.first[slot]! + spreadCell(value, low, pass.scale[slot]!, pass.shift);
    into.spread[cell] = into.spread[cell]! + 1;
  } else if (value >= low && value <= pass.high[slot]!) noteInside(pass, into, slot, value);
}

/** Takes a value that lies in the interval of a series that is gathered or split. */
export function noteInside(pass: MedianPass, into: MedianCells, slot: number, value: number): void {
  if (pass.look[slot] === LOOK.gather) gather(into, slot, value);
  else {
    const cell = Math.min(pass.splits - 1, Math.floor((value - pass.low[slot]!) * pass.scale[slot]!));
    noteSplit(into.split, (pass.first[slot]! + cell) * SPLIT_STRIDE, value);
  }
}

function noteSplit(split: Float64Array, i: number, value: number): void {
  split[i] = split[i]! + 1;
  if (value < split[i + 1]!) split[i + 1] = value;
  if (value > split[i + 2]!) split[i + 2] = value;
}

function gather(into: MedianCells, slot: number, value: number): void {
  if (into.gathered === into.values[0]!.length) {
    const values = new Float64Array(into.gathered * 2);
    const slots = new Uint32Array(into.gathered * 2);
    values.set(into.values[0]!);
    slots.set(into.slots[0]!);
    into.values[0] = values;
    into.slots[0] = slots;
  }
  into.values[0]![into.gathered] = value;
  into.slots[0]![into.gathered] = slot;
  into.gathered++;
}

/** Ends the noting of one segment: nothing but what was gathered travels. */
export function closeMedianCells(cells: MedianCells): MedianCells {
  cells.values = [cells.values[0]!.slice(0, cells.gathered)];
  cells.slots = [cells.slots[0]!.slice(0, cells.gathered)];
  return cells;
}

export function mergeMedianCells(a: MedianCells, b: MedianCells): MedianCells {
  for (let i = 0; i < a.spread.length; i++) a.spread[i] = a.spread[i]! + b.spread[i]!;
  for (let i = 0; i < a.split.length; i += SPLIT_STRIDE) {
    a.split[i] = a.split[i]! + b.split[i]!;
    if (b.split[i + 1]! < a.split[i + 1]!) a.split[i + 1] = b.split[i + 1]!;
    if (b.split[i + 2]! > a.split[i + 2]!) a.split[i + 2] = b.split[i + 2]!;
  }
  for (let i = 0; i < b.values.length; i++) {
    a.values.push(b.values[i]!);
    a.slots.push(b.slots[i]!);
  }
  a.gathered += b.gathered;
  return a;
}
