import { countEnds } from './dfg-nodes.ts';
import { type ArcStats, emptyArcs, type NodeStats } from './dfg-stats.ts';
import type { Traces } from './traces.ts';

/** Most codes (the missing one included) for which a full matrix is kept; above, a table of what occurs. */
export const DENSE_CODES = 1024;

/** What is counted besides occurrences. */
export interface Counted {
  activities: number;
  durations: boolean;
  cases: boolean;
}

/** Numbers a cell in `stats`: sum, minimum, maximum, and one that keeps cells in cache lines. */
const STRIDE = 4;
/** Up to here a sum keeps fractions of 2^-20 milliseconds exactly. */
const CARRY = 2 ** 33;

/** A matrix per thread, index `p << shift | x`; cells are put back to empty when they are read out. */
interface Matrix {
  shift: number;
  count: Int32Array;
  /** Occurrences in a case that has shown the arc already: rarer than first ones, so cheaper to count than cases. */
  again: Int32Array;
  /** Number of the case that was last seen at the cell, by {@link tick}. */
  last: Int32Array;
  stats: Float64Array;
  /** Two numbers a cell, seldom touched: occurrences without a known duration, whole milliseconds carried over. */
  odd: Float64Array;
  /** As `last` and `again`, per node. */
  nodeLast: Int32Array;
  nodeAgain: Int32Array;
}

let matrix: Matrix | null = null;
/** Cases seen by this thread so far, so that `last` never has to be wiped between segments. */
let tick = 0;

function matrixFor(activities: number, cases: number): Matrix {
  const shift = 32 - Math.clz32(activities);
  if (matrix === null || matrix.shift !== shift) {
    const cells = 1 << (2 * shift);
    const stats = new Float64Array(cells * STRIDE);
    for (let i = 0; i < cells; i++) clearStats(stats, i);
    const [count, last, again] = [new Int32Array(cells), new Int32Array(cells), new Int32Array(cells)];
    const [nodeLast, nodeAgain] = [new Int32Array(1 << shift), new Int32Array(1 << shift)];
    const odd = new Float64Array(cells * 2);
    matrix = { shift, count, again, last, stats, odd, nodeLast, nodeAgain };
  }
  if (tick + cases >= 0x7fffffff) {
    matrix.last.fill(0);
    matrix.nodeLast.fill(0);
    tick = 0;
  }
  return matrix;
}

function clearStats(stats: Float64Array, cell: number): void {
  const i = cell * STRIDE;
  stats[i] = 0;
  stats[i + 1] = Number.POSITIVE_INFINITY;
  stats[i + 2] = Number.NEGATIVE_INFINITY;
}

/** Arcs of one segment, and counts, cases, starts and ends of its nodes. */
export function countDense(traces: Traces, what: Counted, nodes: NodeStats): ArcStats {
  const m = matrixFor(what.activities, traces.count);
  if (what.cases) {
    if (what.durations) countTimedCases(traces, m, tick);
    else countCases(traces, m, tick);
    tick += traces.count;
  } else if (what.durations) countTimed(traces, m);
  else countOnly(traces, m.shift, m.count);
  const arcs = readOut(m, what);
  countEnds(traces, arcs, nodes);
  if (what.cases) {
    for (let x = 0; x <= what.activities; x++) nodes.cases[x] = nodes.count[x]! - m.nodeAgain[x]!;
    m.nodeAgain.fill(0);
  }
  return arcs;
}

function countOnly(traces: Traces, shift: number, count: Int32Array): void {
  const { list, offsets, activity } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    let p = activity[e]!;
    for (e++; e < end; e++) {
      const x = activity[e]!;
      const i = (p << shift) | x;
      count[i] = (count[i]! + 1) | 0;
      p = x;
    }
  }
}

function countCases(traces: Traces, m: Matrix, before: number): void {
  const { shift, count, last, again, nodeLast, nodeAgain } = m;
  const { list, offsets, activity } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const mark = before + k + 1;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    if (e === end) continue;
    let p = activity[e]!;
    nodeLast[p] = mark;
    for (e++; e < end; e++) {
      const x = activity[e]!;
      const i = (p << shift) | x;
      count[i] = (count[i]! + 1) | 0;
      if (last[i] !== mark) {
        last[i] = mark;
        if (nodeLast[x] !== mark) nodeLast[x] = mark;
        else nodeAgain[x] = nodeAgain[x]! + 1;
      } else {
        again[i] = again[i]! + 1;
        nodeAgain[x] = nodeAgain[x]! + 1;
      }
      p = x;
    }
  }
}

