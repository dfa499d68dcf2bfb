/**
 * A labelled Petri net with arcs of weight one or more, an initial marking and one or more final markings. Places and transitions are
 * numbered by their place in the lists; ids are those of the file it came from, or `p1`, `t1`, …. A transition without a label is silent.
 */
export interface PetriNet {
  readonly places: readonly Place[];
  readonly transitions: readonly Transition[];
  readonly arcs: readonly Arc[];
  /** Tokens by place number; a place that is not listed holds none. */
  readonly initial: Marking;
  /** None where the file names none: then no run can be said to end. */
  readonly final: readonly Marking[];
}

export interface Place {
  readonly id: string;
}

export interface Transition {
  readonly id: string;
  /** The activity it stands for; null: a silent step. */
  readonly label: string | null;
}

/** From a place into a transition, or from a transition into a place. */
export interface Arc {
  readonly kind: 'input' | 'output';
  readonly place: number;
  readonly transition: number;
  readonly weight: number;
}

/** Pairs of place number and tokens (at least one), in rising order of places. */
export type Marking = readonly (readonly [place: number, tokens: number])[];
