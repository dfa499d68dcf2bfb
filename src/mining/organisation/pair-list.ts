import { FIRST_SLOT } from '../kernels/resource-slots.ts';
import type { ShownResources } from './shown-resources.ts';

/** A pair of shown resources, by their places among them. */
export interface ResourcePair {
  readonly from: number;
  readonly to: number;
  /** Place in the matrix of slots. */
  readonly at: number;
}

/**
 * The pairs of shown resources for which the matrix has a number above 0, the largest first; ties in the order of the
 * resources.
 */
export function pairsByValue({ shown, slots }: ShownResources, values: ArrayLike<number>): ResourcePair[] {
  const pairs: ResourcePair[] = [];
  for (let from = 0; from < shown.length; from++) {
    for (let to = 0; to < shown.length; to++) {
      const at = (from + FIRST_SLOT) * slots.size + to + FIRST_SLOT;
      if (values[at]! > 0) pairs.push({ from, to, at });
    }
  }
  return pairs.sort((a, b) => values[b.at]! - values[a.at]! || a.from - b.from || a.to - b.to);
}