function countTimed(traces: Traces, { shift, count, stats, odd }: Matrix): void {
  const { list, offsets, activity, time } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    let p = activity[e]!;
    let t = time[e]!;
    for (e++; e < end; e++) {
      const x = activity[e]!;
      const u = time[e]!;
      const i = (p << shift) | x;
      count[i] = (count[i]! + 1) | 0;
      const d = u - t;
      const s = i * STRIDE;
      const sum = stats[s]! + d;
      if (sum < CARRY) stats[s] = sum;
      else carry(stats, odd, i, sum);
      if (d < stats[s + 1]!) stats[s + 1] = d;
      if (d > stats[s + 2]!) stats[s + 2] = d;
      p = x;
      t = u;
    }
  }
}

function countTimedCases(traces: Traces, m: Matrix, before: number): void {
  const { shift, count, stats, odd, last, again, nodeLast, nodeAgain } = m;
  const { list, offsets, activity, time } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const mark = before + k + 1;
    const end = offsets[c + 1]!;
    let e = offsets[c]!;
    if (e === end) continue;
    let p = activity[e]!;
    nodeLast[p] = mark;
    let t = time[e]!;
    for (e++; e < end; e++) {
      const x = activity[e]!;
      const u = time[e]!;
      const i = (p << shift) | x;
      count[i] = (count[i]! + 1) | 0;
      const d = u - t;
      const s = i * STRIDE;
      const sum = stats[s]! + d;
      if (sum < CARRY) stats[s] = sum;
      else carry(stats, odd, i, sum);
      if (d < stats[s + 1]!) stats[s + 1] = d;
      if (d > stats[s + 2]!) stats[s + 2] = d;
      if (last[i] !== mark) {
        last[i] = mark;
        if (nodeLast[x] !== mark) nodeLast[x] = mark;
        else nodeAgain[x] = nodeAgain[x]! + 1;
      } else {
        again[i] = again[i]! + 1;
        nodeAgain[x] = nodeAgain[x]! + 1;
      }
      p = x;
      t = u;
    }
  }
}

/**
 * What the loops leave to be done seldom. NaN: a time is missing, nothing is added. Else the whole milliseconds of a sum
 * are carried over before it grows so large that a double would round its fractions.
 */
function carry(stats: Float64Array, odd: Float64Array, i: number, sum: number): void {
  if (Number.isNaN(sum)) {
    odd[2 * i] = odd[2 * i]! + 1;
    return;
  }
  const whole = Math.floor(sum);
  odd[2 * i + 1] = odd[2 * i + 1]! + whole;
  stats[i * STRIDE] = sum - whole;
}

/** Takes the cells that occur out of the matrix, in order of their keys, and leaves the matrix empty. */
function readOut(m: Matrix, what: Counted): ArcStats {
  const { shift, count } = m;
  const codes = what.activities + 1;
  let arcs = 0;
  for (let i = 0, end = codes << shift; i < end; i++) if (count[i] !== 0) arcs++;
  const out = emptyArcs(arcs);
  let n = 0;
  for (let p = 0; p < codes; p++) {
    for (let x = 0; x < codes; x++) {
      const i = (p << shift) | x;
      if (count[i] === 0) continue;
      const s = i * STRIDE;
      out.keys[n] = p * 65_536 + x;
      out.count[n] = count[i]!;
      out.cases[n] = what.cases ? count[i]! - m.again[i]! : 0;
      out.timed[n] = what.durations ? count[i]! - m.odd[2 * i]! : 0;
      const whole = Math.floor(m.stats[s]!);
      out.sum[n] = m.odd[2 * i + 1]! + whole;
      out.rest[n] = m.stats[s]! - whole;
      out.min[n] = m.stats[s + 1]!;
      out.max[n] = m.stats[s + 2]!;
      count[i] = 0;
      m.again[i] = 0;
      clearStats(m.stats, i);
      m.odd[2 * i] = 0;
      m.odd[2 * i + 1] = 0;
      n++;
    }
  }
  return out;
}
