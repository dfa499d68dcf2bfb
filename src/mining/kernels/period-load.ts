import { defineKernel, type Kernel, type Run } from '#sdk';
import { bucketsOf } from '../log/local-time.ts';
import { caseTimes, type Periods, periodStartMs } from './case-periods.ts';
import { addExactly, type ExactSums, exactSum, exactSums, mergeExactly } from './exact-sums.ts';
import type { IntervalSource, Intervals } from './open-intervals.ts';

/** First and last instant that is watched; +∞ and −∞ where there is none. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface LoadParams<P> {
  readonly source: P;
  readonly periods: Periods;
  readonly zone: string;
  /** The view's clock at the ends of periods, the outermost at the ends of the stretch: one more than there are periods. */
  readonly readings: Float64Array;
}

interface Load {
  readonly opened: Float64Array;
  readonly closed: Float64Array;
  /** Cases with something open, as changes from one period to the next. */
  readonly cases: Float64Array;
  /** Time that is open in the period in which it began or ended, on the view's clock. */
  readonly parts: ExactSums;
  /** Intervals that cover a whole period, as changes from one period to the next. */
  readonly whole: Float64Array;
}

export interface LoadKernels<P> {
  readonly stretch: Kernel<P, Stretch>;
  readonly load: Kernel<LoadParams<P>, Load>;
}

/** What {@link loadByPeriod} asks of the threads, for one source. */
export const loadKernels = <P>(id: string, source: IntervalSource<P>): LoadKernels<P> => ({
  stretch: defineKernel({
    id: `${id}.stretch`,
    partial: (segment, view, params) => outermost(source(segment, view, params)),
    merge: (a, b) => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }),
  }),
  load: defineKernel({
    id: `${id}.load`,
    partial: (segment, view, params) => loadOf(source(segment, view, params.source), params),
    merge: mergeLoads,
  }),
});

function outermost({ from, to, length }: Intervals): Stretch {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    if (from[i]! < start) start = from[i]!;
    const last = to[i]! < Number.POSITIVE_INFINITY ? to[i]! : from[i]!;
    if (last > end) end = last;
  }
  return { start, end };
}

function loadOf<P>(intervals: Intervals, { periods, zone, readings }: LoadParams<P>): Load {
  const { count, first } = periods;
  const { from, to, fromClock, toClock, cases, length } = intervals;
  const load = newLoad(count);
  const opens = bucketsOf(zone, periods.unit, from.subarray(0, length));
  const closes = bucketsOf(zone, periods.unit, to.subarray(0, length));
  const ranges = new CaseRanges(load.cases);
  for (let i = 0; i < length; i++) {
    const open = opens[i]! - first;
    const ended = to[i]! < Number.POSITIVE_INFINITY;
    const close = ended ? closes[i]! - first : count - 1;
    load.opened[open] = load.opened[open]! + 1;
    if (ended) load.closed[close] = load.closed[close]! + 1;
    ranges.add(cases[i]!, open, close);
    const until = ended ? toClock[i]! : readings[count]!;
    if (open === close) addExactly(load.parts, open, until - fromClock[i]!);
    else {
      addExactly(load.parts, open, readings[open + 1]! - fromClock[i]!);
      addExactly(load.parts, close, until - readings[close]!);
      load.whole[open + 1] = load.whole[open + 1]! + 1;
      load.whole[close] = load.whole[close]! - 1;
    }
  }
  ranges.close();
  return load;
}

const newLoad = (count: number): Load => ({
  opened: new Float64Array(count),
  closed: new Float64Array(count),
  cases: new Float64Array(count + 1),
  parts: exactSums(count),
  whole: new Float64Array(count + 1),
});

function mergeLoads(a: Load, b: Load): Load {
  for (const name of ['opened', 'closed', 'cases', 'whole'] as const)
    for (let i = 0; i < a[name].length; i++) a[name][i] = a[name][i]! + b[name][i]!;
  mergeExactly(a.parts, b.parts);
  return a;
}

/** Counts each case once in each period that any of its intervals touches, as changes from one period to the next. */
class CaseRanges {
  private readonly changes: Float64Array;
  private of = -1;
  private ranges: [number, number][] = [];

  constructor(changes: Float64Array) {
    this.changes = changes;
  }

  add(caseIx: number, open: number, close: number): void {
    if (caseIx !== this.of) this.close();
    this.of = caseIx;
    const last = this.ranges.at(-1);
    // Mostly they follow one another; those that meet become one.
    if (last && open >= last[0] && open <= last[1] + 1) last[1] = Math.max(last[1], close);
    else this.ranges.push([open, close]);
  }

  close(): void {
    if (this.ranges.length > 1) this.ranges.sort((a, b) => a[0] - b[0]);
    let covered = -1;
    for (const [open, close] of this.ranges) {
      if (close <= covered) continue;
      const begin = Math.max(open, covered + 1);
      this.changes[begin] = this.changes[begin]! + 1;
      this.changes[close + 1] = this.changes[close + 1]! - 1;
      covered = close;
    }
    this.ranges.length = 0;
  }
}

/** From the first to the last instant of the view's events, and of what is open where that reaches beyond. */
export async function stretchOf<P>(run: Run, { stretch }: LoadKernels<P>, source: P): Promise<Stretch> {
  const [cases, intervals] = await Promise.all([run.reduce(caseTimes, null), run.reduce(stretch, source)]);
  return { start: Math.min(cases.firstStart, intervals.start), end: Math.max(cases.lastEnd, intervals.end) };
}

export interface PeriodLoad {
  readonly opened: number;
  readonly closed: number;
  /** Open when the period ends. */
  readonly open: number;
  /** Cases that had something open in the period, or that opened and closed it in the same instant. */
  readonly cases: number;
  /** Time that was open, and the time in which it could be, on the view's clock. */
  readonly openMs: number;
  readonly clockMs: number;
}

/**
 * What opened, closed and was open in each period. The first and the last period count from the begin to the end of the
 * stretch: what lies outside was not watched.
 */
export async function loadByPeriod<P>(
  run: Run,
  { load }: LoadKernels<P>,
  source: P,
  periods: Periods,
  { start, end }: Stretch,
): Promise<PeriodLoad[]> {
  if (periods.count === 0) return [];
  const edges = Float64Array.from({ length: periods.count + 1 }, (_, i) =>
    i === 0 ? start : i === periods.count ? end : periodStartMs(periods, i, run.zone),
  );
  const readings = run.clock(edges);
  const found = await run.reduce(load, { source, periods, zone: run.zone, readings });
  let [open, cases, whole] = [0, 0, 0];
  return Array.from(found.opened, (opened, i) => {
    const closed = found.closed[i]!;
    open += opened - closed;
    cases += found.cases[i]!;
    whole += found.whole[i]!;
    const clockMs = readings[i + 1]! - readings[i]!;
    return { opened, closed, open, cases, openMs: exactSum(found.parts, i) + whole * clockMs, clockMs };
  });
}

/** Open on average, over periods weighted by the view's clock; null where no time passes on it. */
export function meanOpen(loads: readonly PeriodLoad[]): number | null {
  const sum = (of: 'openMs' | 'clockMs') => loads.reduce((total, load) => total + load[of], 0);
  const clockMs = sum('clockMs');
  return clockMs > 0 ? sum('openMs') / clockMs : null;
}
