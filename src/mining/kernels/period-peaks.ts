import { defineKernel, type Kernel, type Run } from '#sdk';
import { bucketsOf } from '../log/local-time.ts';
import { type Periods, periodStartMs } from './case-periods.ts';
import type { IntervalSource, Intervals } from './open-intervals.ts';

/** `cells`: into so many all periods together are cut, about. `fetched`: openings and closings that are fetched at once. */
const LIMITS = { cells: 262_144, fetched: 4_000_000 };

/** The cells: each period is cut into so many of equal length. */
interface Grid<P> {
  readonly source: P;
  readonly periods: Periods;
  readonly zone: string;
  /** Instants at which periods begin, and the end of the last one. */
  readonly edges: Float64Array;
  readonly perPeriod: number;
}

interface CellCounts {
  readonly opened: Uint32Array;
  readonly closed: Uint32Array;
}

/** Instants in wanted cells with the slot of each, in lists as they were found. */
interface Instants {
  readonly times: Float64Array[];
  readonly slots: Uint32Array[];
}

interface Fetched {
  readonly opened: Instants;
  readonly closed: Instants;
}

export interface PeakKernels<P> {
  readonly count: Kernel<Grid<P>, CellCounts>;
  /** `slots`: the number of each wanted cell; −1: not wanted. */
  readonly fetch: Kernel<{ grid: Grid<P>; slots: Int32Array }, Fetched>;
}

/** What {@link peakByPeriod} asks of the threads, for one source. */
export const peakKernels = <P>(id: string, source: IntervalSource<P>): PeakKernels<P> => ({
  count: defineKernel({
    id: `${id}.peak-cells`,
    partial: (segment, view, grid) => countCells(source(segment, view, grid.source), grid),
    merge(a, b) {
      for (let i = 0; i < a.opened.length; i++) {
        a.opened[i] = a.opened[i]! + b.opened[i]!;
        a.closed[i] = a.closed[i]! + b.closed[i]!;
      }
      return a;
    },
  }),
  fetch: defineKernel({
    id: `${id}.peak-instants`,
    partial: (segment, view, { grid, slots }) => fetchCells(source(segment, view, grid.source), grid, slots),
    merge(a, b) {
      for (const side of ['opened', 'closed'] as const) {
        a[side].times.push(...b[side].times);
        a[side].slots.push(...b[side].slots);
      }
      return a;
    },
  }),
});

/** The cell of each instant; that of an instant behind all periods (+∞) is −1. */
function cellsOf<P>(times: Float64Array, { periods, zone, edges, perPeriod }: Grid<P>): Int32Array {
  const cells = bucketsOf(zone, periods.unit, times);
  for (let i = 0; i < times.length; i++) {
    const period = cells[i]! - periods.first;
    const begin = edges[period]!;
    const within = Math.floor(((times[i]! - begin) / (edges[period + 1]! - begin)) * perPeriod);
    cells[i] = times[i]! < Number.POSITIVE_INFINITY ? period * perPeriod + Math.min(within, perPeriod - 1) : -1;
  }
  return cells;
}

function countCells<P>({ from, to, length }: Intervals, grid: Grid<P>): CellCounts {
  const size = grid.periods.count * grid.perPeriod;
  const counts = { opened: new Uint32Array(size), closed: new Uint32Array(size) };
  const opens = cellsOf(from.subarray(0, length), grid);
  const closes = cellsOf(to.subarray(0, length), grid);
  for (let i = 0; i < length; i++) {
    if (from[i] === to[i]) continue;
    counts.opened[opens[i]!] = counts.opened[opens[i]!]! + 1;
    if (closes[i]! >= 0) counts.closed[closes[i]!] = counts.closed[closes[i]!]! + 1;
  }
  return counts;
}

function fetchCells<P>({ from, to, length }: Intervals, grid: Grid<P>, slots: Int32Array): Fetched {
  const wanted = (times: Float64Array): Instants => {
    const cells = cellsOf(times.subarray(0, length), grid);
    const found = new Float64Array(length);
    const of = new Uint32Array(length);
    let n = 0;
    for (let i = 0; i < length; i++) {
      const slot = cells[i]! < 0 ? -1 : slots[cells[i]!]!;
      if (slot < 0 || from[i] === to[i]) continue;
      found[n] = times[i]!;
      of[n++] = slot;
    }
    return { times: [found.slice(0, n)], slots: [of.slice(0, n)] };
  };
  return { opened: wanted(from), closed: wanted(to) };
}

/** A cell in which more may have been open at once than is known of its period. */
interface Candidate {
  readonly cell: number;
  readonly period: number;
  /** Open right before the cell. */
  readonly before: number;
  /** No more can have been open in it. */
  readonly most: number;
  readonly instants: number;
}

