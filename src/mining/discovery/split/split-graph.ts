import type { FlowGraph, FlowNode } from '../../model/flow/flow-graph.ts';
import { OUTSIDE } from '../../model/widest-paths.ts';
import type { PrunedGraph } from './concurrency.ts';
import type { Arc } from './follows-graph.ts';
import { type Split, splitHierarchy } from './split-hierarchy.ts';

export interface SplitEdge {
  readonly from: number;
  to: number;
  /** Out of a split: the activities that it was made for, the end as `OUTSIDE`. */
  readonly leads: readonly number[];
}

/** A flow graph that knows which activities each split was made for. */
export interface SplitGraph extends FlowGraph {
  readonly edges: readonly SplitEdge[];
}

/**
 * The graph of tasks and splits, with merges where ways come together: the splits of each activity by their hierarchy, one
 * gateway where several activities are followed by the same, and around an activity that follows itself a way back.
 */
export function splitGraph(activities: number, selfLoop: readonly boolean[], pruned: PrunedGraph): SplitGraph {
  const builder = new SplitGraphBuilder();
  const [start, end] = [builder.node('start'), builder.node('end')];
  const [begins, ends]: [number[], number[]] = [[], []];
  for (let activity = 0; activity < activities; activity++) {
    const task = builder.node('task', activity);
    begins.push(task);
    ends.push(task);
    if (!selfLoop[activity]) continue;
    const [again, done] = [builder.node('merge'), builder.node('exclusive')];
    builder.edge(again, task, []);
    builder.edge(task, done, []);
    builder.edge(done, again, []);
    begins[activity] = again;
    ends[activity] = done;
  }
  const gateways = new Map<string, number>();
  const nodeOf = (split: Split): number => {
    if (split.kind === 'task') return split.task === OUTSIDE ? end : begins[split.task]!;
    const key = keyOf(split);
    let gateway = gateways.get(key);
    if (gateway === undefined) {
      gateway = builder.node(split.kind);
      gateways.set(key, gateway);
      for (const child of split.children) builder.edge(gateway, nodeOf(child), tasksOf(child));
    }
    return gateway;
  };
  const concurrent = (a: number, b: number) => a !== OUTSIDE && b !== OUTSIDE && pruned.concurrent.has(a, b);
  for (const [from, arcs] of Map.groupBy(pruned.arcs, (arc: Arc) => arc.from)) {
    const split = splitHierarchy(
      arcs.map(({ to }) => to),
      concurrent,
    );
    builder.edge(from === OUTSIDE ? start : ends[from]!, nodeOf(split), []);
  }
  if (pruned.arcs.length === 0) builder.edge(start, end, []);
  return builder.done(start, end);
}

function keyOf(split: Split): string {
  return split.kind === 'task' ? `${split.task}` : `${split.kind[0]}(${split.children.map(keyOf).join(' ')})`;
}

function tasksOf(split: Split): number[] {
  return split.kind === 'task' ? [split.task] : split.children.flatMap(tasksOf);
}

class SplitGraphBuilder {
  private readonly kinds: FlowNode[] = [];
  private readonly edges: SplitEdge[] = [];

  node(kind: FlowNode['kind'], activity = -1): number {
    return this.kinds.push({ kind, activity }) - 1;
  }

  edge(from: number, to: number, leads: readonly number[]): void {
    this.edges.push({ from, to, leads });
  }

  /** With a merge in front of every node that several edges lead to. */
  done(source: number, sink: number): SplitGraph {
    const into = Map.groupBy(this.edges, ({ to }) => to);
    for (const node of this.kinds.keys().toArray()) {
      const edges = into.get(node) ?? [];
      if (edges.length < 2 || this.kinds[node]!.kind === 'merge') continue;
      const merge = this.node('merge');
      for (const edge of edges) edge.to = merge;
      this.edge(merge, node, []);
    }
    return { nodes: this.kinds.length, kinds: this.kinds, edges: this.edges, source, sink };
  }
}
