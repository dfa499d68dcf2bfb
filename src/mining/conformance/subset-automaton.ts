import type { PetriNet } from '../model/petri-net.ts';
import { MarkingSpace } from './marking-space.ts';
import { type SilentClosure, silentClosure } from './silent-closure.ts';

/** How a run came to a core marking: from which one, and by what transitions. */
interface Way {
  from: number;
  transitions: readonly number[];
}

/**
 * The net read as a deterministic automaton over its labels (Rabin, Scott 1959): a state is the set of core markings that
 * a run may be at, silent steps followed as far as they go. State 0 is the start; states are made when first asked for.
 * Duplicate labels and silent loops need no case of their own.
 */
export class SubsetAutomaton {
  /** Distinct labels in the order of their first transition. */
  readonly labels: readonly string[];
  /** Number of its label by transition; −1: silent. */
  readonly labelOf: Int32Array;
  private readonly graph: SilentClosure;
  private readonly bits: Int32Array[] = [];
  private readonly byHash = new Map<number, number[]>();
  private readonly nexts: Int32Array[] = [];
  /** Words of bits joined so far: what the states made have cost. */
  work = 0;
  private readonly ways = new Map<string, Way>();
  /** By component and label: the state, plus one, that last looked there. */
  private readonly seenBy: Int32Array;

  private constructor(graph: SilentClosure, labels: readonly string[], labelOf: Int32Array) {
    this.labels = labels;
    this.labelOf = labelOf;
    this.graph = graph;
    this.seenBy = new Int32Array((graph.closure.length / Math.max(1, graph.words)) * labels.length);
    this.state(this.rowOf(0));
  }

  /** Null when the net has more markings than that. */
  static of(net: PetriNet, mostMarkings: number): SubsetAutomaton | null {
    const labels = [...new Set(net.transitions.flatMap(({ label }) => (label === null ? [] : [label])))];
    const numbers = new Map(labels.map((label, i) => [label, i]));
    const labelOf = Int32Array.from(net.transitions, ({ label }) => (label === null ? -1 : numbers.get(label)!));
    const silent = Uint8Array.from(labelOf, (label) => (label < 0 ? 1 : 0));
    const graph = silentClosure(new MarkingSpace(net), silent, mostMarkings);
    return graph && new SubsetAutomaton(graph, labels, labelOf);
  }

  get size(): number {
    return this.bits.length;
  }

  accepts(state: number): boolean {
    return this.finalCore(state) >= 0;
  }

  /** The state behind a label; −1: no run goes on so. */
  next(state: number, label: number): number {
    const nexts = this.nexts[state] ?? this.expand(state);
    return nexts[label]!;
  }

  /**
   * A run of the net, transition by transition, that shows these labels and ends in a final marking; null: there is none.
   * Between two labels stand the fewest silent steps that lead on; ties go to lower markings and transitions.
   */
  runOf(word: readonly number[]): number[] | null {
    const states = [0];
    for (const label of word) {
      const next = this.next(states.at(-1)!, label);
      if (next < 0) return null;
      states.push(next);
    }
    let core = this.finalCore(states.at(-1)!);
    if (core < 0) return null;
    const parts: (readonly number[])[] = [];
    for (let i = word.length; i > 0; i--) {
      const way = this.wayInto(states[i - 1]!, word[i - 1]!, core);
      parts.push(way.transitions);
      core = way.from;
    }
    parts.push(this.silentWay(0, core));
    return parts.reverse().flat();
  }

  private wayInto(state: number, label: number, core: number): Way {
    const key = `${state} ${label} ${core}`;
    const known = this.ways.get(key);
    if (known) return known;
    for (const from of this.coresOf(state)) {
      const steps = this.graph.space.stepsFrom(from);
      for (let s = 0; s < steps.length; s += 2) {
        if (this.labelOf[steps[s]!] !== label || !this.reaches(steps[s + 1]!, core)) continue;
        const way = { from, transitions: [steps[s]!, ...this.silentWay(steps[s + 1]!, core)] };
        this.ways.set(key, way);
        return way;
      }
    }
    throw new Error('a state of the automaton has a core marking that nothing leads to');
  }

  /** Fewest silent steps from one marking to another that it reaches. */
  private silentWay(from: number, to: number): number[] {
    const markings = [from];
    const cameBy = new Map<number, readonly [index: number, transition: number]>([[from, [-1, -1]]]);
    for (let i = 0; markings[i] !== to; i++) {
      const steps = this.graph.space.stepsFrom(markings[i]!);
      for (let s = 0; s < steps.length; s += 2) {
        if (this.labelOf[steps[s]!]! >= 0 || cameBy.has(steps[s + 1]!)) continue;
        cameBy.set(steps[s + 1]!, [i, steps[s]!]);
        markings.push(steps[s + 1]!);
      }
    }
    const way: number[] = [];
    for (let [i, t] = cameBy.get(to)!; i >= 0; [i, t] = cameBy.get(markings[i]!)!) way.push(t);
    return way.reverse();
  }

  private reaches(marking: number, core: number): boolean {
    const { cores, words, closure, component } = this.graph;
    const bit = lowerBound(cores, core);
    return ((closure[component[marking]! * words + (bit >>> 5)]! >>> (bit & 31)) & 1) === 1;
  }

  private rowOf(marking: number): Int32Array {
    const { words, closure, component } = this.graph;
    return closure.slice(component[marking]! * words, (component[marking]! + 1) * words);
  }

  private *coresOf(state: number): Generator<number> {
    const bits = this.bits[state]!;
    for (let w = 0; w < bits.length; w++)
      for (let word = bits[w]!; word !== 0; word &= word - 1)
        yield this.graph.cores[w * 32 + (31 - Math.clz32(word & -word))]!;
  }

  private finalCore(state: number): number {
    for (const core of this.coresOf(state)) if (this.graph.space.finals.has(core)) return core;
    return -1;
  }

  private expand(state: number): Int32Array {
    const { words, closure, component, space } = this.graph;
    const rows: (Int32Array | null)[] = this.labels.map(() => null);
    for (const core of this.coresOf(state)) {
      const steps = space.stepsFrom(core);
      for (let s = 0; s < steps.length; s += 2) {
        const label = this.labelOf[steps[s]!]!;
        if (label < 0) continue;
        const behind = component[steps[s + 1]!]!;
        // Several steps lead into the same component: once a state and label is enough.
        const seen = behind * rows.length + label;
        if (this.seenBy[seen] === state + 1) continue;
        this.seenBy[seen] = state + 1;
        rows[label] ??= new Int32Array(words);
        this.work += words;
        const row = rows[label];
        for (let w = 0, at = behind * words; w < words; w++, at++) row[w] = row[w]! | closure[at]!;
      }
    }
    const nexts = Int32Array.from(rows, (row) => (row === null ? -1 : this.state(row)));
    this.nexts[state] = nexts;
    return nexts;
  }

  private state(bits: Int32Array): number {
    let hash = 0x811c9dc5;
    for (const word of bits) hash = Math.imul(hash ^ word ^ (word >>> 15), 0x01000193);
    const alike = this.byHash.get(hash) ?? [];
    for (const state of alike) if (this.bits[state]!.every((word, w) => word === bits[w])) return state;
    const state = this.bits.push(bits) - 1;
    alike.push(state);
    this.byHash.set(hash, alike);
    return state;
  }
}

/** Index of a value in rising values. */
function lowerBound(values: Int32Array, value: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
