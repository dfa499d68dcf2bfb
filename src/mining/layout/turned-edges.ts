import type { DiagramGraph } from './model.ts';

/**
 * Which edges are drawn from right to left, so that all others run from left to right. A loop is taken apart from where it
 * is entered: what leads from there to where it is left stays, and the whole way back is turned, so that it is drawn above
 * or below the way that it repeats. Loops inside of either part likewise. What still closes a circle, in loops with several
 * ways in, is turned as well.
 */
export function turnedEdges(graph: DiagramGraph): Uint8Array {
  const loops = new Loops(graph);
  loops.takeApart();
  turnRest(graph, loops.turned);
  return loops.turned;
}

/** Ways out of a loop that are tried as its end. */
const MOST_EXITS = 16;

class Loops {
  readonly turned: Uint8Array;
  private readonly graph: DiagramGraph;
  private readonly out: number[][];
  private readonly into: number[][];
  /** Edges between parts that are drawn on their own. */
  private readonly cut: Uint8Array;
  /** Of each node, the part that it belongs to just now. */
  private readonly part: Int32Array;
  private parts = 0;
  private readonly open: { nodes: number[]; turned: boolean }[] = [];

  constructor(graph: DiagramGraph) {
    this.graph = graph;
    this.turned = new Uint8Array(graph.edges.length);
    this.cut = new Uint8Array(graph.edges.length);
    this.part = new Int32Array(graph.nodes.length);
    this.out = edgesBy(graph, 'from');
    this.into = edgesBy(graph, 'to');
  }

  takeApart(): void {
    this.open.push({ nodes: [...this.graph.nodes.keys()], turned: false });
    for (let next = this.open.pop(); next; next = this.open.pop()) {
      const part = ++this.parts;
      for (const node of next.nodes) this.part[node] = part;
      for (const node of next.nodes)
        for (const edge of this.out[node]!) if (this.isInside(edge, part)) this.turned[edge] = Number(next.turned);
      for (const loop of this.loopsOf(next.nodes, part)) this.loop(loop, next.turned);
    }
  }

  private isInside(edge: number, part: number): boolean {
    const { from, to } = this.graph.edges[edge]!;
    return !this.cut[edge] && this.part[from] === part && this.part[to] === part;
  }

  /** Strongly connected parts of more than one node (Tarjan 1972, without recursion), each in the order of its nodes. */
  private loopsOf(nodes: readonly number[], part: number): number[][] {
    const [index, low] = [new Map<number, number>(), new Map<number, number>()];
    const [stack, onStack, found] = [[] as number[], new Set<number>(), [] as number[][]];
    const enter = (node: number) => {
      index.set(node, index.size);
      low.set(node, index.size - 1);
      stack.push(node);
      onStack.add(node);
      return { node, edge: 0 };
    };
    for (const root of nodes) {
      if (index.has(root)) continue;
      const path = [enter(root)];
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const edge = this.out[top.node]![top.edge++];
        if (edge !== undefined) {
          if (!this.isInside(edge, part)) continue;
          const { to } = this.graph.edges[edge]!;
          if (!index.has(to)) path.push(enter(to));
          else if (onStack.has(to)) low.set(top.node, Math.min(low.get(top.node)!, index.get(to)!));
          continue;
        }
        path.pop();
        const behind = path.at(-1);
        if (behind) low.set(behind.node, Math.min(low.get(behind.node)!, low.get(top.node)!));
        if (low.get(top.node) !== index.get(top.node)) continue;
        const loop = stack.splice(stack.indexOf(top.node));
        for (const node of loop) onStack.delete(node);
        if (loop.length > 1) found.push(loop.sort((a, b) => a - b));
      }
    }
    return found;
  }

  private loop(nodes: readonly number[], turned: boolean): void {
    const inside = new Set(nodes);
    const enters = (n: number) => this.into[n]!.some((edge) => !inside.has(this.graph.edges[edge]!.from));
    const leaves = (n: number) => this.out[n]!.some((edge) => !inside.has(this.graph.edges[edge]!.to));
    const entries = nodes.filter(enters);
    const heads = entries.length > 0 ? entries : nodes.slice(0, 1);
    let body = new Set(nodes);
    let exit = -1;
    // The exit before which most of the loop lies.
    for (const candidate of nodes.filter(leaves).slice(0, MOST_EXITS)) {
      const reached = this.reach(heads, candidate, inside);
      if (exit >= 0 && reached.size <= body.size) continue;
      [body, exit] = [reached, candidate];
    }
    const own = nodes.flatMap((n) => this.out[n]!).filter((e) => inside.has(this.graph.edges[e]!.to) && !this.cut[e]);
    const back = own.filter((e) => {
      const { from, to } = this.graph.edges[e]!;
      return from === exit || (!body.has(from) && body.has(to));
    });
    // Without a way back that is told by an exit, whatever leads to the first head is one.
    const parting = back.length > 0 ? back : own.filter((e) => this.graph.edges[e]!.to === heads[0]);
    for (const edge of parting) [this.cut[edge], this.turned[edge]] = [1, Number(!turned)];
    const behind = nodes.filter((n) => !body.has(n));
    if (behind.length > 0) this.open.push({ nodes: behind, turned: !turned });
    this.open.push({ nodes: nodes.filter((n) => body.has(n)), turned });
  }

  /** Nodes of the loop from its heads on, not beyond the exit. */
  private reach(heads: readonly number[], exit: number, inside: ReadonlySet<number>): Set<number> {
    const found = new Set(heads);
    const open = heads.filter((head) => head !== exit);
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (const edge of this.out[node]!) {
        const { to } = this.graph.edges[edge]!;
        if (this.cut[edge] || !inside.has(to) || found.has(to)) continue;
        found.add(to);
        if (to !== exit) open.push(to);
      }
    return found;
  }
}

/** Edges of each node by one of their ends; those from a node to itself left out. */
function edgesBy({ nodes, edges }: DiagramGraph, end: 'from' | 'to'): number[][] {
  const lists: number[][] = nodes.map(() => []);
  for (const [i, edge] of edges.entries()) if (edge.from !== edge.to) lists[edge[end]]!.push(i);
  return lists;
}

/** Turns every edge that leads back to a node on the way to it. */
function turnRest(graph: DiagramGraph, turned: Uint8Array): void {
  const edges = graph.nodes.map(() => [] as number[]);
  for (const [i, { from, to }] of graph.edges.entries()) if (from !== to) edges[turned[i] ? to : from]!.push(i);
  const state = new Uint8Array(graph.nodes.length);
  const onPath = 1;
  for (const root of graph.nodes.keys()) {
    if (state[root]) continue;
    state[root] = onPath;
    const path = [{ node: root, at: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = edges[top.node]![top.at++];
      if (edge === undefined) {
        state[top.node] = 2;
        path.pop();
        continue;
      }
      const { from, to } = graph.edges[edge]!;
      const next = turned[edge] ? from : to;
      if (state[next] === onPath) turned[edge] = Number(!turned[edge]);
      else if (!state[next]) {
        state[next] = onPath;
        path.push({ node: next, at: 0 });
      }
    }
  }
}
