import type { Fragment, TwoTerminalGraph } from './fragment.ts';

/** A fragment that knows how many edges of the graph it has at its two nodes. */
export interface Part extends Fragment {
  readonly edgesAt: (node: number) => { readonly in: number; readonly out: number };
  readonly other: (node: number) => number;
}

const NONE = { in: 0, out: 0 };

/**
 * What is left of a graph while fragments are found in it: nodes, and between them fragments, seen without direction. Two
 * fragments between the same nodes become a bond as soon as they meet.
 */
export class Core {
  private readonly graph: TwoTerminalGraph;
  private readonly indegree: Uint32Array;
  /** By node, the fragment to each other node. */
  private readonly at = new Map<number, Map<number, Part>>();
  /** Fragments that are left. */
  size = 0;

  constructor(graph: TwoTerminalGraph, indegree = indegrees(graph)) {
    this.graph = graph;
    this.indegree = indegree;
  }

  nodes(): number[] {
    return [...this.at.keys()];
  }

  has(node: number): boolean {
    return this.at.has(node);
  }

  /** Nodes next to it, in the order in which the fragments came. */
  next(node: number): Iterable<number> {
    return this.at.get(node)!.keys();
  }

  addEdge(edge: number, from: number, to: number): void {
    const counts = (node: number) => (node === from ? { in: 0, out: 1 } : node === to ? { in: 1, out: 0 } : NONE);
    this.add(partOf({ kind: 'edge', entry: from, exit: to, children: [], edge }, counts));
  }

  add(part: Part): void {
    const beside = this.at.get(part.entry)?.get(part.exit);
    if (beside) {
      this.add(this.bond(this.remove(beside), part));
      return;
    }
    for (const [node, other] of [
      [part.entry, part.exit],
      [part.exit, part.entry],
    ] as const) {
      const around = this.at.get(node) ?? new Map<number, Part>();
      around.set(other, part);
      this.at.set(node, around);
    }
    this.size++;
  }

  remove(part: Part): Part {
    for (const node of [part.entry, part.exit]) {
      const around = this.at.get(node)!;
      around.delete(part.other(node));
      if (around.size === 0) this.at.delete(node);
    }
    this.size--;
    return part;
  }

  /** The only fragment at the node, where that is not all that is left; null: there is no such. */
  endAt(node: number): Part | null {
    const around = this.at.get(node)!;
    return around.size === 1 && this.size > 1 ? [...around.values()][0]! : null;
  }

  between(a: number, b: number): Part | null {
    return this.at.get(a)?.get(b) ?? null;
  }

  /** Makes sequences of nodes with two fragments, and bonds that come of it, until none is left but the two given nodes. */
  reduce(a: number, b: number): void {
    const open = this.nodes();
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const around = this.at.get(node);
      if (around?.size !== 2 || node === a || node === b) continue;
      const [one, two] = [...around.values()] as [Part, Part];
      const [from, to] = [one.other(node), two.other(node)];
      this.remove(one);
      this.remove(two);
      this.add(this.sequence([one, two], from));
      open.push(from, to);
    }
  }

  /** Takes out the nodes and their fragments to each other and to the pair that separates them. */
  cutOff(inner: readonly number[], pair: readonly number[]): Core {
    const part = new Core(this.graph, this.indegree);
    const own = new Set([...inner, ...pair]);
    for (const node of inner)
      for (const [other, fragment] of [...(this.at.get(node) ?? [])])
        if (own.has(other)) part.add(this.remove(fragment));
    return part;
  }

  bond(one: Part, two: Part): Part {
    return this.combine('bond', one.entry, one.exit, [...flat(one), ...flat(two)]);
  }

  rigid(a: number, b: number): Part {
    const children = new Set([...this.at.values()].flatMap((around) => [...around.values()]));
    return this.combine('rigid', a, b, [...children]);
  }

  /** Fragments one behind the other, from a node on; they may all point the other way. */
  sequence(parts: readonly Part[], from: number): Part {
    if (parts.length === 1) return parts[0]!;
    const forwards = parts[0]!.entry === from;
    const children = (forwards ? parts : parts.toReversed()).flatMap((part) =>
      part.kind === 'sequence' ? (part.children as readonly Part[]) : [part],
    );
    const [first, last] = [children[0]!, children.at(-1)!];
    const edge = children.reduce((least, child) => Math.min(least, child.edge), first.edge);
    return partOf({ kind: 'sequence', entry: first.entry, exit: last.exit, children, edge }, (node) =>
      node === first.entry ? first.edgesAt(node) : node === last.exit ? last.edgesAt(node) : NONE,
    );
  }

  private combine(kind: 'bond' | 'rigid', a: number, b: number, children: Part[]): Part {
    children.sort((x, y) => x.edge - y.edge);
    const sums = [a, b].map((node) => {
      const sum = { in: 0, out: 0 };
      for (const child of children) {
        const own = child.edgesAt(node);
        sum.in += own.in;
        sum.out += own.out;
      }
      return sum;
    }) as [typeof NONE, typeof NONE];
    // The entry has an edge into the fragment, and is reached from outside of it.
    const isEntry = (node: number, { in: ins, out }: typeof NONE) =>
      out > 0 && (node === this.graph.source || ins < this.indegree[node]!);
    const [entry, exit] = isEntry(a, sums[0]) ? [a, b] : [b, a];
    return partOf({ kind, entry, exit, children, edge: children[0]!.edge }, (node) =>
      node === a ? sums[0] : node === b ? sums[1] : NONE,
    );
  }
}

const flat = (part: Part): readonly Part[] => (part.kind === 'bond' ? (part.children as readonly Part[]) : [part]);

function partOf(fragment: Fragment, edgesAt: Part['edgesAt']): Part {
  return { ...fragment, edgesAt, other: (node) => (node === fragment.entry ? fragment.exit : fragment.entry) };
}

function indegrees({ nodes, edges }: TwoTerminalGraph): Uint32Array {
  const counts = new Uint32Array(nodes);
  for (const { to } of edges) counts[to]!++;
  return counts;
}
