import { defineKernel, type Run } from '#sdk';
import type { DfgCounts } from './dfg.ts';
import { DENSE_CODES } from './dfg-dense.ts';
import {
  closeMedianCells,
  LOOK,
  type MedianCells,
  type MedianPass,
  mergeMedianCells,
  newMedianCells,
  noteDuration,
} from './median-cells.ts';
import { findMedians, type MedianLimits } from './median-search.ts';
import { type Traces, tracesOf } from './traces.ts';

const SPREAD = LOOK.spread;

interface ArcPass extends MedianPass {
  activities: number;
}

/** One pass of the search for medians over the durations of arcs: the differences that the dfg kernel sums. */
export const arcMedianPass = defineKernel<ArcPass, MedianCells>({
  id: 'arc-medians',
  partial(segment, view, pass) {
    const traces = tracesOf(segment, view, { time: true });
    const cells = newMedianCells(pass);
    if (pass.activities < DENSE_CODES) noteDense(traces, pass, cells);
    else noteSparse(traces, pass, cells);
    return closeMedianCells(cells);
  },
  merge: mergeMedianCells,
});

/** The same over the service times of nodes; keys are codes of activities. */
export const nodeMedianPass = defineKernel<ArcPass, MedianCells>({
  id: 'node-medians',
  partial(segment, view, pass) {
    const traces = tracesOf(segment, view, { time: true, startTime: true });
    const cells = newMedianCells(pass);
    if (traces.startTime) noteNodes(traces, traces.startTime, pass, cells);
    return closeMedianCells(cells);
  },
  merge: mergeMedianCells,
});

/**
 * Exact medians of the durations of every arc and of the service times of every node, equal to a full sort: of an even
 * number the mean of the two in the middle. NaN where nothing is known. Two passes as a rule (cells, then the values of
 * the middle cell); a third where one cell holds very many.
 * @param counts what the dfg kernel gave for the same view, with durations
 */
export async function medianDurations(
  run: Run,
  counts: DfgCounts,
  limits?: MedianLimits,
): Promise<{ arcs: Float64Array; nodes: Float64Array }> {
  const { arcs, nodes } = counts;
  const activities = nodes.count.length - 1;
  const codes = Uint32Array.from(nodes.count, (_, code) => code);
  return {
    arcs: await findMedians(arcs, arcs.keys, (pass) => run.reduce(arcMedianPass, { ...pass, activities }), limits),
    nodes: await findMedians(nodes, codes, (pass) => run.reduce(nodeMedianPass, { ...pass, activities }), limits),
  };
}

/** Values that may lie inside the interval of their series, and their slots; of this thread, used again and again. */
let hits = { values: new Float64Array(0), slots: new Int32Array(0) };

/** {@link noteDuration} written out, for the loop that must be fast; what it seldom meets is set aside for later. */
function noteDense(traces: Traces, pass: ArcPass, cells: MedianCells): void {
  const { list, offsets, activity, time } = traces;
  const { look, low, high, scale, first, shift: bits } = pass;
  const { spread } = cells;
  const shift = 32 - Math.clz32(pass.activities);
  const slots = slotMatrix(pass.keys, shift);
  const double = new Float64Array(1);
  const halves = new Int32Array(double.buffer);
  const room = activity.length;
  if (hits.values.length < room) hits = { values: new Float64Array(room), slots: new Int32Array(room) };
  const { values: hitValues, slots: hitSlots } = hits;
  let hit = 0;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    let p = activity[e]!;
    let t = time[e]!;
    for (e++; e < end; e++) {
      const x = activity[e]!;
      const u = time[e]!;
      const slot = slots[(p << shift) | x]!;
      const d = u - t;
      // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN
      if (slot >= 0 && d === d) {
        if (look[slot] === SPREAD) {
          double[0] = (d - low[slot]!) * scale[slot]! + 1;
          const cell = (first[slot]! + (halves[1]! >> bits)) | 0;
          spread[cell] = spread[cell]! + 1;
        } else if ((d - low[slot]!) * (high[slot]! - d) >= 0) {
          // One comparison that is seldom true, instead of two that are hard to guess; the exact test follows.
          hitValues[hit] = d;
          hitSlots[hit++] = slot;
        }
      }
      p = x;
      t = u;
    }
  }
  for (let i = 0; i < hit; i++) noteDuration(pass, cells, hitSlots[i]!, hitValues[i]!);
}

/** Slot of each arc at `from << shift | to`, −1 where none is looked for. */
function slotMatrix(keys: Uint32Array, shift: number): Int32Array {
  const slots = new Int32Array(1 << (2 * shift)).fill(-1);
  keys.forEach((key, slot) => {
    slots[((key >>> 16) << shift) | (key & 0xffff)] = slot;
  });
  return slots;
}

function noteSparse(traces: Traces, pass: ArcPass, cells: MedianCells): void {
  const { list, offsets, activity, time } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    for (let e = offsets[c]! + 1; e < end; e++) {
      const slot = slotOf(pass.keys, activity[e - 1]! * 65_536 + activity[e]!);
      const d = time[e]! - time[e - 1]!;
      if (slot >= 0 && !Number.isNaN(d)) noteDuration(pass, cells, slot, d);
    }
  }
}

function noteNodes(traces: Traces, startTime: Float64Array, pass: ArcPass, cells: MedianCells): void {
  const { list, offsets, activity, time } = traces;
  const slots = new Int32Array(pass.activities + 1).fill(-1);
  pass.keys.forEach((code, slot) => {
    slots[code] = slot;
  });
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    for (let e = offsets[c]!; e < end; e++) {
      const slot = slots[activity[e]!]!;
      const d = time[e]! - startTime[e]!;
      if (slot >= 0 && !Number.isNaN(d)) noteDuration(pass, cells, slot, d);
    }
  }
}

/** Place of a key among ascending keys, or −1. */
function slotOf(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle]!;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
