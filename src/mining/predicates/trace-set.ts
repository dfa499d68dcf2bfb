import { type Bits, invalid, type Log, noBits, type Segment, setBit, type View } from '#sdk';
import type { VariantTable } from '../kernels/variant-table.ts';
import { activityCodeOf } from '../log/activities.ts';

/** A set of traces as codes, in an open-addressing table. Crosses threads. */
export interface TraceSet {
  /** The traces one after the other; trace `t` is `offsets[t] … offsets[t + 1] - 1`. */
  readonly codes: Uint16Array;
  readonly offsets: Uint32Array;
  /** Trace number + 1 by hash, 0 where empty; the length is a power of two. */
  readonly table: Uint32Array;
}

/** The codes of a trace given by names; the empty name stands for a missing activity. `invalid` for an unknown one. */
export function traceCodes(log: Log, names: readonly string[]): number[] {
  if (names.length === 0) invalid('filter.emptyVariant', 'A variant has at least one activity.');
  return names.map((name) => (name === '' ? log.activityCode(name) : activityCodeOf(log, name)));
}

/** The set of these traces; equal ones may be given twice. */
export function traceSet(traces: readonly ArrayLike<number>[]): TraceSet {
  const offsets = new Uint32Array(traces.length + 1);
  traces.forEach((trace, t) => {
    offsets[t + 1] = offsets[t]! + trace.length;
  });
  const codes = new Uint16Array(offsets[traces.length]!);
  traces.forEach((trace, t) => {
    codes.set(trace, offsets[t]);
  });
  return indexTraces(codes, offsets);
}

/** The same of traces that already stand one after the other. */
export function indexTraces(codes: Uint16Array, offsets: Uint32Array): TraceSet {
  const traces = offsets.length - 1;
  let size = 4;
  while (size < traces * 2) size *= 2;
  const table = new Uint32Array(size);
  for (let t = 0; t < traces; t++) {
    let slot = hashOf(codes, offsets[t]!, offsets[t + 1]!) & (size - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (size - 1);
    table[slot] = t + 1;
  }
  return { codes, offsets, table };
}

/** The set of some variants of a view. */
export function tracesOfVariants(table: VariantTable, chosen: Uint32Array): TraceSet {
  const offsets = new Uint32Array(chosen.length + 1);
  for (let t = 0; t < chosen.length; t++) {
    offsets[t + 1] = offsets[t]! + table.offsets[chosen[t]! + 1]! - table.offsets[chosen[t]!]!;
  }
  const codes = new Uint16Array(offsets[chosen.length]!);
  for (let t = 0; t < chosen.length; t++) {
    codes.set(table.codes.subarray(table.offsets[chosen[t]!]!, table.offsets[chosen[t]! + 1]!), offsets[t]);
  }
  return indexTraces(codes, offsets);
}

/** The cases of the view whose trace (of kept events, under the view's classifier) is in the set. */
export function casesInTraceSet(segment: Segment, view: View, set: TraceSet): Bits {
  if (view.events) return casesByKeptEvents(segment, view, view.events, set);
  const { activity, cases } = view;
  const { offsets } = segment;
  const kept = noBits(segment.cases);
  if (!view.defaultClassifier) {
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      if (contains(set, activity, offsets[c]!, offsets[c + 1]!)) setBit(kept, c);
    }
    return kept;
  }
  // The traces are those of publish: each distinct one is looked up once.
  const { of, first } = segment.variants;
  const wanted = new Uint8Array(first.length);
  for (let v = 0; v < first.length; v++) {
    const c = first[v]!;
    if (contains(set, activity, offsets[c]!, offsets[c + 1]!)) wanted[v] = 1;
  }
  for (let c = 0; c < segment.cases; c++) kept[c >>> 5] = kept[c >>> 5]! | (wanted[of[c]!]! << (c & 31));
  return kept;
}

function casesByKeptEvents(segment: Segment, view: View, events: Bits, set: TraceSet): Bits {
  const { activity, cases } = view;
  const { offsets } = segment;
  const kept = noBits(segment.cases);
  let trace = new Uint16Array(1024);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const end = offsets[c + 1]!;
    if (end - offsets[c]! >= trace.length) trace = new Uint16Array(2 * (end - offsets[c]!));
    let length = 0;
    for (let e = offsets[c]!; e < end; e++) {
      trace[length] = activity[e]!;
      length += (events[e >>> 5]! >>> (e & 31)) & 1;
    }
    if (contains(set, trace, 0, length)) setBit(kept, c);
  }
  return kept;
}

/** FNV-1a over codes; candidates are compared code by code, so that collisions cost time only. */
function hashOf(codes: Uint16Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ codes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function contains({ codes, offsets, table }: TraceSet, trace: Uint16Array, begin: number, end: number): boolean {
  const mask = table.length - 1;
  for (let slot = hashOf(trace, begin, end) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
    const t = table[slot]! - 1;
    const from = offsets[t]!;
    if (offsets[t + 1]! - from !== end - begin) continue;
    let i = begin;
    while (i < end && trace[i] === codes[from + i - begin]) i++;
    if (i === end) return true;
  }
  return false;
}
