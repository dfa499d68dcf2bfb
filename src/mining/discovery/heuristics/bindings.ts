import type { Binding, CausalNet } from '../../model/causal-net.ts';
import type { SubLog } from '../inductive/sub-log.ts';
import type { Work } from '../work.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { concurrency, type Follows } from './follows.ts';

/**
 * The bindings of a dependency graph, counted in the traces (after Weijters, Ribeiro 2011, section IV.B). An occurrence of `a` may lead
 * to the next occurrence of `b` where an arc leads from a to b and neither occurs between. Of what it may lead to the nearest is taken, and
 * with it all that are beside each other: joined by no arc, and with a concurrency of at least `and`. One that leads to nothing ends the
 * case, where the graph lets it. What an occurrence waits for is found likewise, backwards. Bindings of less than the share `rareBindings` of the
 * occurrences of their activity are left out, the most frequent one excepted; an occurrence may be left without.
 */
export async function bindingsOf(
  log: SubLog,
  names: readonly string[],
  follows: Follows,
  graph: DependencyGraph,
  thresholds: BindingThresholds,
  work: Work,
): Promise<CausalNet> {
  const counter = new BindingCounter(follows, graph, thresholds);
  for (let v = 0; v < log.size; v++) {
    const [begin, end] = [log.offsets[v]!, log.offsets[v + 1]!];
    counter.read(log.codes.subarray(begin, end), log.cases[v]!);
    await work.done((end - begin) * counter.widest);
  }
  return {
    activities: names.map((label, a) => ({
      ...{ label, count: follows.count[a]!, inputs: counter.inputs(a), outputs: counter.outputs(a) },
    })),
    start: counter.starts(),
    end: counter.ends(),
  };
}

export interface BindingThresholds {
  /** Least concurrency of activities that are bound together. */
  readonly and: number;
  /** Share of the occurrences of an activity below which a binding is left out. */
  readonly rareBindings: number;
}

class BindingCounter {
  /** Work for an event: arcs of the busiest activity, and a word for the rest. */
  readonly widest: number;
  private readonly follows: Follows;
  private readonly graph: DependencyGraph;
  private readonly thresholds: BindingThresholds;
  private readonly out: number[][];
  private readonly into: number[][];
  /** By binding, written as its activities; per activity, then start and end. */
  private readonly found: { in: Map<string, Tally>; out: Map<string, Tally> }[];
  private traces = 0;
  private readonly beside = new Map<number, boolean>();

  constructor(follows: Follows, graph: DependencyGraph, thresholds: BindingThresholds) {
    const { n, arcs } = graph;
    this.follows = follows;
    this.graph = graph;
    this.thresholds = thresholds;
    const every = Array.from({ length: n }, (_, a) => a);
    this.out = every.map((a) => every.filter((b) => arcs[a * n + b] === 1));
    this.into = every.map((a) => every.filter((b) => arcs[b * n + a] === 1));
    this.widest = 100 + 40 * Math.max(0, ...this.out.map((to) => to.length), ...this.into.map((from) => from.length));
    this.found = Array.from({ length: n + 2 }, () => ({ in: new Map(), out: new Map() }));
  }

  read(trace: Uint16Array, cases: number): void {
    this.traces++;
    const count = (into: Map<string, Tally>, binding: readonly number[]) => tally(into, binding, cases, this.traces);
    const { n, starts, ends: mayEnd } = this.graph;
    const [outs, ins] = [placesAfter(trace, this.out), placesAfter(trace.toReversed(), this.into)];
    const last = trace.length - 1;
    const [begins, ends]: number[][] = [[], []];
    for (const [i, a] of trace.entries()) {
      const to = this.chosen(a, outs[i]!, 'behind');
      const from = this.chosen(a, ins[last - i]!, 'before');
      if (to.length === 0 && mayEnd[a] === 1) ends!.push(a);
      if (from.length === 0 && starts[a] === 1) begins!.push(a);
      if (to.length > 0 || mayEnd[a] === 1) count(this.found[a]!.out, to);
      if (from.length > 0 || starts[a] === 1) count(this.found[a]!.in, from);
    }
    if (begins!.length > 0) count(this.found[n]!.out, distinct(begins!));
    if (ends!.length > 0) count(this.found[n + 1]!.in, distinct(ends!));
  }

  inputs = (a: number): Binding[] => this.listed(this.found[a]!.in);
  outputs = (a: number): Binding[] => this.listed(this.found[a]!.out);
  starts = (): Binding[] => this.listed(this.found[this.graph.n]!.out);
  ends = (): Binding[] => this.listed(this.found[this.graph.n + 1]!.in);

  /** Most frequent first, then fewer activities, then lower numbers. */
  private listed(found: ReadonlyMap<string, Tally>): Binding[] {
    const bindings = [...found].map(
      ([key, { count, cases }]): Binding => ({
        ...{ activities: key === '' ? [] : key.split(' ').map(Number), count, cases },
      }),
    );
    const least = this.thresholds.rareBindings * bindings.reduce((sum, { count: n }) => sum + n, 0);
    return bindings
      .sort((a, b) => b.count - a.count || compare(a.activities, b.activities))
      .filter(({ count: n }, i) => i === 0 || n >= least);
  }

  /** The nearest, and those beside all that were taken. */
  private chosen(a: number, others: readonly number[], side: 'behind' | 'before'): number[] {
    const taken: number[] = [];
    for (const b of others) if (taken.every((c) => this.areBeside(a, b, c, side))) taken.push(b);
    return taken.sort((x, y) => x - y);
  }

  private areBeside(a: number, b: number, c: number, side: 'behind' | 'before'): boolean {
    const { n, arcs } = this.graph;
    if (a === b || a === c || arcs[b * n + c] === 1 || arcs[c * n + b] === 1) return false;
    const key = ((a * n + b) * n + c) * 2 + Number(side === 'before');
    const known = this.beside.get(key);
    if (known !== undefined) return known;
    const found = concurrency(this.follows, a, b, c, side) >= this.thresholds.and;
    this.beside.set(key, found);
    return found;
  }
}

/**
 * For each event, the activities of `wanted[its activity]` that occur behind it before it occurs again, nearest first; of an
 * activity that wants itself, its next occurrence.
 */
function placesAfter(trace: Uint16Array, wanted: readonly (readonly number[])[]): number[][] {
  const next = new Map<number, number>();
  const found: number[][] = new Array(trace.length);
  for (let i = trace.length - 1; i >= 0; i--) {
    const a = trace[i]!;
    const again = next.get(a) ?? trace.length;
    const places = wanted[a]!.flatMap((b) => {
      const at = next.get(b);
      return at !== undefined && at <= again ? [{ b, at }] : [];
    });
    found[i] = places.sort((x, y) => x.at - y.at).map(({ b }) => b);
    next.set(a, i);
  }
  return found;
}

const distinct = (activities: readonly number[]) => [...new Set(activities)].sort((a, b) => a - b);

interface Tally {
  count: number;
  cases: number;
  /** The trace that was counted among `cases` last. */
  trace: number;
}

function tally(into: Map<string, Tally>, binding: readonly number[], cases: number, trace: number): void {
  const key = binding.join(' ');
  const known = into.get(key) ?? { count: 0, cases: 0, trace: 0 };
  known.count += cases;
  if (known.trace !== trace) known.cases += cases;
  known.trace = trace;
  into.set(key, known);
}

function compare(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const i = a.findIndex((x, at) => x !== b[at]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}
