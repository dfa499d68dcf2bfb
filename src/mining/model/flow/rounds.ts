import type { Skeleton } from './skeleton.ts';
import { Ways } from './ways.ts';

/**
 * What can happen in one round of a skeleton in which every merge waits until nothing more can come. An exclusive split gives its
 * token to one edge, a parallel one to all, a merge passes one on when one or more came: each edge is done once or not at all.
 * All answers are exact, and cost edges for each round asked about.
 *
 * An edge can be done while others are not when a way leads to it on which every node can avoid them, a parallel split by all its
 * edges; what is decided beside the way cannot be at odds with it, since it would only come back to it.
 */
export class Rounds {
  readonly skeleton: Skeleton;
  /** Which edges can both be done. */
  readonly ways: Ways;
  private readonly reached = new Map<number, Uint8Array>();

  constructor(skeleton: Skeleton) {
    this.skeleton = skeleton;
    this.ways = new Ways(skeleton);
  }

  /** Nodes that a round from this node can come to, by number: 1. */
  reachable(start: number): Uint8Array {
    let found = this.reached.get(start);
    if (!found) {
      found = new Uint8Array(this.skeleton.nodes.length);
      found[start] = 1;
      for (let node = start; node < found.length; node++) {
        if (found[node] === 0) continue;
        for (const e of this.skeleton.out[node]!) {
          const { to, back } = this.skeleton.edges[e]!;
          if (to >= 0 && !back) found[to] = 1;
        }
      }
      this.reached.set(start, found);
    }
    return found;
  }

  /** Whether none of the edges need be done in a round from this node. */
  avoids(start: number, none: ReadonlySet<number>): boolean {
    return this.avoiding(none).node[start] === 1;
  }

  /** Edges of which each can be done in a round from this node in which none of the others is. */
  possibleWithout(start: number, none: ReadonlySet<number>): ReadonlySet<number> {
    const { out, edges } = this.skeleton;
    const avoiding = this.avoiding(none);
    const found = new Set<number>();
    const onWay = new Uint8Array(this.skeleton.nodes.length);
    onWay[start] = 1;
    for (let node = start; node < onWay.length; node++) {
      if (onWay[node] === 0 || avoiding.node[node] === 0) continue;
      for (const e of out[node]!) {
        if (avoiding.edge[e] === 0) continue;
        found.add(e);
        const { to, back } = edges[e]!;
        if (to >= 0 && !back) onWay[to] = 1;
      }
    }
    return found;
  }

  /** Nodes and edges whose token can go on without doing any of these edges. */
  private avoiding(none: ReadonlySet<number>) {
    const { nodes, out, edges, parallel } = this.skeleton;
    const edge = new Uint8Array(edges.length);
    const node = new Uint8Array(nodes.length);
    for (let n = nodes.length - 1; n >= 0; n--) {
      let some = 0;
      for (const e of out[n]!) {
        const { to, back } = edges[e]!;
        edge[e] = none.has(e) ? 0 : to < 0 || back ? 1 : node[to]!;
        some += edge[e]!;
      }
      node[n] = Number(parallel[n] ? some === out[n]!.length : some > 0);
    }
    return { edge, node };
  }
}
