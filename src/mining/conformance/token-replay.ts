import type { PetriNet } from '../model/petri-net.ts';
import { type Aligner, isShown, type Shown } from './aligner.ts';
import type { Trace } from './alignment.ts';
import { MarkingSpace } from './marking-space.ts';
import { SearchBudget } from './search-budget.ts';
import { silentCone } from './silent-cone.ts';
import { wayBack } from './silent-steps.ts';

/** Tokens counted while a trace is replayed (Rozinat, van der Aalst 2008). */
export interface Tokens {
  produced: number;
  consumed: number;
  missing: number;
  remaining: number;
}

export interface ReplayedTrace extends Tokens {
  /** Whether the trace is in the language of the net; null: the budget ended before that was sure. */
  fits: boolean | null;
  /** Transitions done, silent ones among them, in order. */
  fired: readonly number[];
}

/** f = ½ (1 − missing ⁄ consumed) + ½ (1 − remaining ⁄ produced). */
export function replayFitness({ produced, consumed, missing, remaining }: Tokens): number {
  const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
  return 0.5 * (1 - share(missing, consumed)) + 0.5 * (1 - share(remaining, produced));
}

/** What one event does to a marking, the silent steps before it included. */
interface Step extends Tokens {
  behind: number;
  fired: readonly number[];
}

/**
 * Token-based replay. Whether a trace fits is decided exactly, over all ways of taking silent steps; a fitting trace is
 * counted along a run that shows it, and lacks nothing. One that does not fit is replayed greedily: an event fires the
 * lowest of its transitions that is enabled, or the one that the fewest silent steps enable, or, when none does within
 * `mostSilent` markings, the one that lacks the fewest tokens, which are added and counted as missing. At the end come the
 * silent steps after which the fewest tokens are missing or left over. When all replays together have taken some ten
 * seconds, no silent steps are looked for any more. An activity that the model does not have counts as
 * a token missing and one remaining.
 */
export class TokenReplay {
  private readonly net: PetriNet;
  private readonly aligner: Aligner;
  private space: MarkingSpace;
  private readonly budget: SearchBudget;
  private readonly byLabel = new Map<string, number[]>();
  private readonly silent: Uint8Array;
  private readonly silentSteps: readonly number[];
  /** By activity: the silent steps that can help to enable it. */
  private readonly cones = new Map<string, readonly number[]>();
  private readonly steps = new Map<string, Step>();
  private readonly ends = new Map<number, Step>();
  private readonly mostSilent: number;
  /** Tokens that each transition takes, and gives. */
  private readonly taken: readonly number[];
  private readonly given: readonly number[];

  constructor(aligner: Aligner, mostSilent = 1_000, mostStates = 10_000_000) {
    this.aligner = aligner;
    this.net = aligner.net;
    this.mostSilent = mostSilent;
    this.budget = new SearchBudget({ mostStates });
    this.space = new MarkingSpace(this.net);
    this.silent = Uint8Array.from(this.net.transitions, ({ label }) => (label === null ? 1 : 0));
    this.silentSteps = [...this.silent.keys()].filter((t) => this.silent[t] === 1);
    const { inputStart, inputWeight, outputStart, outputWeight } = this.space.index;
    this.taken = this.net.transitions.map((_, t) => total(inputWeight.subarray(inputStart[t], inputStart[t + 1])));
    this.given = this.net.transitions.map((_, t) => total(outputWeight.subarray(outputStart[t], outputStart[t + 1])));
    for (const [t, { label }] of this.net.transitions.entries()) {
      if (label === null) continue;
      const of = this.byLabel.get(label) ?? [];
      this.byLabel.set(label, of);
      of.push(t);
    }
  }

  /** What the silent steps took that were looked for, in nanoseconds; counted, not measured. */
  get work(): number {
    return this.budget.used * 1_000;
  }

  /** @param run of the model that shows the trace, where that is known already */
  replay(trace: Trace, run: Shown = this.aligner.runOf(trace)): ReplayedTrace {
    if (typeof run !== 'string') return { ...this.alongRun(run), fits: true };
    const greedy = this.greedily(trace);
    // Nothing missing and nothing left over: the greedy replay is itself a run.
    return { ...greedy, fits: greedy.missing === 0 && greedy.remaining === 0 ? true : isShown(run) };
  }

  private alongRun(fired: readonly number[]): Tokens & { fired: readonly number[] } {
    const sum = { produced: total(this.space.tokensOf(0)), consumed: 0, missing: 0, remaining: 0 };
    for (const t of fired) sum.produced += this.given[t]!;
    // What is left is the final marking, and is consumed: as much goes out as came in.
    return { ...sum, consumed: sum.produced, fired };
  }

