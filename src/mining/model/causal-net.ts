import { NetDraft } from './net-draft.ts';
import type { PetriNet } from './petri-net.ts';

/** Activities that one occurrence of an activity waits for, or leads to, together; by number, rising. None: the case begins, or ends, there. */
export interface Binding {
  readonly activities: readonly number[];
  /** Occurrences that were bound so, and cases with one. */
  readonly count: number;
  readonly cases: number;
}

/** An activity with its input and output bindings; those of one activity are different, the most frequent first. */
export interface CausalActivity {
  readonly label: string;
  readonly count: number;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
}

/**
 * A causal net (van der Aalst, Adriansyah, van Dongen 2011): what each activity may follow on and lead to, several together
 * or one of several.
 */
export interface CausalNet {
  readonly activities: readonly CausalActivity[];
  /** What a case begins with, and what it ends after. */
  readonly start: readonly Binding[];
  readonly end: readonly Binding[];
}

/**
 * The Petri net of a causal net: a place for each pair of activities of which one leads to the other, a silent step for each
 * binding; what decides nothing is contracted. A run of the net takes what some output binding gave and some input binding
 * takes: the net may be unsound where the bindings do not fit together.
 */
export function causalNetToNet({ activities, start, end }: CausalNet): PetriNet {
  const draft = new NetDraft();
  const between = new Map<string, number>();
  const placeOf = (from: number | 'start', to: number | 'end') => {
    const key = `${from} ${to}`;
    const known = between.get(key) ?? draft.place();
    between.set(key, known);
    return known;
  };
  for (const { activities: to } of start)
    draft.step(
      null,
      [draft.source],
      to.map((a) => placeOf('start', a)),
    );
  for (const [a, { label, inputs, outputs }] of activities.entries()) {
    const [before, after] = [draft.place(), draft.place()];
    for (const { activities: from } of inputs)
      draft.step(null, from.length === 0 ? [placeOf('start', a)] : from.map((b) => placeOf(b, a)), [before]);
    draft.step(label, [before], [after]);
    for (const { activities: to } of outputs)
      draft.step(null, [after], to.length === 0 ? [placeOf(a, 'end')] : to.map((b) => placeOf(a, b)));
  }
  for (const { activities: from } of end)
    draft.step(
      null,
      from.map((a) => placeOf(a, 'end')),
      [draft.sink],
    );
  draft.contract();
  return draft.net();
}
