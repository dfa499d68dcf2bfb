/** Two nodes that separate parts of a graph from what holds on to its two outer nodes. */
export interface SeparationPair {
  readonly nodes: readonly [number, number];
  /** The nodes of each part. */
  readonly parts: readonly (readonly number[])[];
}

/**
 * Finds what two nodes separate from the rest of an undirected graph, which is attached to two of its nodes and counts as an
 * edge between them. The part that holds on to the rest is not given. Where both nodes of a pair are these two, the rest is
 * apart from all parts, of which there are then two or more. Nodes are numbers of any kind, their order decides.
 */
export class SeparationPairs {
  private readonly nodes: readonly number[];
  private readonly place: ReadonlyMap<number, number>;
  private readonly outer: readonly [number, number];
  /** Neighbours of the node in place `p`, as places: `next[start[p]] … next[start[p + 1] - 1]`. */
  private readonly start: Uint32Array;
  private readonly next: Uint32Array;

  constructor(
    nodes: readonly number[],
    neighbours: (node: number) => Iterable<number>,
    outer: readonly [number, number],
  ) {
    this.nodes = nodes.toSorted((x, y) => x - y);
    this.place = new Map(this.nodes.map((node, p) => [node, p]));
    this.outer = [this.place.get(outer[0])!, this.place.get(outer[1])!];
    const lists = this.nodes.map((node) => Array.from(neighbours(node), (other) => this.place.get(other)!));
    lists[this.outer[0]]!.push(this.outer[1]);
    lists[this.outer[1]]!.push(this.outer[0]);
    this.start = new Uint32Array(lists.length + 1);
    for (const [p, list] of lists.entries()) this.start[p + 1] = this.start[p]! + list.length;
    this.next = Uint32Array.from(lists.flat());
  }

  /** The pair with this node and the lowest other one; null: there is none. */
  of(node: number): SeparationPair | null {
    const without = this.place.get(node)!;
    for (const other of this.articulations(without)) {
      const parts = this.partsWithout(without, other);
      const inner = parts.filter((part) => !part.includes(this.outer[0]) && !part.includes(this.outer[1]));
      const isPair = inner.length < parts.length ? inner.length > 0 : parts.length > 1;
      if (!isPair) continue;
      return {
        nodes: [node, this.nodes[other]!],
        parts: inner.map((part) => part.map((p) => this.nodes[p]!)),
      };
    }
    return null;
  }

  /** Nodes without which the graph minus `without` falls apart (Tarjan 1972), without recursion; rising. */
  private articulations(without: number): number[] {
    const { start, next } = this;
    const count = this.nodes.length;
    const [order, low, parent] = [new Uint32Array(count), new Uint32Array(count), new Int32Array(count).fill(-1)];
    const at = start.slice(0, count);
    const found = new Uint8Array(count);
    const root = without === 0 ? 1 : 0;
    if (root >= count) return [];
    let [time, branches] = [1, 0];
    order[root] = low[root] = time;
    for (let node = root; node >= 0; ) {
      if (at[node]! < start[node + 1]!) {
        const other = next[at[node]!++]!;
        if (other === without || other === parent[node]) continue;
        if (order[other]! > 0) low[node] = Math.min(low[node]!, order[other]!);
        else {
          order[other] = low[other] = ++time;
          parent[other] = node;
          node = other;
        }
        continue;
      }
      const below = parent[node]!;
      if (below === root) branches++;
      else if (below >= 0 && low[node]! >= order[below]!) found[below] = 1;
      if (below >= 0) low[below] = Math.min(low[below]!, low[node]!);
      node = below;
    }
    if (branches > 1) found[root] = 1;
    return Array.from(found.keys()).filter((p) => found[p] === 1);
  }

  /** The connected parts of the graph without two nodes. */
  private partsWithout(x: number, y: number): number[][] {
    const seen = new Uint8Array(this.nodes.length);
    seen[x] = seen[y] = 1;
    const parts: number[][] = [];
    for (let root = 0; root < seen.length; root++) {
      if (seen[root] === 1) continue;
      seen[root] = 1;
      const part = [root];
      for (let i = 0; i < part.length; i++) {
        for (let k = this.start[part[i]!]!; k < this.start[part[i]! + 1]!; k++) {
          const other = this.next[k]!;
          if (seen[other] === 1) continue;
          seen[other] = 1;
          part.push(other);
        }
      }
      parts.push(part);
    }
    return parts;
  }
}
