import { definePartWork } from '#sdk';
import type { PetriNet } from '../model/petri-net.ts';
import { Aligner, type Bounds } from './aligner.ts';
import type { Alignment, Trace } from './alignment.ts';
import { SearchBudget } from './search-budget.ts';

export interface PartOfTraces {
  net: PetriNet;
  shortest: Bounds;
  traces: readonly Trace[];
  statesPerTrace: number;
}

/** Some traces aligned by A*, for nets whose state space is too large to share anything between traces. */
export const alignPart = definePartWork<PartOfTraces, Alignment[]>({
  id: 'conformance.align-part',
  run({ net, shortest, traces, statesPerTrace }) {
    const aligner = new Aligner(net, { mostMarkings: 0, shortest });
    return traces.map((trace) => aligner.align(trace, new SearchBudget({ mostStates: statesPerTrace })));
  },
});
