/**
 * Distinct traces with what is counted of each, as typed arrays: no object per variant, so that millions fit and cross
 * threads. Variant `v` is `codes[offsets[v]] … codes[offsets[v + 1] - 1]`; arrays may have room behind `size`.
 */
export interface VariantTable {
  size: number;
  codes: Uint16Array;
  offsets: Uint32Array;
  /** The two lanes of the 64-bit hash. */
  low: Int32Array;
  high: Int32Array;
  /** Cases. */
  count: Float64Array;
  /** Of the cases' durations, milliseconds on the view's clock: number known, sum, extremes (+∞, −∞ where none is). */
  timed: Float64Array;
  sum: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Open addressing, two numbers a slot: low lane, variant + 1 (0: free). Made when it is first needed. */
  slots: Int32Array | null;
}

const NUMBERS = ['count', 'timed', 'sum', 'min', 'max'] as const;

/** An empty table with room. */
export function newVariants(variants: number, codes: number): VariantTable {
  return {
    size: 0,
    codes: new Uint16Array(codes),
    offsets: new Uint32Array(variants + 1),
    low: new Int32Array(variants),
    high: new Int32Array(variants),
    count: new Float64Array(variants),
    timed: new Float64Array(variants),
    sum: new Float64Array(variants),
    min: new Float64Array(variants).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(variants).fill(Number.NEGATIVE_INFINITY),
    slots: null,
  };
}

let low = 0;
let high = 0;

/** 64-bit rolling hash of a trace in two lanes, finished so that every bit depends on every code. */
function hashTrace(codes: Uint16Array, begin: number, end: number): void {
  let a = 0x9e3779b9 ^ (end - begin);
  let b = 0x85ebca6b;
  for (let i = begin; i < end; i++) {
    const code = codes[i]! + 1;
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x9e3779b1) ^ (b >>> 15);
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  low = a ^ (a >>> 16);
  high = b ^ (b >>> 13);
}

/** Appends a trace that is not yet in the table, with nothing counted; gives its number. */
export function appendTrace(table: VariantTable, codes: Uint16Array, begin: number, end: number): number {
  hashTrace(codes, begin, end);
  return append(table, codes, begin, end);
}

function append(table: VariantTable, codes: Uint16Array, begin: number, end: number): number {
  const v = table.size;
  const at = table.offsets[v]!;
  if (v === table.low.length) growVariants(table);
  if (at + end - begin > table.codes.length) growCodes(table, at + end - begin);
  const into = table.codes;
  for (let i = begin, n = at; i < end; i++, n++) into[n] = codes[i]!;
  table.offsets[v + 1] = at + end - begin;
  table.low[v] = low;
  table.high[v] = high;
  table.size = v + 1;
  return v;
}

function growVariants(table: VariantTable): void {
  const room = Math.max(16, table.low.length * 2);
  const grown = newVariants(room, 0);
  grown.offsets.set(table.offsets);
  grown.low.set(table.low);
  grown.high.set(table.high);
  for (const name of NUMBERS) grown[name].set(table[name]);
  const { codes, size, slots } = table;
  Object.assign(table, grown, { codes, size, slots });
}

function growCodes(table: VariantTable, needed: number): void {
  const codes = new Uint16Array(Math.max(needed, table.codes.length * 2));
  codes.set(table.codes);
  table.codes = codes;
}

/** The activities of a variant. @param dictionary names by code */
export const namesOf = ({ codes, offsets }: VariantTable, v: number, dictionary: readonly string[]): string[] =>
  Array.from(codes.subarray(offsets[v], offsets[v + 1]), (code) => dictionary[code]!);

/** Number of the trace in the table, or −1. Equal hashes are verified code by code. */
export function findTrace(table: VariantTable, codes: Uint16Array, begin: number, end: number): number {
  hashTrace(codes, begin, end);
  const slots = slotsOf(table);
  const slot = findSlot(table, slots, codes, begin, end);
  return slots[slot + 1]! - 1;
}

/** Adds everything counted in `b` to `a` and gives `a`; variants that `a` does not know come behind, in `b`'s order. */
export function mergeVariants(a: VariantTable, b: VariantTable): VariantTable {
  for (let v = 0; v < b.size; v++) {
    const begin = b.offsets[v]!;
    const end = b.offsets[v + 1]!;
    low = b.low[v]!;
    high = b.high[v]!;
    const slots = slotsOf(a);
    const slot = findSlot(a, slots, b.codes, begin, end);
    let into = slots[slot + 1]! - 1;
    if (into < 0) {
      into = append(a, b.codes, begin, end);
      slots[slot] = low;
      slots[slot + 1] = into + 1;
    }
    a.count[into] = a.count[into]! + b.count[v]!;
    a.timed[into] = a.timed[into]! + b.timed[v]!;
    a.sum[into] = a.sum[into]! + b.sum[v]!;
    if (b.min[v]! < a.min[into]!) a.min[into] = b.min[v]!;
    if (b.max[v]! > a.max[into]!) a.max[into] = b.max[v]!;
  }
  return a;
}

/** The slots, with room for one more at a load of five eighths. */
function slotsOf(table: VariantTable): Int32Array {
  const { slots } = table;
  if (slots !== null && (table.size + 1) * 16 <= slots.length * 5) return slots;
  let length = slots === null ? 64 : slots.length * 2;
  while ((table.size + 1) * 16 > length * 5) length *= 2;
  const made = new Int32Array(length);
  const mask = length - 1;
  for (let v = 0; v < table.size; v++) {
    const lane = table.low[v]!;
    let slot = (lane << 1) & mask;
    while (made[slot + 1] !== 0) slot = (slot + 2) & mask;
    made[slot] = lane;
    made[slot + 1] = v + 1;
  }
  table.slots = made;
  return made;
}

/** The slot of the trace whose hash stands in `low` and `high`, or the free one where it belongs. */
function findSlot(table: VariantTable, slots: Int32Array, codes: Uint16Array, begin: number, end: number): number {
  const mask = slots.length - 1;
  let slot = (low << 1) & mask;
  for (;;) {
    const v = slots[slot + 1]! - 1;
    if (v < 0) return slot;
    if (slots[slot] === low && table.high[v] === high && sameTrace(table, v, codes, begin, end)) return slot;
    slot = (slot + 2) & mask;
  }
}

function sameTrace(table: VariantTable, v: number, codes: Uint16Array, begin: number, end: number): boolean {
  const from = table.offsets[v]!;
  if (table.offsets[v + 1]! - from !== end - begin) return false;
  const mine = table.codes;
  for (let i = begin, j = from; i < end; i++, j++) if (mine[j] !== codes[i]) return false;
  return true;
}
