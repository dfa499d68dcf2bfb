import type { Run } from '#sdk';
import { nthSmallest } from '../predicates/order-statistics.ts';
import { cellBounds, cellsFor, SPLITS, type Targets, type Totals, type ValueKernels } from './grouped-values.ts';

/** Exact statistics of one group's values; all numbers are null where it has none. */
export interface GroupStatistics {
  count: number;
  sum: number | null;
  mean: number | null;
  min: number | null;
  max: number | null;
  /** One per wanted percentile. */
  percentiles: (number | null)[];
}

const GATHER_LIMIT = 2_000_000;

/** Ranks (0 = smallest) sought among the `count` values of a group between `low` and `high`; `below` are smaller. */
interface Target {
  group: number;
  low: number;
  high: number;
  below: number;
  count: number;
  ranks: number[];
}

/**
 * Statistics per group, as exact as a full sort of all values would give: a pass for totals and a coarse histogram, then
 * passes that look only into the cells where the wanted ranks lie, until these are few enough to be fetched. Percentiles
 * interpolate linearly between ranks (Hyndman and Fan, type 7), so the median of an even number is the mean of the two
 * in the middle. Sums carry twice the precision of a double: they do not depend on how the log is cut into segments.
 * @param groups groups are numbered from 0 up to here  @param percentiles 0 … 100
 * @param gatherLimit values that are fetched at once; more are narrowed down first
 */
export async function groupStatistics<P>(
  run: Run,
  kernels: ValueKernels<P>,
  source: P,
  groups: number,
  percentiles: readonly number[] = [50],
  gatherLimit = GATHER_LIMIT,
): Promise<GroupStatistics[]> {
  const totals = await run.reduce(kernels.totals, { source, groups });
  const ranked = await valuesAtRanks(run, kernels, source, groups, totals, percentiles, gatherLimit);
  return Array.from({ length: groups }, (_, g) => {
    const count = totals.count[g]!;
    if (count === 0)
      return { count, sum: null, mean: null, min: null, max: null, percentiles: percentiles.map(() => null) };
    const sum = totals.sum[g]! + totals.rest[g]!;
    const found = ranked[g]!;
    return {
      count,
      sum,
      mean: sum / count,
      min: totals.min[g]!,
      max: totals.max[g]!,
      percentiles: percentiles.map((percentile) => {
        const position = ((count - 1) * percentile) / 100;
        const rank = Math.floor(position);
        const below = found.get(rank)!;
        return position === rank ? below : below + (found.get(rank + 1)! - below) * (position - rank);
      }),
    };
  });
}

async function valuesAtRanks<P>(
  run: Run,
  kernels: ValueKernels<P>,
  source: P,
  groups: number,
  totals: Totals,
  percentiles: readonly number[],
  gatherLimit: number,
): Promise<Map<number, number>[]> {
  const found = Array.from({ length: groups }, () => new Map<number, number>());
  let open = withoutSettled(firstTargets(groups, totals, percentiles, found), found);
  while (open.length > 0) {
    const targets = asArrays(open, groups);
    if (open.reduce((total, target) => total + target.count, 0) <= gatherLimit) {
      const { values, targets: of } = await run.reduce(kernels.gather, { source, targets });
      readRanks(open, values, of, found);
      return found;
    }
    const split = await run.reduce(kernels.split, { source, targets });
    const narrower = open.flatMap((target, t) => {
      const at = (i: number) => t * SPLITS + i;
      const parts = {
        count: (i: number) => split.count[at(i)]!,
        bounds: (i: number) => [split.min[at(i)]!, split.max[at(i)]!] as const,
      };
      return locate(target, SPLITS, parts.count, parts.bounds);
    });
    open = withoutSettled(narrower, found);
  }
  return found;
}

/** The cells of the coarse histogram that hold the wanted ranks. */
function firstTargets(
  groups: number,
  totals: Totals,
  percentiles: readonly number[],
  found: readonly Map<number, number>[],
): Target[] {
  const cells = cellsFor(groups);
  return found.flatMap((ranked, group) => {
    const count = totals.count[group]!;
    if (count === 0) return [];
    const [min, max] = [totals.min[group]!, totals.max[group]!];
    ranked.set(0, min).set(count - 1, max);
    const wanted = percentiles.flatMap((percentile) => {
      const position = ((count - 1) * percentile) / 100;
      return [Math.floor(position), Math.ceil(position)];
    });
    const ranks = [...new Set(wanted)].filter((rank) => !ranked.has(rank)).sort((a, b) => a - b);
    const whole = { group, low: min, high: max, below: 0, count, ranks };
    return locate(
      whole,
      cells,
      (cell) => totals.cells[group * cells + cell]!,
      (cell) => {
        const [low, high] = cellBounds(groups, cell);
        return [Math.max(low, min), Math.min(high, max)];
      },
    );
  });
}

/** The parts of a target in which its ranks lie. */
function locate(
  target: Target,
  parts: number,
  countOf: (part: number) => number,
  boundsOf: (part: number) => readonly [number, number],
): Target[] {
  const located: Target[] = [];
  let below = target.below;
  let next = 0;
  for (let part = 0; part < parts && next < target.ranks.length; part++) {
    const count = countOf(part);
    const ranks: number[] = [];
    while (next < target.ranks.length && target.ranks[next]! < below + count) ranks.push(target.ranks[next++]!);
    if (ranks.length) {
      const [low, high] = boundsOf(part);
      located.push({ group: target.group, low, high, below, count, ranks });
    }
    below += count;
  }
  return located;
}

/** Targets that hold a single value are answered and leave. */
function withoutSettled(targets: readonly Target[], found: readonly Map<number, number>[]): Target[] {
  return targets.filter(({ group, low, high, ranks }) => {
    if (low !== high) return true;
    for (const rank of ranks) found[group]!.set(rank, low);
    return false;
  });
}

function asArrays(open: readonly Target[], groups: number): Targets {
  const first = new Uint32Array(groups + 1);
  for (const { group } of open) first[group + 1] = first[group + 1]! + 1;
  for (let g = 0; g < groups; g++) first[g + 1] = first[g + 1]! + first[g]!;
  return { first, low: Float64Array.from(open, (t) => t.low), high: Float64Array.from(open, (t) => t.high) };
}

function readRanks(
  open: readonly Target[],
  values: readonly Float64Array[],
  of: readonly Uint32Array[],
  found: readonly Map<number, number>[],
): void {
  const sorted = open.map((target) => new Float64Array(target.count));
  const filled = new Uint32Array(open.length);
  values.forEach((list, i) => {
    const targets = of[i]!;
    for (let k = 0; k < list.length; k++) {
      const t = targets[k]!;
      sorted[t]![filled[t]!] = list[k]!;
      filled[t] = filled[t]! + 1;
    }
  });
  open.forEach(({ group, below, ranks }, t) => {
    for (const rank of ranks) found[group]!.set(rank, nthSmallest(sorted[t]!, rank - below));
  });
}
