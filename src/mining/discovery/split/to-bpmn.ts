import { type Bpmn, type BpmnKind, isGateway } from '../../model/bpmn.ts';
import { BpmnDraft } from '../../model/bpmn-draft.ts';
import type { FlowGraph, FlowNode } from '../../model/flow/flow-graph.ts';
import type { Fragment } from '../../model/flow/fragment.ts';
import type { JoinedSkeleton } from '../../model/flow/joins.ts';

/**
 * The BPMN process of a flow graph whose merges are known: merges become exclusive gateways, with a parallel or inclusive one
 * in front where a fragment joins so. Of two gateways of a kind that only follow each other one is kept, and none that only
 * passes on. Nodes are numbered from the start on, breadth first.
 *
 * @param skeletons of every bond and rigid in the tree
 */
export function toBpmn(
  graph: FlowGraph,
  tree: Fragment,
  skeletons: ReadonlyMap<Fragment, JoinedSkeleton>,
  names: readonly string[],
): Bpmn {
  const drawing = new Drawing(graph, names);
  drawing.flows(drawing.draw(tree, skeletons), graph.sink);
  drawing.joinEqual();
  return drawing.done(graph.source);
}

interface DrawnNode {
  readonly kind: BpmnKind;
  readonly name: string | null;
  /** Numbers of the nodes before and behind it. */
  into: number[];
  out: number[];
}

class Drawing {
  private readonly nodes: DrawnNode[];

  constructor({ kinds }: FlowGraph, names: readonly string[]) {
    const kindOf = ({ kind }: FlowNode): BpmnKind => (kind === 'merge' ? 'exclusive' : kind);
    this.nodes = kinds.map((node) => ({ kind: kindOf(node), name: names[node.activity] ?? null, into: [], out: [] }));
  }

  /** Draws the fragment, but for the flows into its exit: gives the nodes that they come from, joined exclusively. */
  draw(fragment: Fragment, skeletons: ReadonlyMap<Fragment, JoinedSkeleton>): number[] {
    if (fragment.kind === 'edge') return [fragment.entry];
    if (fragment.kind === 'sequence') {
      for (const child of fragment.children.slice(0, -1)) this.flows(this.draw(child, skeletons), child.exit);
      return this.draw(fragment.children.at(-1)!, skeletons);
    }
    const skeleton = skeletons.get(fragment)!;
    const ends = skeleton.edges.map(({ child }) => (child ? this.draw(child, skeletons) : []));
    for (const [e, { to, back }] of skeleton.edges.entries()) if (back) this.flows(ends[e]!, skeleton.nodes[to]!);
    const arrivals = skeleton.nodes.map((_, node) => this.join(skeleton, node, ends));
    for (const [node, from] of arrivals.entries()) if (node !== skeleton.exit) this.flows(from, skeleton.nodes[node]!);
    return arrivals[skeleton.exit]!;
  }

  /** What comes to a node, through a gateway where that waits. */
  private join({ into, join }: JoinedSkeleton, node: number, ends: readonly (readonly number[])[]): number[] {
    const sources = into[node]!.map((e) => ends[e]!);
    const kind = join[node]!;
    if (kind === 'exclusive') return sources.flat();
    const gateway = this.gateway(kind);
    for (const source of sources) {
      const one = source.length === 1 ? source[0]! : this.gateway('exclusive');
      if (source.length > 1) this.flows(source, one);
      this.flows([one], gateway);
    }
    return [gateway];
  }

  private gateway(kind: BpmnKind): number {
    return this.nodes.push({ kind, name: null, into: [], out: [] }) - 1;
  }

  flows(from: readonly number[], to: number): void {
    for (const node of from) {
      this.nodes[node]!.out.push(to);
      this.nodes[to]!.into.push(node);
    }
  }

  /** A gateway that joins into one of its kind does so there; one that splits on what one of its kind has split, likewise. */
  joinEqual(): void {
    for (const [number, node] of this.nodes.entries()) {
      if (!isGateway(node)) continue;
      const [next, before] = [this.nodes[node.out[0]!]!, this.nodes[node.into[0]!]!];
      const joins = node.out.length === 1 && next.kind === node.kind && next.out.length === 1;
      const splits = node.into.length === 1 && before.kind === node.kind && before.into.length === 1;
      if (joins || splits) this.dissolve(number, node);
    }
  }

  private dissolve(number: number, node: DrawnNode): void {
    for (const before of node.into) replace(this.nodes[before]!.out, number, node.out);
    for (const behind of node.out) replace(this.nodes[behind]!.into, number, node.into);
    [node.into, node.out] = [[], []];
  }

  done(start: number): Bpmn {
    const draft = new BpmnDraft();
    const place = new Map([[start, draft.start]]);
    for (const number of place.keys())
      for (const next of this.nodes[number]!.out)
        if (!place.has(next)) place.set(next, draft.node(this.nodes[next]!.kind, this.nodes[next]!.name));
    for (const [number, from] of place) for (const next of this.nodes[number]!.out) draft.flow(from, place.get(next)!);
    return draft.done();
  }
}

function replace(list: number[], number: number, by: readonly number[]): void {
  list.splice(list.indexOf(number), 1, ...by);
}
