import type { PetriNet } from '../model/petri-net.ts';

/**
 * One step of an alignment (Adriansyah 2014): both sides, synchronous; the log side alone, a log move; the model side
 * alone, a model move, which is silent when its transition has no label.
 */
export interface Move {
  /** Place of the event in its trace; null: the log does nothing. */
  event: number | null;
  /** Number of the transition; null: the model does nothing. */
  transition: number | null;
}

/**
 * The cheapest way to replay a trace from the initial to a final marking: log moves and visible model moves cost 1,
 * synchronous and silent moves nothing.
 */
export interface Alignment {
  /** Null where the search ended before it had any. */
  moves: readonly Move[] | null;
  /** Whether no other costs less: the bounds are then equal. */
  optimal: boolean;
  lowerBound: number;
  /** What `moves` cost, or else what any alignment needs at most; null: not even that is known. */
  upperBound: number | null;
}

/** A trace as activities. */
export type Trace = readonly string[];

/** The cost of moves, counted anew. */
export function costOf(net: PetriNet, moves: readonly Move[]): number {
  let cost = 0;
  for (const { event, transition } of moves) {
    if (event !== null && transition === null) cost++;
    if (event === null && transition !== null && net.transitions[transition]!.label !== null) cost++;
  }
  return cost;
}
