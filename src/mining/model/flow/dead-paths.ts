import type { NetDraft } from '../net-draft.ts';
import type { Fragment } from './fragment.ts';
import type { JoinedSkeleton } from './joins.ts';

/** Builds a child between two places. */
export type BuildFragment = (fragment: Fragment, from: number, to: number) => void;

/** The place that says that something is done, and the one that says it is not; null: that need not be said, or never happens. */
interface Status {
  readonly done: number;
  readonly not: number | null;
}

/**
 * The net of a bond or rigid without loops that has inclusive joins, without any approximation. A join that waits for all that can
 * still come must be told what cannot: so an exclusive split gives a token to the edge it takes and another one, "not done", to
 * each edge that it does not take; what is not done passes that on, and a join is done when it knows of all its edges, with one
 * that is. (Dead path elimination, Leymann and Altenhuber 1994; by gateways: Favre, Völzer 2012.)
 *
 * Only nodes are told from which an inclusive join can be reached, or which follow one that may be left out; and only what can
 * happen gets a step, so that no step is dead.
 */
export class DeadPaths {
  private readonly draft: NetDraft;
  private readonly skeleton: JoinedSkeleton;
  private readonly buildChild: BuildFragment;
  private readonly at: Status[];
  /** By edge, as its split says. */
  private readonly told: Status[];

  constructor(draft: NetDraft, skeleton: JoinedSkeleton, buildChild: BuildFragment) {
    this.draft = draft;
    this.skeleton = skeleton;
    this.buildChild = buildChild;
    const skippable = skeleton.into.map((edges, node) => node > 0 && skeleton.rounds.avoids(0, new Set(edges)));
    const needs = nodesThatNeedIt(skeleton, skippable);
    this.at = needs.map((need, node) => ({ done: draft.place(), not: need && skippable[node] ? draft.place() : null }));
    this.told = skeleton.edges.map(({ from, to }, e): Status => {
      if (skeleton.out[from]!.length === 1) return this.at[from]!;
      const canBeNot = to >= 0 && needs[to]! && skeleton.rounds.avoids(0, new Set([e]));
      return { done: draft.place(), not: canBeNot ? draft.place() : null };
    });
  }

  build(from: number, to: number): void {
    const { edges, nodes, exit } = this.skeleton;
    this.draft.step(null, [from], [this.at[0]!.done]);
    for (const node of nodes.keys()) this.split(node);
    const ends = edges.map(({ child }, e): Status => {
      if (child === null) return this.told[e]!;
      const done = this.draft.place();
      this.buildChild(child, this.told[e]!.done, done);
      return { done, not: this.told[e]!.not };
    });
    for (const node of nodes.keys()) if (node > 0) this.join(node, ends);
    this.draft.step(null, [this.at[exit]!.done], [to]);
  }

  /** What a node tells its edges when it is done, and when it is not. */
  private split(node: number): void {
    const { out, parallel } = this.skeleton;
    if (out[node]!.length === 1) return;
    const edges = out[node]!.map((e) => this.told[e]!);
    const nots = edges.flatMap(({ not }) => (not === null ? [] : [not]));
    const { done, not } = this.at[node]!;
    if (parallel[node]) this.draft.step(null, [done], [...edges.map((edge) => edge.done)]);
    else for (const taken of edges) this.draft.step(null, [done], [taken.done, ...nots.filter((p) => p !== taken.not)]);
    if (not !== null) this.draft.step(null, [not], nots);
  }

  private join(node: number, ends: readonly Status[]): void {
    const { into, join } = this.skeleton;
    const edges = into[node]!;
    const at = this.at[node]!;
    const done = edges.map((e) => ends[e]!.done);
    const isTold = edges.some((e) => ends[e]!.not !== null);
    if (isTold && edges.length > 1) this.joinInTurn(edges, ends, at);
    else if (join[node] === 'parallel') this.draft.step(null, done, [at.done]);
    else for (const place of done) this.draft.step(null, [place], [at.done]);
    if (isTold && edges.length === 1 && at.not !== null) this.draft.step(null, [ends[edges[0]!]!.not!], [at.not]);
  }

  /** One edge after the other is added to what is known of those before it. */
  private joinInTurn(edges: readonly number[], ends: readonly Status[], at: Status): void {
    const { rounds } = this.skeleton;
    const step = (input: (number | null)[], output: number | null) => {
      if (output !== null && !input.includes(null)) this.draft.step(null, input as number[], [output]);
    };
    const possible = (done: number, not: readonly number[]) => rounds.possibleWithout(0, new Set(not)).has(done);
    let known = ends[edges[0]!]!;
    for (const [i, e] of edges.entries()) {
      if (i === 0) continue;
      const before = edges.slice(0, i);
      const own = ends[e]!;
      const next = i === edges.length - 1 ? at : { done: this.draft.place(), not: this.draft.place() };
      if (before.some((f) => rounds.ways.together(f, e))) step([known.done, own.done], next.done);
      if (before.some((f) => possible(f, [e]))) step([known.done, own.not], next.done);
      if (possible(e, before)) step([known.not, own.done], next.done);
      if (rounds.avoids(0, new Set([...before, e]))) step([known.not, own.not], next.not);
      known = next;
    }
  }
}

/** All that lead to a node that needs it, and where such a node may be left out, all that it leads to: until one never is. */
function nodesThatNeedIt({ edges, join }: JoinedSkeleton, skippable: readonly boolean[]): boolean[] {
  const needs = join.map((kind) => kind === 'inclusive');
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of edges) {
      if (to < 0 || needs[from] === needs[to] || (needs[from] && !skippable[from])) continue;
      needs[from] = true;
      needs[to] = true;
      changed = true;
    }
  }
  return needs;
}
