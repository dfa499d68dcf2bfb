import { definePartWork } from '#sdk';
import type { PetriNet } from '../model/petri-net.ts';
import { Aligner, type Bounds, type Shown } from './aligner.ts';
import type { Alignment, Trace } from './alignment.ts';
import { SearchBudget } from './search-budget.ts';

export interface PartOfTraces {
  net: PetriNet;
  /** Null: it is not asked for. */
  shortest: Bounds | null;
  traces: readonly Trace[];
  statesPerTrace: number;
}

/** What came of each trace, and the states that all took. */
export interface Searched<A> {
  found: A[];
  used: number;
}

const searchEach =
  <A>(search: (aligner: Aligner, trace: Trace, budget: SearchBudget) => A) =>
  ({ net, shortest, traces, statesPerTrace }: PartOfTraces, isStopped: () => boolean): Searched<A> => {
    const aligner = new Aligner(net, { mostMarkings: 0, shortest });
    const whole = new SearchBudget({ mostStates: statesPerTrace * traces.length, isStopped });
    const found = traces.map((trace) => search(aligner, trace, whole.part(statesPerTrace)));
    return { found, used: whole.used };
  };

/** Some traces aligned by A*, for nets whose state space is too large to share anything between traces. */
export const alignPart = definePartWork<PartOfTraces, Searched<Alignment>>({
  id: 'conformance.align-part',
  run: searchEach((aligner, trace, budget) => aligner.align(trace, budget)),
});

/** Runs that show some traces, likewise. */
export const runPart = definePartWork<PartOfTraces, Searched<Shown>>({
  id: 'conformance.run-part',
  run: searchEach((aligner, trace, budget) => aligner.runOf(trace, budget)),
});
