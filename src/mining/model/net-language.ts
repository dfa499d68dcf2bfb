import { fire, indexNet, isEnabled, type NetIndex, tokensOf } from './net-index.ts';
import type { PetriNet } from './petri-net.ts';

/** What a search may cost. `spent` tells that it ended before it was done. */
export interface SearchBudget {
  /** Markings that may be looked at. */
  mostMarkings: number;
}

/**
 * The language of a net, as sets of markings: silent steps are followed as far as they go. Exact as long as the budget
 * lasts; for tests and tiny models. (Alignments and replay have searches of their own.)
 */
export class NetLanguage {
  /** True when the budget was spent: answers are then lower bounds. */
  spent = false;
  private readonly index: NetIndex;
  private readonly net: PetriNet;
  private readonly finals: Set<string>;
  private left: number;

  constructor(net: PetriNet, { mostMarkings }: SearchBudget) {
    this.net = net;
    this.index = indexNet(net);
    this.left = mostMarkings;
    this.finals = new Set(net.final.map((marking) => keyOf(tokensOf(marking, net.places.length))));
  }

  /** Whether a run with these labels leads from the initial to a final marking. */
  accepts(trace: readonly string[]): boolean {
    let markings = this.begin();
    for (const label of trace) markings = this.step(markings, label);
    return this.isFinal(markings);
  }

  /** Every trace of at most so many events, shortest first, then in order of labels. */
  tracesUpTo(length: number): string[][] {
    const labels = [...new Set(this.net.transitions.flatMap((t) => (t.label === null ? [] : [t.label])))].sort();
    const traces: string[][] = [];
    let open = [{ markings: this.begin(), trace: [] as string[] }];
    for (let n = 0; n <= length && open.length > 0; n++) {
      for (const { markings, trace } of open) if (this.isFinal(markings)) traces.push(trace);
      open = open.flatMap(({ markings, trace }) =>
        labels
          .map((label) => ({ markings: this.step(markings, label), trace: [...trace, label] }))
          .filter((next) => next.markings.size > 0),
      );
    }
    return traces;
  }

  private begin(): Map<string, Uint32Array> {
    return this.closure([tokensOf(this.net.initial, this.net.places.length)]);
  }

  private isFinal(markings: Map<string, Uint32Array>): boolean {
    for (const key of markings.keys()) if (this.finals.has(key)) return true;
    return false;
  }

  private step(markings: Map<string, Uint32Array>, label: string): Map<string, Uint32Array> {
    const reached: Uint32Array[] = [];
    for (const tokens of markings.values())
      for (const [t, { label: own }] of this.net.transitions.entries())
        if (own === label && isEnabled(this.index, tokens, t)) reached.push(fire(this.index, tokens, t));
    return this.closure(reached);
  }

  private closure(from: readonly Uint32Array[]): Map<string, Uint32Array> {
    const found = new Map(from.map((tokens) => [keyOf(tokens), tokens]));
    const open = [...found.values()];
    for (let tokens = open.pop(); tokens; tokens = open.pop()) {
      if (--this.left < 0) {
        this.spent = true;
        break;
      }
      for (const [t, { label }] of this.net.transitions.entries()) {
        if (label !== null || !isEnabled(this.index, tokens, t)) continue;
        const next = fire(this.index, tokens, t);
        const key = keyOf(next);
        if (found.has(key)) continue;
        found.set(key, next);
        open.push(next);
      }
    }
    return found;
  }
}

const keyOf = (tokens: Uint32Array): string => tokens.join(' ');
