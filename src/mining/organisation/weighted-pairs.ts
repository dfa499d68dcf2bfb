import { type Kernel, type Run, Type } from '#sdk';
import type { PairCounts, PairParams } from '../kernels/resource-pairs.ts';

/** Parameters of relations between the events of a case. */
export const RelationParams = (nearest: number) => ({
  depth: Type.Integer({
    default: nearest,
    minimum: nearest,
    maximum: nearest + 4,
    description: `Furthest distance in events that still counts; ${nearest} is the nearest`,
  }),
  decay: Type.Number({
    default: 0.5,
    minimum: 0,
    maximum: 1,
    description: 'What each step further away takes from the weight: 0.5 halves it',
  }),
  multiple: Type.Boolean({
    default: true,
    description: 'Count as often as it happens in a case; otherwise once per case',
  }),
});

/** Per pair of slots: occurrences and cases at any distance, and the weight with what it could be at most. */
export interface WeightedPairs extends PairCounts {
  weight: Float64Array;
  /** The weight of a pair that stood in every place. */
  possible: number;
}

interface Wanted {
  nearest: number;
  depth: number;
  decay: number;
  multiple: boolean;
  /** Cases of the view. */
  allCases: number;
}

/**
 * Relations at growing distances, each step weighing `decay` times the one before (van der Aalst, Reijers, Song 2005). What
 * could be are with multiple counting all places in the cases, otherwise all cases, at every distance.
 */
export async function weightedPairs<P extends PairParams>(
  run: Run,
  kernel: Kernel<P, PairCounts>,
  params: Omit<P, 'nearest' | 'furthest'>,
  { nearest, depth, decay, multiple, allCases }: Wanted,
): Promise<WeightedPairs> {
  const between = (from: number, to: number) => run.reduce(kernel, { ...params, nearest: from, furthest: to } as P);
  const all = await between(nearest, depth);
  const weight = new Float64Array(all.count.length);
  let possible = 0;
  for (let distance = nearest; distance <= depth; distance++) {
    run.progress((distance - nearest + 1) / (depth - nearest + 2));
    const counts = depth === nearest ? all : await between(distance, distance);
    const factor = decay ** (distance - nearest);
    const of = multiple ? counts.count : counts.cases;
    possible += factor * (multiple ? counts.places : allCases);
    for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! + factor * of[i]!;
  }
  return { ...all, weight, possible };
}
