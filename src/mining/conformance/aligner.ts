import { AppError } from '#sdk';
import type { PetriNet } from '../model/petri-net.ts';
import { type Alignment, costOf, type Move, type Trace } from './alignment.ts';
import { CostLayers, type LabelStep } from './cost-layers.ts';
import { type CountedTrace, compare } from './escaping-edges.ts';
import { type LanguageAutomaton, languageAutomaton } from './language-automaton.ts';
import { TooManyMarkings, TooMuchWork } from './marking-space.ts';
import { ProductSearch } from './product-search.ts';
import { SearchBudget } from './search-budget.ts';
import { TooManySilentSteps } from './silent-steps.ts';
import { SubsetAutomaton } from './subset-automaton.ts';

/** How far the state space of a net is followed before its traces are aligned one by one. */
export interface AlignerSizes {
  /** Markings, and states of its automaton; 0: never. */
  mostMarkings: number;
  /** Costs kept at once: states times events of the longest trace. */
  mostCosts: number;
  /** States that the search for a shortest run may take. */
  mostForShortest: number;
  /** What is known of the shortest run already. */
  shortest: Bounds | null;
}

/**
 * Optimal alignments of traces with one net. Where its state space is small enough, which those of discovered models
 * mostly are, all traces are aligned in its minimal automaton, sharing what they begin with (`CostLayers`); otherwise each
 * by A* with the marking equation (`ProductSearch`). Both give the same costs.
 */
export class Aligner {
  readonly net: PetriNet;
  private readonly subsets: SubsetAutomaton;
  private readonly layers: CostLayers | null;
  private readonly labels: ReadonlyMap<string, number>;
  private readonly mostCosts: number;
  private readonly mostForShortest: number;
  private readonly search: ProductSearch;
  private shortest: Bounds | null;

  /** @throws AppError `conformance.noEnd` when it is sure that no run of the net ends */
  constructor(
    net: PetriNet,
    {
      mostMarkings = 20_000,
      mostCosts = 2 ** 25,
      mostForShortest = 1_000_000,
      shortest = null,
    }: Partial<AlignerSizes> = {},
  ) {
    this.mostForShortest = mostForShortest;
    this.shortest = shortest;
    if (net.final.length === 0) throw noEnd('names no final marking');
    this.net = net;
    this.mostCosts = mostCosts;
    this.subsets = new SubsetAutomaton(net, mostMarkings);
    const automaton = mostMarkings === 0 ? null : wholeAutomaton(this.subsets, mostMarkings);
    if (automaton === 'empty') throw noEnd('has a final marking that no run reaches');
    this.layers = automaton && new CostLayers(automaton);
    this.labels = new Map(this.subsets.labels.map((label, i) => [label, i]));
    this.search = new ProductSearch(net);
  }

  /** Visible steps of a shortest run: what the empty trace costs. */
  shortestRun(): Bounds {
    this.shortest ??= this.align([], new SearchBudget({ mostStates: this.mostForShortest }));
    return this.shortest;
  }

  /** Places in the list, in an order in which traces share what they begin with. */
  inOrder(traces: readonly CountedTrace[]): number[] {
    return [...traces.keys()].sort((a, b) => compare(traces[a]!.trace, traces[b]!.trace));
  }

  align(trace: Trace, budget = new SearchBudget()): Alignment {
    const { layers } = this;
    if (layers && layers.states * (trace.length + 1) <= this.mostCosts)
      return this.alignInLayers(layers, trace, budget);
    const { moves, lowerBound, verdict } = this.search.align(trace, budget);
    if (verdict === 'impossible') throw noEnd('has a final marking that no run reaches');
    if (verdict === 'optimal') return { moves, optimal: true, lowerBound, upperBound: lowerBound };
    if (moves) return { moves, optimal: false, lowerBound, upperBound: costOf(this.net, moves) };
    const run = trace.length === 0 ? null : this.shortestRun().upperBound;
    return { moves: null, optimal: false, lowerBound, upperBound: run === null ? null : run + trace.length };
  }

  /** Whether the trace is in the language of the net; null: the budget ended before that was sure. */
  fits(trace: Trace, budget = new SearchBudget()): boolean | null {
    if (this.layers) return this.layers.accepts(this.wordOf(trace));
    return isShown(this.runOf(trace, budget));
  }

  /** Transitions that show the trace from the initial to a final marking, silent ones among them. */
  runOf(trace: Trace, budget = new SearchBudget()): Shown {
    if (this.layers) {
      const word = this.wordOf(trace);
      return this.layers.accepts(word) ? this.subsets.runOf(word)! : 'unfitting';
    }
    const { moves, verdict } = this.search.align(trace, budget, 0);
    if (verdict === 'spent') return 'spent';
    return verdict === 'optimal' ? moves!.map(({ transition }) => transition!) : 'unfitting';
  }

  /** The minimal automaton of the net's language; null: its state space is too large. */
  get automaton(): LanguageAutomaton | null {
    return this.layers?.automaton ?? null;
  }

  private wordOf(trace: Trace): number[] {
    return trace.map((activity) => this.labels.get(activity) ?? -1);
  }

  private alignInLayers(layers: CostLayers, trace: Trace, budget: SearchBudget): Alignment {
    const word = this.wordOf(trace);
    for (let events = layers.begin(word); events < word.length; events++) {
      if (!budget.spend(1 + (layers.states >>> 6))) {
        const upperBound = layers.endingAfter(events) + word.length - events;
        return { moves: null, optimal: false, lowerBound: layers.least(events), upperBound };
      }
      layers.advance();
    }
    const cost = layers.cost();
    return { moves: this.movesOf(layers.steps()), optimal: true, lowerBound: cost, upperBound: cost };
  }

  /** Labels of the model side become transitions; silent ones stand right before the visible one that they lead to. */
  private movesOf(steps: readonly LabelStep[]): Move[] {
    const run = this.subsets.runOf(steps.flatMap(({ kind, label }) => (kind === 'log' ? [] : [label])))!;
    const moves: Move[] = [];
    let [event, at] = [0, 0];
    for (const { kind } of steps) {
      if (kind !== 'log')
        for (; this.net.transitions[run[at]!]!.label === null; at++) moves.push({ event: null, transition: run[at]! });
      moves.push({ event: kind === 'model' ? null : event++, transition: kind === 'log' ? null : run[at++]! });
    }
    for (; at < run.length; at++) moves.push({ event: null, transition: run[at]! });
    return moves;
  }
}

function wholeAutomaton(subsets: SubsetAutomaton, mostStates: number): LanguageAutomaton | 'empty' | null {
  try {
    return languageAutomaton(subsets, mostStates);
  } catch (error) {
    if (error instanceof TooManySilentSteps || error instanceof TooManyMarkings || error instanceof TooMuchWork)
      return null;
    throw error;
  }
}

/** A run that shows a trace, transition by transition; `spent`: it is not known whether there is one. */
export type Shown = readonly number[] | 'unfitting' | 'spent';

/** Whether there is a run; null: it is not known. */
export const isShown = (run: Shown): boolean | null => (run === 'spent' ? null : run !== 'unfitting');

export interface Bounds {
  lowerBound: number;
  upperBound: number | null;
}

const noEnd = (what: string): AppError =>
  new AppError(
    'invalid',
    'conformance.noEnd',
    `Traces cannot be aligned with this model: it ${what}. Give it a final marking that can be reached from the initial one.`,
  );
