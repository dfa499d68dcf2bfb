import type { PetriNet } from '../model/petri-net.ts';
import type { Aligned } from './measures.ts';

/** What the alignments of all cases say of each transition, and of each activity that the model could not do. */
export function deviationTotals(net: PetriNet, log: readonly Aligned[]) {
  const steps = net.transitions.map(({ id, label }) => ({
    transition: id,
    activity: label,
    together: 0,
    modelOnly: 0,
    cases: 0,
  }));
  const extra = new Map<string, { activity: string; count: number; cases: number }>();
  for (const { trace, count, alignment } of log) {
    const met = new Set<object>();
    const meet = (of: { cases: number }) => {
      if (!met.has(of)) of.cases += count;
      met.add(of);
    };
    for (const { event, transition } of alignment.moves ?? []) {
      if (transition === null) {
        const activity = trace[event!]!;
        const of = extra.get(activity) ?? { activity, count: 0, cases: 0 };
        extra.set(activity, of);
        of.count += count;
        meet(of);
        continue;
      }
      const step = steps[transition]!;
      if (event === null && step.activity !== null) step.modelOnly += count;
      else step.together += count;
      meet(step);
    }
  }
  const byCount = (a: { activity: string; count: number }, b: { activity: string; count: number }) =>
    b.count - a.count || (a.activity < b.activity ? -1 : 1);
  return { steps, extra: [...extra.values()].sort(byCount) };
}
