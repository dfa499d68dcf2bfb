import { type Bpmn, type BpmnKind, flowsByNode } from '../bpmn.ts';
import type { PetriNet } from '../petri-net.ts';
import type { FlowGraph, FlowNode } from './flow-graph.ts';
import { flowNet } from './flow-net.ts';
import { endsOf, type Join, type JoinedSkeleton, joinedSkeletons } from './joins.ts';
import { structureTree } from './structure-tree.ts';

/** Flows of a process that is looked at; what hangs together is compared pair by pair. */
const MOST_FLOWS = 10_000;

/**
 * The net of a sound process whose inclusive gateways all join, exactly: the same as with the joins that follow from its splits.
 * Null where that cannot be said: several starts or ends, inclusive splits, an inclusive join that waits in a loop, or exclusive and
 * parallel joins that are not what their ways ask for.
 */
export function netWithInclusiveJoins(bpmn: Bpmn): PetriNet | null {
  const graph = bpmn.flows.length > MOST_FLOWS ? null : declaredGraph(bpmn);
  if (graph === null) return null;
  const tree = structureTree(graph);
  const skeletons = joinedSkeletons(graph, tree);
  for (const skeleton of skeletons.values()) if (!isAsDeclared(skeleton, graph.declared)) return null;
  return flowNet(
    graph,
    tree,
    skeletons,
    bpmn.nodes.map(({ kind, name }) => (kind === 'task' ? name : null)),
  );
}

/** A flow graph with how each merge says that it joins. */
interface DeclaredGraph extends FlowGraph {
  readonly declared: ReadonlyMap<number, Join>;
}

function isAsDeclared(skeleton: JoinedSkeleton, declared: ReadonlyMap<number, Join>): boolean {
  const { nodes, edges, into, join, rounds } = skeleton;
  const ends = endsOf(skeleton);
  if (rounds.ways.partings(ends).length > 0) return false;
  if (ends.length > 1 && join.includes('inclusive')) return false;
  const mayJoin = (node: number, kind: Join) => [kind, 'inclusive'].includes(declared.get(nodes[node]!)!);
  return (
    nodes.every((_, node) => into[node]!.length < 2 || mayJoin(node, join[node]!)) &&
    edges.every(({ to, back }) => !back || mayJoin(to, 'exclusive'))
  );
}

/** Null where the process is no such graph. */
function declaredGraph(bpmn: Bpmn): DeclaredGraph | null {
  const { into, out } = flowsByNode(bpmn);
  const of = (kind: BpmnKind) => [...bpmn.nodes.keys()].filter((n) => bpmn.nodes[n]!.kind === kind);
  const [starts, ends] = [of('start'), of('end')];
  const isWhole = bpmn.nodes.every(
    ({ kind }, n) => (kind === 'start') === (into[n]!.length === 0) && (kind === 'end') === (out[n]!.length === 0),
  );
  const splitsInclusively = of('inclusive').some((n) => out[n]!.length > 1);
  const comesToItself = bpmn.flows.some(({ from, to }) => from === to);
  if (starts.length !== 1 || ends.length !== 1 || !isWhole || splitsInclusively || comesToItself) return null;
  const kinds: FlowNode[] = [];
  const edges: { from: number; to: number }[] = [];
  const declared = new Map<number, Join>();
  const add = (kind: FlowNode['kind'], activity = -1) => kinds.push({ kind, activity }) - 1;
  /** Each node in up to three: its merge, itself, its split. */
  const parts = bpmn.nodes.map(({ kind }, n) => {
    const isGate = kind === 'exclusive' || kind === 'parallel' || kind === 'inclusive';
    const [joins, splits] = [into[n]!.length > 1, out[n]!.length > 1];
    const own: number[] = [];
    if (joins) {
      own.push(add('merge'));
      declared.set(own[0]!, isGate ? kind : 'exclusive');
    }
    if (kind === 'start' || kind === 'end') own.push(add(kind));
    else if (!isGate || (!joins && !splits)) own.push(add('task', n));
    if (splits) own.push(add(kind === 'exclusive' ? 'exclusive' : 'parallel'));
    for (const [i, to] of own.slice(1).entries()) edges.push({ from: own[i]!, to });
    return own;
  });
  for (const { from, to } of bpmn.flows) edges.push({ from: parts[from]!.at(-1)!, to: parts[to]![0]! });
  const graph = {
    nodes: kinds.length,
    kinds,
    edges,
    source: parts[starts[0]!]![0]!,
    sink: parts[ends[0]!]!.at(-1)!,
    declared,
  };
  return isConnected(graph) ? graph : null;
}

/** Whether every node lies on a way from the source to the sink. */
function isConnected({ nodes, edges, source, sink }: FlowGraph): boolean {
  const reach = (from: number, tail: 'from' | 'to', head: 'from' | 'to') => {
    const next = Map.groupBy(edges, (edge) => edge[tail]);
    const seen = new Set([from]);
    for (const node of seen) for (const edge of next.get(node) ?? []) seen.add(edge[head]);
    return seen.size === nodes;
  };
  return reach(source, 'from', 'to') && reach(sink, 'to', 'from');
}
