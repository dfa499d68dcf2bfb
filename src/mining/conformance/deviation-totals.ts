import type { PetriNet } from '../model/petri-net.ts';
import type { Aligned } from './measures.ts';

interface Deviating {
  readonly activity: string;
  count: number;
  cases: number;
}

/**
 * What the alignments of all cases say of each transition, and of each activity that was done beyond the model or left out.
 * @param k fewer cases than this that leave a step out are not told: its `modelOnly` is null
 */
export function deviationTotals(net: PetriNet, log: readonly Aligned[], k: number) {
  const steps = net.transitions.map(({ id, label }) => ({
    ...{ transition: id, activity: label, together: 0, modelOnly: 0 as number | null, cases: 0 },
  }));
  const without = net.transitions.map(() => ({ count: 0, cases: 0 }));
  const [extra, leftOut] = [new Map<string, Deviating>(), new Map<string, Deviating>()];
  for (const { trace, count, alignment } of log) {
    const met = new Set<object>();
    const meet = (of: { cases: number }) => {
      if (!met.has(of)) of.cases += count;
      met.add(of);
    };
    const deviate = (by: Map<string, Deviating>, activity: string) => {
      const of = by.get(activity) ?? { activity, count: 0, cases: 0 };
      by.set(activity, of);
      of.count += count;
      meet(of);
    };
    for (const { event, transition } of alignment.moves ?? []) {
      if (transition === null) {
        deviate(extra, trace[event!]!);
        continue;
      }
      const step = steps[transition]!;
      if (event === null && step.activity !== null) {
        without[transition]!.count += count;
        meet(without[transition]!);
        deviate(leftOut, step.activity);
      } else step.together += count;
      meet(step);
    }
  }
  for (const [i, { count, cases }] of without.entries()) steps[i]!.modelOnly = cases > 0 && cases < k ? null : count;
  return { steps, extra: byCount(extra), leftOut: byCount(leftOut) };
}

const byCount = (by: ReadonlyMap<string, Deviating>): Deviating[] =>
  [...by.values()].sort((a, b) => b.count - a.count || (a.activity < b.activity ? -1 : 1));
