import { byteRanks } from '../log/byte-order.ts';
import { activitiesOf, type Dfg } from './dfg.ts';
import { firstSteps, OUTSIDE, type Step } from './widest-paths.ts';

export interface Shares {
  /** Share of the activities, 0 … 1: the most frequent ones, rounded up, at least one. */
  activityShare: number;
  /** Share of the arcs between kept activities, 0 … 1: the most frequent ones, rounded up. */
  pathShare: number;
}

/** What is kept: codes of activities and indices of arcs, both ascending. */
export interface Abstraction {
  activities: number[];
  arcs: number[];
}

interface WeightedStep extends Step {
  weight: number;
  /** Index of the arc; −1 for ways in and out. */
  arc: number;
}

/**
 * Keeps the most frequent activities and paths, and never disconnects an activity: for each chosen one the path of
 * greatest capacity from a start and to an end is kept whole, with the activities it passes. (A path's capacity is its
 * least frequent step; ways in and out count as often as traces start and end there.) What lies on no path from a start
 * to an end in the whole graph has none to keep.
 *
 * Ties. Activities: more events first, then the name by bytes. Arcs: greater weight first, then the names of `from` and
 * `to` by bytes, ways in and out before arcs. Among paths of equal capacity the one that is complete first when steps
 * are added in that order.
 */
export function abstractDfg(dfg: Dfg, { activityShare, pathShare }: Shares): Abstraction {
  const ranks = byteRanks(dfg.names);
  const occurring = activitiesOf(dfg).sort((a, b) => dfg.count[b]! - dfg.count[a]! || ranks[a]! - ranks[b]!);
  const chosen = occurring.slice(0, Math.max(1, upTo(activityShare, occurring.length)));
  const steps = stepsByWeight(dfg, ranks);
  const activities = new Set(chosen);
  const arcs = new Set<number>();
  keepPaths(chosen, firstSteps(steps, 'from', 'to'), 'from', activities, arcs);
  keepPaths(chosen, firstSteps(steps, 'to', 'from'), 'to', activities, arcs);
  const between = steps.filter((s) => s.arc >= 0 && activities.has(s.from) && activities.has(s.to));
  for (const step of between.slice(0, upTo(pathShare, between.length))) arcs.add(step.arc);
  return { activities: ascending(activities), arcs: ascending(arcs) };
}

/** A share of `n`, rounded up; a product like 0.07 × 100 = 7.000000000000001 is 7. */
const upTo = (share: number, n: number): number => Math.min(n, Math.ceil(share * n - 1e-9));

const ascending = (numbers: Set<number>): number[] => [...numbers].sort((a, b) => a - b);

function stepsByWeight(dfg: Dfg, ranks: Uint32Array): WeightedStep[] {
  const steps: WeightedStep[] = [];
  for (let code = 0; code < dfg.count.length; code++) {
    if (dfg.start[code]! > 0) steps.push({ from: OUTSIDE, to: code, weight: dfg.start[code]!, arc: -1 });
    if (dfg.end[code]! > 0) steps.push({ from: code, to: OUTSIDE, weight: dfg.end[code]!, arc: -1 });
  }
  for (let arc = 0; arc < dfg.from.length; arc++) {
    steps.push({ from: dfg.from[arc]!, to: dfg.to[arc]!, weight: dfg.weight[arc]!, arc });
  }
  const rank = (code: number) => (code === OUTSIDE ? -1 : ranks[code]!);
  const way = (step: WeightedStep) => (step.arc < 0 ? 0 : 1);
  return steps.sort(
    (a, b) => b.weight - a.weight || way(a) - way(b) || rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to),
  );
}

/** Adds the paths of the chosen activities, followed back to the outside. */
function keepPaths(
  chosen: readonly number[],
  first: Map<number, WeightedStep>,
  tail: 'from' | 'to',
  activities: Set<number>,
  arcs: Set<number>,
): void {
  const done = new Set<number>();
  for (const activity of chosen) {
    let code = activity;
    while (code !== OUTSIDE && !done.has(code)) {
      done.add(code);
      activities.add(code);
      const step = first.get(code);
      if (!step) break;
      if (step.arc >= 0) arcs.add(step.arc);
      code = step[tail];
    }
  }
}
