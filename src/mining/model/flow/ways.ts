import type { Skeleton } from './skeleton.ts';

/** Pairs of edges that are walked back over in search of partings, in one pass. */
const MOST_WALKED = 300_000;

/**
 * Which edges of a skeleton can be done side by side: two ways lead to them that part at a parallel split and do not meet
 * before. (Edges into one node, or that end a round, can both be done in one round in no other way.) A table of bits, a row for
 * each edge, filled node by node: what can be done beside an edge into the node can be so beside each edge out of it, but for
 * other edges into the node, since ways that meet are one from there on.
 */
export class Ways {
  private readonly skeleton: Skeleton;
  private readonly words: number;
  private readonly rows: Uint32Array;

  constructor(skeleton: Skeleton) {
    this.skeleton = skeleton;
    const count = skeleton.edges.length;
    const parts = skeleton.parallel.some((parallel, node) => parallel && skeleton.out[node]!.length > 1);
    this.words = parts ? (count + 31) >>> 5 : 0;
    this.rows = new Uint32Array(count * this.words);
    if (parts) for (const node of skeleton.nodes.keys()) this.pass(node);
  }

  /** Whether the two edges can be done side by side. */
  together(e: number, f: number): boolean {
    return this.words > 0 && (this.rows[e * this.words + (f >>> 5)]! & (1 << (f & 31))) !== 0;
  }

  /**
   * For each two of these edges that can both be done, a pair of edges of a parallel split from which ways lead to them. At
   * least one where there is any; of very many the first ones.
   */
  partings(list: readonly number[]): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = [];
    const walked = new Set<number>();
    for (const [i, e] of list.entries())
      for (let k = i + 1; k < list.length && walked.size < MOST_WALKED; k++) {
        const f = list[k]!;
        const parting = this.together(e, f) ? this.parting(e, f, walked) : null;
        if (parting) found.push(parting);
      }
    return found;
  }

  /** Null where the way back comes to a pair that was walked before. */
  private parting(e: number, f: number, walked: Set<number>): readonly [number, number] | null {
    const { edges, into } = this.skeleton;
    let [one, two] = [e, f];
    for (;;) {
      const key = Math.min(one, two) * edges.length + Math.max(one, two);
      if (walked.has(key)) return null;
      walked.add(key);
      if (edges[one]!.from === edges[two]!.from) return one < two ? [one, two] : [two, one];
      // The edge that leaves the later node was come to last.
      if (edges[one]!.from < edges[two]!.from) [one, two] = [two, one];
      one = into[edges[one]!.from]!.find((before) => this.together(before, two))!;
    }
  }

  private pass(node: number): void {
    const { into, out, parallel } = this.skeleton;
    const { words, rows } = this;
    const row = new Uint32Array(words);
    for (const e of into[node]!) for (let w = 0; w < words; w++) row[w]! |= rows[e * words + w]!;
    for (const e of into[node]!) row[e >>> 5]! &= ~(1 << (e & 31));
    for (const e of out[node]!) {
      for (let w = 0; w < words; w++) rows[e * words + w]! |= row[w]!;
      if (parallel[node]) for (const f of out[node]!) if (f !== e) this.add(e, f);
    }
    for (let w = 0; w < words; w++)
      for (let rest = row[w]!; rest !== 0; rest &= rest - 1) {
        const f = w * 32 + 31 - Math.clz32(rest & -rest);
        for (const e of out[node]!) this.add(f, e);
      }
  }

  private add(e: number, f: number): void {
    this.rows[e * this.words + (f >>> 5)]! |= 1 << (f & 31);
  }
}
