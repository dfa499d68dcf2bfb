import type { PetriNet } from '../model/petri-net.ts';
import { AStar, Equations, type Found } from './a-star.ts';
import { MarkingEquation } from './marking-equation.ts';
import { MarkingSpace } from './marking-space.ts';
import type { SearchBudget } from './search-budget.ts';

/**
 * The cheapest path through the synchronous product of net and trace by A* (Adriansyah 2014). What is left to pay is
 * estimated by the marking equation; a place's estimate comes from its predecessor's dual solution, and is made exact only
 * when the place is its turn. Where the estimate proves too low, the trace is cut at the event that could not be reached
 * and the search begins anew with the extended equation (van Dongen 2018). Ties go to what was
 * met last, mostly.
 */
export class ProductSearch {
  private space: MarkingSpace;
  private readonly labels: ReadonlyMap<string, number>;
  private readonly labelOf: Int32Array;
  private readonly patience: number;
  private basic: MarkingEquation | null = null;

  /** @param patience places of the product that are done before a cut is thought of */
  constructor(net: PetriNet, patience = 50) {
    this.patience = patience;
    this.space = new MarkingSpace(net);
    const distinct = new Set(net.transitions.flatMap(({ label }) => (label === null ? [] : [label])));
    this.labels = new Map([...distinct].map((label, i) => [label, i]));
    this.labelOf = Int32Array.from(net.transitions, ({ label }) => (label === null ? -1 : this.labels.get(label)!));
  }

  /** Activities that the net does not know are log moves, whatever else is done. */
  align(trace: readonly string[], budget: SearchBudget, mostCost = Number.POSITIVE_INFINITY): Found {
    if (this.space.isHalfFull) {
      this.space = new MarkingSpace(this.space.net);
      this.basic = null;
    }
    const known = [...trace.keys()].filter((i) => this.labels.has(trace[i]!));
    const unknown = trace.length - known.length;
    if (unknown > mostCost) return { moves: null, lowerBound: unknown, verdict: 'above' };
    const events = known.map((i) => this.labels.get(trace[i]!)!);
    const found = this.search(events, budget, mostCost - unknown);
    return {
      moves: found.moves && withUnknown(found.moves, known, trace.length),
      lowerBound: found.lowerBound + unknown,
      verdict: found.verdict,
    };
  }

  private search(trace: readonly number[], budget: SearchBudget, mostCost: number): Found {
    const cuts: number[] = [];
    const { places } = this.space;
    for (let least = 0; ; ) {
      const room = cuts.length < MOST_CUTS && places * (cuts.length + 2) + trace.length < MOST_ROWS;
      const mayCut = (done: number, event: number) =>
        room && done > this.patience && event > 0 && event < trace.length && !cuts.includes(event);
      const equations = this.equations(
        trace,
        [...cuts].sort((a, b) => a - b),
      );
      const found = new AStar(this.space, this.labelOf, trace, equations, budget).run(least, mostCost, mayCut);
      if (typeof found !== 'number') return found;
      least = Math.max(least, equations.least);
      cuts.push(found);
    }
  }

  private equations(trace: readonly number[], cuts: readonly number[]): Equations {
    if (this.space.places + this.labels.size > MOST_ROWS) return new Equations(() => null, []);
    const of = { space: this.space, labelOf: this.labelOf, labels: this.labels.size, trace, cuts };
    if (cuts.length > 0) return new Equations((first) => new MarkingEquation(of, first), cuts);
    this.basic ??= new MarkingEquation(of, 0);
    this.basic.serve(trace);
    return new Equations(() => this.basic, cuts);
  }
}

/** Events of the known ones renamed to those of the whole trace, and the others put in as log moves where they stand. */
function withUnknown(moves: NonNullable<Found['moves']>, known: readonly number[], length: number) {
  const whole: NonNullable<Found['moves']> = [];
  let next = 0;
  const skipTo = (event: number) => {
    for (; next < event; next++) whole.push({ event: next, transition: null });
  };
  for (const { event, transition } of moves) {
    if (event !== null) {
      skipTo(known[event]!);
      next = known[event]! + 1;
    }
    whole.push({ event: event === null ? null : known[event]!, transition });
  }
  skipTo(length);
  return whole;
}

const MOST_CUTS = 8;
const MOST_ROWS = 800;