  private greedily(trace: Trace): Tokens & { fired: readonly number[] } {
    const sum = { produced: total(this.space.tokensOf(0)), consumed: 0, missing: 0, remaining: 0 };
    const fired: number[] = [];
    let marking = 0;
    for (const activity of trace) {
      if (this.space.isHalfFull) marking = this.inNewSpace(marking);
      const step = this.stepFrom(marking, activity);
      add(sum, step);
      fired.push(...step.fired);
      marking = step.behind;
    }
    const end = this.endFrom(marking);
    add(sum, end);
    return { ...sum, fired: [...fired, ...end.fired] };
  }

  /** The same marking with all others forgotten. */
  private inNewSpace(marking: number): number {
    const tokens = this.space.tokensOf(marking).slice();
    this.space = new MarkingSpace(this.net);
    this.steps.clear();
    this.ends.clear();
    return this.space.number(tokens);
  }

  private stepFrom(marking: number, activity: string): Step {
    const key = `${marking} ${activity}`;
    let step = this.steps.get(key);
    if (!step) {
      step = this.findStep(marking, activity);
      this.steps.set(key, step);
    }
    return step;
  }

  private findStep(marking: number, activity: string): Step {
    const transitions = this.byLabel.get(activity);
    if (!transitions) return { produced: 1, consumed: 1, missing: 1, remaining: 1, behind: marking, fired: [] };
    let transition = -1;
    const way = this.silently(marking, this.coneOf(activity, transitions), (at) => {
      transition = transitions.find((t) => this.space.isEnabled(at, t)) ?? -1;
      return transition >= 0;
    });
    if (way) return this.firing(marking, [...way, transition]);
    const lacks = transitions.map((t) => this.space.missing(marking, t));
    return this.firing(marking, [transitions[lacks.indexOf(Math.min(...lacks))]!]);
  }

  private firing(from: number, fired: readonly number[]): Step {
    const step = { produced: 0, consumed: 0, missing: 0, remaining: 0, behind: from, fired };
    for (const t of fired) {
      step.consumed += this.taken[t]!;
      step.produced += this.given[t]!;
      step.missing += this.space.missing(step.behind, t);
      const behind = this.space.fire(step.behind, t);
      // More tokens than a place can hold: they are no longer told apart.
      if (behind >= 0) step.behind = behind;
    }
    return step;
  }

  private coneOf(activity: string, transitions: readonly number[]): readonly number[] {
    let cone = this.cones.get(activity);
    if (!cone) {
      cone = silentCone(this.space.index, this.silent, transitions);
      this.cones.set(activity, cone);
    }
    return cone;
  }

  /** To the final marking from which least is missing and least remains, the nearest of several. */
  private endFrom(marking: number): Step {
    const known = this.ends.get(marking);
    if (known) return known;
    let best = { off: Number.POSITIVE_INFINITY, missing: 0, remaining: 0, consumed: 0, way: [] as readonly number[] };
    this.silently(marking, this.silentSteps, (at, wayTo) => {
      for (const final of this.space.finals) {
        const here = this.difference(at, final);
        const off = here.missing + here.remaining;
        if (off < best.off) best = { ...here, off, way: wayTo() };
      }
      return best.off === 0;
    });
    const step = this.firing(marking, best.way);
    step.consumed += best.consumed;
    step.missing += best.missing;
    step.remaining += best.remaining;
    this.ends.set(marking, step);
    return step;
  }

  private difference(at: number, final: number) {
    let [missing, remaining] = [0, 0];
    const [here, there] = [this.space.tokensOf(at), this.space.tokensOf(final)];
    for (let p = 0; p < here.length; p++) {
      missing += Math.max(0, there[p]! - here[p]!);
      remaining += Math.max(0, here[p]! - there[p]!);
    }
    return { missing, remaining, consumed: total(there) };
  }

  /** The fewest of these silent steps to a marking that is looked for; null: none is met within the limits. */
  private silently(
    from: number,
    steps: readonly number[],
    isWanted: (marking: number, wayTo: () => number[]) => boolean,
  ): number[] | null {
    const { space } = this;
    const markings = [from];
    const cameBy = new Map<number, readonly [from: number, transition: number]>([[from, [-1, -1]]]);
    for (let i = 0; i < markings.length; i++) {
      const marking = markings[i]!;
      const wayTo = () => wayBack(cameBy, marking);
      if (isWanted(marking, wayTo)) return wayTo();
      const before = space.work;
      for (const t of steps) {
        if (markings.length >= this.mostSilent || this.budget.left === 0) break;
        if (!space.isEnabled(marking, t)) continue;
        const behind = space.fire(marking, t);
        if (behind < 0 || cameBy.has(behind)) continue;
        cameBy.set(behind, [marking, t]);
        markings.push(behind);
      }
      this.budget.spend(1 + Math.floor((space.work - before + 20 * steps.length) / 1_000));
    }
    return null;
  }
}

const total = (tokens: Iterable<number>): number => {
  let sum = 0;
  for (const count of tokens) sum += count;
  return sum;
};

export function add(sum: Tokens, more: Tokens): void {
  sum.produced += more.produced;
  sum.consumed += more.consumed;
  sum.missing += more.missing;
  sum.remaining += more.remaining;
}
