import { firstSteps, OUTSIDE } from '../../model/widest-paths.ts';
import { byCount, byEnds } from './concurrency.ts';
import type { Arc } from './follows-graph.ts';

/**
 * Filtering (Split Miner, section 3.3): of each activity the arcs on its path of greatest capacity from a start and to an end
 * stay (a path's capacity is its rarest arc), and every arc that is at least as frequent as the percentile `eta` of the most
 * frequent arcs into and out of each activity. The percentile is by nearest rank: of k such arcs from the rarest on, number
 * round(eta · k), counted from 0, at most the last. With `eta` 0 nothing is left out.
 */
export function filteredArcs(arcs: readonly Arc[], eta: number): Arc[] {
  if (eta === 0) return [...arcs];
  const order = arcs.toSorted(byCount);
  const best = new Set([...mostFrequent(order, 'from'), ...mostFrequent(order, 'to')]);
  const counts = [...best].map(({ count }) => count).sort((a, b) => a - b);
  const least = counts[Math.min(counts.length - 1, Math.round(eta * counts.length))] ?? 0;
  const paths = new Set([...firstSteps(order, 'from', 'to').values(), ...firstSteps(order, 'to', 'from').values()]);
  return order.filter((arc) => arc.count >= least || paths.has(arc)).sort(byEnds);
}

/** The first arc of each end in that order. */
function mostFrequent(order: readonly Arc[], end: 'from' | 'to'): Iterable<Arc> {
  const first = new Map<number, Arc>();
  for (const arc of order)
    if (!first.has(arc[end]) && !(arc.from === OUTSIDE && arc.to === OUTSIDE)) first.set(arc[end], arc);
  return first.values();
}