/**
 * The most that was open at once in each period, exactly: what happens at the same instant happens together, openings and
 * closings. Counts per cell say how many are open between cells, which bounds each cell from both sides; only the instants
 * of cells that may hold a higher peak are fetched and sorted, the most promising first. Memory is bounded by the number
 * of cells and of instants fetched at once, not by events.
 */
export async function peakByPeriod<P>(
  run: Run,
  kernels: PeakKernels<P>,
  source: P,
  periods: Periods,
  limits = LIMITS,
): Promise<Float64Array> {
  const peaks = new Float64Array(periods.count);
  if (periods.count === 0) return peaks;
  const edges = Float64Array.from({ length: periods.count + 1 }, (_, i) => periodStartMs(periods, i, run.zone));
  const perPeriod = Math.max(1, Math.floor(limits.cells / periods.count));
  const grid = { source, periods, zone: run.zone, edges, perPeriod };
  let open = candidatesOf(await run.reduce(kernels.count, grid), grid, peaks);
  while (open.length > 0) {
    const now = firstOf(open, limits.fetched);
    const slots = new Int32Array(periods.count * perPeriod).fill(-1);
    now.forEach(({ cell }, slot) => {
      slots[cell] = slot;
    });
    const instants = await run.reduce(kernels.fetch, { grid, slots });
    const [opened, closed] = [bySlot(instants.opened, now.length), bySlot(instants.closed, now.length)];
    now.forEach(({ cell, period, before }, slot) => {
      const begin = edges[period]! + ((cell - period * perPeriod) / perPeriod) * (edges[period + 1]! - edges[period]!);
      peaks[period] = Math.max(peaks[period]!, peakWithin(opened[slot]!, closed[slot]!, before, begin));
    });
    open = open.slice(now.length).filter(({ period, most }) => most > peaks[period]!);
  }
  return peaks;
}

/** Notes in `peaks` what was open between cells; gives the cells that may hold more, the most promising first. */
function candidatesOf<P>({ opened, closed }: CellCounts, { perPeriod }: Grid<P>, peaks: Float64Array): Candidate[] {
  const candidates: Candidate[] = [];
  let open = 0;
  for (let cell = 0; cell < opened.length; cell++) {
    const period = Math.floor(cell / perPeriod);
    const [up, down] = [opened[cell]!, closed[cell]!];
    // What closes at the very begin of a period was not open in it: a first cell with nothing but closings is looked at too.
    if (up > 0 || (cell % perPeriod === 0 && down > 0))
      candidates.push({ cell, period, before: open, most: open + up, instants: up + down });
    open += up - down;
    peaks[period] = Math.max(peaks[period]!, open);
  }
  return candidates
    .filter(({ period, most }) => most > peaks[period]!)
    .sort((a, b) => b.most - peaks[b.period]! - (a.most - peaks[a.period]!) || a.cell - b.cell);
}

/** As many as hold no more than `limit` instants, one at least. */
function firstOf(candidates: readonly Candidate[], limit: number): Candidate[] {
  let n = 0;
  for (let instants = 0; n < candidates.length; n++) {
    instants += candidates[n]!.instants;
    if (n > 0 && instants > limit) break;
  }
  return candidates.slice(0, n);
}

/** The instants of each slot, sorted. */
function bySlot({ times, slots }: Instants, size: number): Float64Array[] {
  const ends = new Uint32Array(size + 1);
  for (const list of slots) for (let i = 0; i < list.length; i++) ends[list[i]! + 1] = ends[list[i]! + 1]! + 1;
  for (let s = 0; s < size; s++) ends[s + 1] = ends[s + 1]! + ends[s]!;
  const next = ends.slice();
  const all = new Float64Array(ends[size]!);
  times.forEach((list, part) => {
    for (let i = 0; i < list.length; i++) all[next[slots[part]![i]!]!++] = list[i]!;
  });
  return Array.from({ length: size }, (_, s) => all.subarray(ends[s], ends[s + 1]).sort());
}

/** The most that is open from `begin` on, with `before` right before it. */
function peakWithin(opened: Float64Array, closed: Float64Array, before: number, begin: number): number {
  let [i, j, open] = [0, 0, before];
  const first = Math.min(opened[0] ?? Number.POSITIVE_INFINITY, closed[0] ?? Number.POSITIVE_INFINITY);
  let peak = first > begin ? before : 0;
  while (i < opened.length || j < closed.length) {
    const now = Math.min(opened[i] ?? Number.POSITIVE_INFINITY, closed[j] ?? Number.POSITIVE_INFINITY);
    for (; opened[i] === now; i++) open++;
    for (; closed[j] === now; j++) open--;
    peak = Math.max(peak, open);
  }
  return peak;
}
