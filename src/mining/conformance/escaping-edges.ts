import type { Trace } from './alignment.ts';

/** A model as states that a run may be in after what it showed; states are made as they are met. */
export interface LabelStates {
  /** The state behind an activity; −1: no run goes on so. State 0 is the start. */
  next(state: number, activity: string): number;
  /** How many activities can come next. */
  enabled(state: number): number;
}

/** A trace and how many cases show it. */
export interface CountedTrace {
  trace: Trace;
  count: number;
}

/**
 * Escaping edges (Muñoz-Gama, Carmona 2010): for each beginning of a trace from which some case goes on, the activities
 * that the model allows next, and of those the ones that no case takes there, both times the cases that go on. A trace is
 * followed until the model cannot; the event at which it stops still counts as seen.
 */
export function escapingEdges(log: readonly CountedTrace[], model: LabelStates): { allowed: number; escaping: number } {
  const sorted = log.toSorted((a, b) => compare(a.trace, b.trace));
  const sum = { allowed: 0, escaping: 0 };
  /** Stretches of the sorted traces that begin alike, so many events long, with the model's state behind those. */
  const open = [{ from: 0, to: sorted.length, events: 0, state: 0 }];
  for (let at = open.pop(); at; at = open.pop()) {
    let [cases, taken] = [0, 0];
    for (let i = at.from; i < at.to; ) {
      const activity = sorted[i]!.trace[at.events];
      let k = i;
      for (; k < at.to && sorted[k]!.trace[at.events] === activity; k++)
        if (activity !== undefined) cases += sorted[k]!.count;
      const state = activity === undefined ? -1 : model.next(at.state, activity);
      if (state >= 0) {
        taken++;
        open.push({ from: i, to: k, events: at.events + 1, state });
      }
      i = k;
    }
    sum.allowed += cases * model.enabled(at.state);
    sum.escaping += cases * (model.enabled(at.state) - taken);
  }
  return sum;
}

/** Activities one by one; a beginning stands before what goes on from it. */
export function compare(a: Trace, b: Trace): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return a.length - b.length;
}
