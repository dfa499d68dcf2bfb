import type { DfgCounts } from '../kernels/dfg.ts';

/**
 * A directly-follows graph as a value. Activities are numbered as in the dictionary (0: missing); one that does not occur
 * has count 0. Arcs are parallel arrays, sorted by `from`, then `to`.
 */
export interface Dfg {
  readonly names: readonly string[];
  /** Events per activity. */
  readonly count: Float64Array;
  /** Traces that begin and end with the activity. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  /** How often the arc was taken, or whatever else says how much it matters. */
  readonly weight: Float64Array;
}

/** The graph that the dfg kernel counted; `names` is the dictionary of the view's classifier. */
export function toDfg({ arcs, nodes }: DfgCounts, names: readonly string[]): Dfg {
  return {
    names,
    count: nodes.count,
    start: nodes.start,
    end: nodes.end,
    from: Uint16Array.from(arcs.keys, (key) => key >>> 16),
    to: Uint16Array.from(arcs.keys, (key) => key & 0xffff),
    weight: arcs.count,
  };
}

/** Activities that occur. */
export const activitiesOf = (dfg: Dfg): number[] =>
  Array.from(dfg.count, (_, code) => code).filter((code) => dfg.count[code]! > 0);
