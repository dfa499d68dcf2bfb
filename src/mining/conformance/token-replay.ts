import type { PetriNet } from '../model/petri-net.ts';
import type { Aligner } from './aligner.ts';
import type { Trace } from './alignment.ts';
import { MarkingSpace } from './marking-space.ts';
import { SearchBudget } from './search-budget.ts';

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
 * silent steps after which the fewest tokens are missing or left over. An activity that the model does not have counts as
 * a token missing and one remaining.
 */
export class TokenReplay {
  private readonly net: PetriNet;
  private readonly aligner: Aligner;
  private readonly space: MarkingSpace;
  private readonly byLabel = new Map<string, number[]>();
  private readonly steps = new Map<string, Step>();
  private readonly ends = new Map<number, Step>();
  private readonly mostSilent: number;
  /** Tokens that each transition takes, and gives. */
  private readonly taken: readonly number[];
  private readonly given: readonly number[];

  constructor(aligner: Aligner, mostSilent = 500) {
    this.aligner = aligner;
    this.net = aligner.net;
    this.mostSilent = mostSilent;
    this.space = new MarkingSpace(this.net);
    const weight = (kind: 'input' | 'output', t: number) =>
      this.net.arcs.reduce((sum, arc) => sum + (arc.kind === kind && arc.transition === t ? arc.weight : 0), 0);
    this.taken = this.net.transitions.map((_, t) => weight('input', t));
    this.given = this.net.transitions.map((_, t) => weight('output', t));
    for (const [t, { label }] of this.net.transitions.entries()) {
      if (label === null) continue;
      const of = this.byLabel.get(label) ?? [];
      this.byLabel.set(label, of);
      of.push(t);
    }
  }

  replay(trace: Trace, budget = new SearchBudget()): ReplayedTrace {
    const run = this.aligner.runOf(trace, budget);
    if (typeof run !== 'string') return { ...this.alongRun(run), fits: true };
    const greedy = this.greedily(trace);
    // Nothing missing and nothing left over: the greedy replay is itself a run.
    const fits = greedy.missing === 0 && greedy.remaining === 0 ? true : run === 'spent' ? null : false;
    return { ...greedy, fits };
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
      const step = this.stepFrom(marking, activity);
      add(sum, step);
      fired.push(...step.fired);
      marking = step.behind;
    }
    const end = this.endFrom(marking);
    add(sum, end);
    return { ...sum, fired: [...fired, ...end.fired] };
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
    const way = this.silently(marking, (at) => {
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

  /** To the final marking from which least is missing and least remains, the nearest of several. */
  private endFrom(marking: number): Step {
    const known = this.ends.get(marking);
    if (known) return known;
    let best = { off: Number.POSITIVE_INFINITY, at: marking, missing: 0, remaining: 0, consumed: 0 };
    this.silently(marking, (at) => {
      for (const final of this.space.finals) {
        const here = this.difference(at, final);
        if (here.missing + here.remaining < best.off) best = { ...here, off: here.missing + here.remaining, at };
      }
      return best.off === 0;
    });
    const step = this.firing(marking, this.silently(marking, (at) => at === best.at)!);
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

  /** The fewest silent steps to a marking that is looked for; null: none is met within the limit. */
  private silently(from: number, isWanted: (marking: number) => boolean): number[] | null {
    const markings = [from];
    const cameBy = new Map<number, readonly [index: number, transition: number]>([[from, [-1, -1]]]);
    for (let i = 0; i < markings.length && i < this.mostSilent; i++) {
      if (isWanted(markings[i]!)) {
        const way: number[] = [];
        for (let [k, t] = cameBy.get(markings[i]!)!; k >= 0; [k, t] = cameBy.get(markings[k]!)!) way.push(t);
        return way.reverse();
      }
      const steps = this.space.stepsFrom(markings[i]!);
      for (let s = 0; s < steps.length; s += 2) {
        const [t, behind] = [steps[s]!, steps[s + 1]!];
        if (this.net.transitions[t]!.label !== null || cameBy.has(behind)) continue;
        cameBy.set(behind, [i, t]);
        markings.push(behind);
      }
    }
    return null;
  }
}

const total = (tokens: Uint16Array): number => tokens.reduce((a, b) => a + b, 0);

export function add(sum: Tokens, more: Tokens): void {
  sum.produced += more.produced;
  sum.consumed += more.consumed;
  sum.missing += more.missing;
  sum.remaining += more.remaining;
}
