import { AppError } from '#sdk';
import type { Aligner } from './aligner.ts';
import type { LabelStates } from './escaping-edges.ts';
import type { LanguageAutomaton } from './language-automaton.ts';
import { MarkingSpace } from './marking-space.ts';

/** The states of a model for `escapingEdges`: of its automaton, or where that is too large, sets of markings as they are met. */
export const labelStates = (aligner: Aligner): LabelStates =>
  aligner.automaton ? new AutomatonStates(aligner.automaton) : new MarkingSets(aligner);

class AutomatonStates implements LabelStates {
  private readonly automaton: LanguageAutomaton;
  private readonly labels: ReadonlyMap<string, number>;
  private readonly counts: Uint32Array;

  constructor(automaton: LanguageAutomaton) {
    this.automaton = automaton;
    this.labels = new Map(automaton.labels.map((label, i) => [label, i]));
    this.counts = new Uint32Array(automaton.states);
    automaton.next.forEach((behind, i) => {
      if (behind >= 0) this.counts[Math.floor(i / automaton.labels.length)]!++;
    });
  }

  next(state: number, activity: string): number {
    const label = this.labels.get(activity);
    return label === undefined ? -1 : this.automaton.next[state * this.automaton.labels.length + label]!;
  }

  enabled(state: number): number {
    return this.counts[state]!;
  }
}

/** Sets of markings, silent steps followed; what no longer leads to an end is not told apart. */
class MarkingSets implements LabelStates {
  private readonly space: MarkingSpace;
  private readonly labelOf: readonly (string | null)[];
  private readonly sets: (readonly number[])[] = [];
  private readonly known = new Map<string, number>();

  constructor({ net }: Aligner) {
    this.space = new MarkingSpace(net);
    this.labelOf = net.transitions.map(({ label }) => label);
    this.state([0]);
  }

  next(state: number, activity: string): number {
    const behind = new Set<number>();
    for (const [t, to] of this.visible(state)) if (this.labelOf[t] === activity) behind.add(to);
    return behind.size === 0 ? -1 : this.state([...behind]);
  }

  enabled(state: number): number {
    return new Set(Array.from(this.visible(state), ([t]) => this.labelOf[t])).size;
  }

  private *visible(state: number): Generator<readonly [transition: number, behind: number]> {
    for (const marking of this.sets[state]!) {
      const steps = this.space.stepsFrom(marking);
      for (let s = 0; s < steps.length; s += 2) if (this.labelOf[steps[s]!] !== null) yield [steps[s]!, steps[s + 1]!];
    }
  }

  private state(from: readonly number[]): number {
    const found = new Set(from);
    for (const marking of found) {
      if (found.size > MOST_MARKINGS) throw tooLarge();
      const steps = this.space.stepsFrom(marking);
      for (let s = 0; s < steps.length; s += 2) if (this.labelOf[steps[s]!] === null) found.add(steps[s + 1]!);
    }
    const set = [...found].sort((a, b) => a - b);
    const key = set.join(' ');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.sets.length);
    return this.sets.push(set) - 1;
  }
}

const MOST_MARKINGS = 50_000;

const tooLarge = (): AppError =>
  new AppError(
    'too_large',
    'conformance.silentSteps',
    `Precision cannot be measured on this model: its silent steps alone lead to more than ${MOST_MARKINGS.toLocaleString('en')} markings. Use a model with fewer of them in parallel.`,
  );
