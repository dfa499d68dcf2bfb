import type { LanguageAutomaton } from './language-automaton.ts';

/** A step of an alignment over labels; `label` is −1 in a log move. */
export interface LabelStep {
  kind: 'sync' | 'log' | 'model';
  label: number;
}

/**
 * What it costs to be at each state of an automaton after each event of a trace, events one by one. After an event, a
 * state costs one more than before (a log move), or what its neighbour cost (the event done in step), or one more than a
 * neighbour now (a model move). The first of these holds everywhere at once, so only what the second makes cheaper is
 * followed, cheapest first: a layer takes time by what changes. Traces that begin alike share their layers.
 */
export class CostLayers {
  readonly automaton: LanguageAutomaton;
  /** Fewest labels from each state to an end. */
  readonly toEnd: Int32Array;
  private readonly layers: Int32Array[] = [];
  private trace: readonly number[] = [];
  /** Events of the trace whose layers are made. */
  private made = 0;
  private readonly out: Neighbours;
  private readonly into: Neighbours;
  private readonly buckets: number[][] = [];

  constructor(automaton: LanguageAutomaton) {
    this.automaton = automaton;
    this.out = neighbours(automaton, 'out');
    this.into = neighbours(automaton, 'in');
    const { states, accepting } = automaton;
    const first = new Int32Array(states).fill(FAR);
    first[0] = 0;
    this.settle(first, this.out, [0]);
    this.layers.push(first);
    this.toEnd = Int32Array.from(accepting, (accepts) => (accepts ? 0 : FAR));
    this.settle(
      this.toEnd,
      this.into,
      [...accepting.keys()].filter((state) => accepting[state] === 1),
    );
  }

  get states(): number {
    return this.automaton.states;
  }

  /** Whether the automaton knows the trace. */
  accepts(trace: readonly number[]): boolean {
    const { next, labels, accepting } = this.automaton;
    let state = 0;
    for (const label of trace) {
      if (label < 0) return false;
      state = next[state * labels.length + label]!;
      if (state < 0) return false;
    }
    return accepting[state] === 1;
  }

  /**
   * Takes another trace, given as labels (−1: an activity that the model does not know), and gives for how many of its
   * events there are layers, as it begins like the one before.
   */
  begin(trace: readonly number[]): number {
    const most = Math.min(trace.length, this.made);
    let shared = 0;
    while (shared < most && trace[shared] === this.trace[shared]) shared++;
    this.trace = trace;
    this.made = shared;
    return shared;
  }

  /** Makes the layer of the next event. */
  advance(): void {
    const { layers, made } = this;
    layers[made + 1] ??= new Int32Array(this.states);
    this.layer(layers[made]!, this.trace[made]!, layers[made + 1]!);
    this.made++;
  }

  /** The least cost after so many events, wherever the model is: any alignment of the whole costs as much. */
  least(events: number): number {
    return this.layers[events]!.reduce((a, b) => Math.min(a, b));
  }

  /** The cost of the best alignment that does nothing but log moves after so many events, and then ends the model. */
  endingAfter(events: number): number {
    const { toEnd } = this;
    return this.layers[events]!.reduce((best, cost, state) => Math.min(best, cost + toEnd[state]!), FAR);
  }

  /** The cost of an optimal alignment of the trace, whose layers are made. */
  cost(): number {
    return this.layers[this.trace.length]![this.end()]!;
  }

  /** Its steps. Of several optimal ones: seen from the end, synchronous before model before log moves, then low states and labels. */
  steps(): LabelStep[] {
    const { next, labels } = this.automaton;
    const steps: LabelStep[] = [];
    let [events, state] = [this.trace.length, this.end()];
    while (events > 0 || state !== 0) {
      const cost = this.layers[events]![state]!;
      const label = events > 0 ? this.trace[events - 1]! : -1;
      const synchronous =
        label < 0
          ? -1
          : this.before(
              state,
              (s) => next[s * labels.length + label] === state && this.layers[events - 1]![s] === cost,
            );
      if (synchronous >= 0) {
        steps.push({ kind: 'sync', label });
        [events, state] = [events - 1, synchronous];
        continue;
      }
      const model = this.before(state, (s) => this.layers[events]![s] === cost - 1);
      if (model >= 0) {
        const row = next.subarray(model * labels.length, (model + 1) * labels.length);
        steps.push({ kind: 'model', label: row.indexOf(state) });
        state = model;
      } else {
        steps.push({ kind: 'log', label: -1 });
        events--;
      }
    }
    return steps.reverse();
  }

  private end(): number {
    const [last, { accepting }] = [this.layers[this.trace.length]!, this.automaton];
    let best = -1;
    for (let s = 0; s < accepting.length; s++) if (accepting[s] && (best < 0 || last[s]! < last[best]!)) best = s;
    return best;
  }

  private before(state: number, fits: (state: number) => boolean): number {
    for (let i = this.into.start[state]!; i < this.into.start[state + 1]!; i++)
      if (fits(this.into.state[i]!)) return this.into.state[i]!;
    return -1;
  }

  private layer(from: Int32Array, label: number, into: Int32Array): void {
    for (let s = 0; s < from.length; s++) into[s] = from[s]! + 1;
    if (label < 0) return;
    const { next, labels } = this.automaton;
    const cheaper: number[] = [];
    for (let s = 0, at = label; s < from.length; s++, at += labels.length) {
      const behind = next[at]!;
      if (behind < 0 || from[s]! >= into[behind]!) continue;
      into[behind] = from[s]!;
      cheaper.push(behind);
    }
    this.settle(into, this.out, cheaper);
  }

  /** Hands costs on, one more a step, from states whose cost was lowered, cheapest first (Dial 1969). */
  private settle(costs: Int32Array, { start, state }: Neighbours, lowered: readonly number[]): void {
    const { buckets } = this;
    let [least, most] = [FAR, -1];
    for (const s of lowered) {
      const cost = costs[s]!;
      buckets[cost] ??= [];
      buckets[cost].push(s);
      if (cost < least) least = cost;
      if (cost > most) most = cost;
    }
    for (let cost = least; cost <= most; cost++) {
      const bucket = buckets[cost];
      if (!bucket) continue;
      for (let b = 0; b < bucket.length; b++) {
        const s = bucket[b]!;
        if (costs[s] !== cost) continue;
        for (let i = start[s]!; i < start[s + 1]!; i++) {
          if (costs[state[i]!]! <= cost + 1) continue;
          costs[state[i]!] = cost + 1;
          buckets[cost + 1] ??= [];
          buckets[cost + 1]!.push(state[i]!);
          if (cost + 1 > most) most = cost + 1;
        }
      }
      bucket.length = 0;
    }
  }
}

/** More than any cost. */
const FAR = 2 ** 30;

/** Distinct states behind (`out`) or before (`in`) each. */
interface Neighbours {
  start: Int32Array;
  state: Int32Array;
}

function neighbours({ states, labels, next }: LanguageAutomaton, direction: 'out' | 'in'): Neighbours {
  const found: Set<number>[] = Array.from({ length: states }, () => new Set());
  next.forEach((behind, i) => {
    const from = Math.floor(i / labels.length);
    if (behind < 0) return;
    if (direction === 'out') found[from]!.add(behind);
    else found[behind]!.add(from);
  });
  const lists = found.map((set) => [...set].sort((a, b) => a - b));
  const start = new Int32Array(states + 1);
  lists.forEach((list, s) => {
    start[s + 1] = start[s]! + list.length;
  });
  return { start, state: Int32Array.from(lists.flat()) };
}
