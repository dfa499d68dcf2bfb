import { fire, indexNet, isEnabled, type NetIndex, tokensOf } from '../model/net-index.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { type FusedNet, fusePlaces } from './fused-places.ts';
import { MarkingSpace } from './marking-space.ts';
import { SilentClosure } from './silent-closure.ts';
import { SilentSteps, type Way } from './silent-steps.ts';

/**
 * The net read as a deterministic automaton over its labels (Rabin, Scott 1959): a state is a set of markings, each right
 * behind a visible step, that stand for all that silent steps lead to from them. State 0 is the start; states are made
 * when first asked for. Duplicate labels and silent loops need no case of their own. Throws `TooManySilentSteps`.
 */
export class SubsetAutomaton {
  /** Distinct labels in the order of their first transition. */
  readonly labels: readonly string[];
  /** Number of its label by transition of the fused net; −1: silent. */
  private readonly labelOf: Int32Array;
  private readonly start: Way;
  private readonly steps: SilentSteps;
  private readonly members: (readonly number[])[] = [];
  private readonly known = new Map<string, number>();
  private readonly nexts: Int32Array[] = [];
  /** By marking, by marking and label, and by marking. */
  private readonly visible: (readonly number[] | undefined)[] = [];
  private readonly ways = new Map<number, readonly Way[]>();
  private readonly ends = new Map<number, readonly number[] | null>();
  private readonly silent: Uint8Array;
  private closure: Pick<SilentClosure, 'leadsTo'> | null = null;
  /** Of the fused net, whose language is the same; `original` is the net as it was given. */
  private readonly space: MarkingSpace;
  private readonly original: PetriNet;
  private readonly index: NetIndex;
  private readonly originals: FusedNet['originals'];
  private compared = 0;

  constructor(given: PetriNet, mostSilentMarkings: number) {
    const { net, originals } = fusePlaces(given);
    this.original = given;
    this.index = indexNet(given);
    this.originals = originals;
    this.labels = [...new Set(given.transitions.flatMap(({ label }) => (label === null ? [] : [label])))];
    const numbers = new Map(this.labels.map((label, i) => [label, i]));
    this.labelOf = Int32Array.from(net.transitions, ({ label }) => (label === null ? -1 : numbers.get(label)!));
    this.space = new MarkingSpace(net);
    this.silent = Uint8Array.from(this.labelOf, (label) => (label < 0 ? 1 : 0));
    this.steps = new SilentSteps(this.space, this.silent, mostSilentMarkings);
    this.start = this.steps.settled(0);
    this.state([this.start.behind]);
  }

  get size(): number {
    return this.members.length;
  }

  /** Markings met, and pairs of markings compared: what the states made have cost. */
  get work(): number {
    return this.space.size + this.compared;
  }

  /** From so much more work on, `TooMuchWork` is thrown. */
  limitWork(nanoseconds: number): void {
    this.space.mostWork = this.space.work + nanoseconds;
  }

  accepts(state: number): boolean {
    return this.members[state]!.some((marking) => this.toEnd(marking) !== null);
  }

  /** The state behind a label; −1: no run goes on so. */
  next(state: number, label: number): number {
    return this.nextsOf(state)[label]!;
  }

  private nextsOf(state: number): Int32Array {
    const known = this.nexts[state];
    if (known) return known;
    const behind = new Map<number, Set<number>>();
    for (const marking of this.members[state]!) {
      for (const label of new Set(this.visibleFrom(marking).map((t) => this.labelOf[t]!))) {
        const reached = behind.get(label) ?? new Set();
        behind.set(label, reached);
        for (const way of this.waysFrom(marking, label)) reached.add(way.behind);
      }
    }
    const nexts = new Int32Array(this.labels.length).fill(-1);
    for (const [label, reached] of [...behind].sort(([a], [b]) => a - b))
      if (reached.size > 0) nexts[label] = this.state(this.withoutCovered([...reached].sort((a, b) => a - b)));
    this.nexts[state] = nexts;
    return nexts;
  }

  /**
   * A run of the net, transition by transition, that shows these labels and ends in a final marking; null: there is none.
   * Silent steps are few, though not always the fewest; ties go to markings met first and lower transitions.
   */
  runOf(word: readonly number[]): number[] | null {
    const states = [0];
    for (const label of word) {
      const next = this.next(states.at(-1)!, label);
      if (next < 0) return null;
      states.push(next);
    }
    let at = this.members[states.at(-1)!]!.find((marking) => this.toEnd(marking) !== null);
    if (at === undefined) return null;
    const parts: (readonly number[])[] = [this.toEnd(at)!];
    for (let i = word.length; i > 0; i--) {
      const [before, way] = this.wayInto(states[i - 1]!, word[i - 1]!, at);
      parts.push(way.transitions);
      at = before;
    }
    parts.push(this.start.transitions);
    return this.inOriginal(parts.reverse().flat());
  }

  /** The same run in the net as it was given: each step by that of its originals whose tokens are there. */
  private inOriginal(run: readonly number[]): number[] {
    let tokens = tokensOf(this.original.initial, this.original.places.length);
    return run.map((step) => {
      const t = this.originals[step]!.find((t) => isEnabled(this.index, tokens, t))!;
      tokens = fire(this.index, tokens, t);
      return t;
    });
  }

  private wayInto(state: number, label: number, to: number): readonly [from: number, way: Way] {
    for (const from of this.members[state]!) {
      const way = this.waysFrom(from, label).find(({ behind }) => behind === to);
      if (way) return [from, way];
    }
    throw new Error('a state of the automaton has a marking that nothing leads to');
  }

  private waysFrom(marking: number, label: number): readonly Way[] {
    const key = marking * this.labels.length + label;
    let ways = this.ways.get(key);
    if (!ways) {
      ways = this.visibleFrom(marking)
        .filter((t) => this.labelOf[t] === label)
        .flatMap((t) => this.steps.through(marking, t));
      this.ways.set(key, ways);
    }
    return ways;
  }

  private visibleFrom(marking: number): readonly number[] {
    let visible = this.visible[marking];
    if (!visible) {
      visible = this.steps.visibleFrom(marking);
      this.visible[marking] = visible;
    }
    return visible;
  }

  private toEnd(marking: number): readonly number[] | null {
    let way = this.ends.get(marking);
    if (way === undefined) {
      way = this.steps.toEnd(marking);
      this.ends.set(marking, way);
    }
    return way;
  }

  /** Without those that another leads to silently: they add nothing. Of several that lead to each other the first stays. */
  private withoutCovered(markings: readonly number[]): readonly number[] {
    if (markings.length === 1) return markings;
    this.compared += markings.length ** 2;
    return markings.filter(
      (x) => !markings.some((y) => y !== x && this.leadsTo(y, x) && (y < x || !this.leadsTo(x, y))),
    );
  }

  private leadsTo(from: number, to: number): boolean {
    this.closure ??= SilentClosure.of(this.space, this.silent, MOST_CLOSED) ?? { leadsTo: () => false };
    return this.closure.leadsTo(from, to);
  }

  private state(markings: readonly number[]): number {
    const key = markings.join(' ');
    let state = this.known.get(key);
    if (state === undefined) {
      state = this.members.push(markings) - 1;
      this.known.set(key, state);
    }
    return state;
  }
}

/** Markings of nets for which it is known which of them covers which; in larger ones all stay. */
const MOST_CLOSED = 10_000;
