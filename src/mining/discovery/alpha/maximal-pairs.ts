import { AppError } from '#sdk';
import { bitNumbers, clearBit, hasBit, setBit } from '../inductive/bit-graph.ts';
import type { Work } from '../work.ts';
import type { Ordering } from './ordering.ts';

/** Activities that fill a place and those that empty it, rising. */
export interface Pair {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** How much there may be. */
export interface PairLimits {
  pairs: number;
  /** Words of bits looked at, about a nanosecond each. */
  words: number;
}

const LIMITS: PairLimits = { pairs: 2_000, words: 4_000_000_000 };

/**
 * The maximal pairs of sets of activities where each of `from` causes each of `to` and no two of one set are related,
 * in order of their members. They are the maximal cliques, with members on both sides, of a graph that has every activity
 * once as one that fills and once as one that empties; found by the search of Bron and Kerbosch (1973) with pivots, once
 * for each arc a → b that holds the least member of either side.
 * @throws AppError `mining.tooManyPlaces` where there are more than the limits allow
 */
export async function maximalPairs(ordering: Ordering, work: Work, limits = LIMITS): Promise<Pair[]> {
  const search = new PairSearch(ordering, work, limits);
  for (let a = 0; a < ordering.n; a++)
    for (const b of bitNumbers(ordering.causes, ordering.words, a)) await search.from(a, b);
  return search.found.sort((x, y) => inOrder(x.from, y.from) || inOrder(x.to, y.to));
}

function inOrder(x: readonly number[], y: readonly number[]): number {
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

class PairSearch {
  readonly found: Pair[] = [];
  /** Bits of a half: nodes 0 … fill, nodes from here on empty. */
  private readonly half: number;
  private readonly words: number;
  /** Neighbours of each node. */
  private readonly near: Uint32Array;
  private readonly alone: (activity: number) => boolean;
  private readonly work: Work;
  private readonly limits: PairLimits;
  private done = 0;
  private pending = 0;

  constructor({ n, words, causes, unrelated }: Ordering, work: Work, limits: PairLimits) {
    this.work = work;
    this.limits = limits;
    this.half = words * 32;
    this.words = words * 2;
    this.alone = (a) => hasBit(unrelated, words, a, a);
    this.near = new Uint32Array(2 * this.half * this.words);
    for (let a = 0; a < n; a++) {
      if (!this.alone(a)) continue;
      for (const b of bitNumbers(unrelated, words, a)) {
        if (b === a || !this.alone(b)) continue;
        setBit(this.near, this.words, a, b);
        setBit(this.near, this.words, this.half + a, this.half + b);
      }
      for (const b of bitNumbers(causes, words, a)) {
        if (!this.alone(b)) continue;
        setBit(this.near, this.words, a, this.half + b);
        setBit(this.near, this.words, this.half + b, a);
      }
    }
  }

  /** All maximal pairs of which `a` is the least on the one side and `b` on the other. */
  async from(a: number, b: number): Promise<void> {
    if (!this.alone(a) || !this.alone(b)) return;
    const { words, half } = this;
    const both = this.nearOf(a, this.near.subarray((half + b) * words, (half + b + 1) * words));
    const [open, closed] = [new Uint32Array(words), new Uint32Array(words)];
    for (const node of bitNumbers(both, words, 0))
      setBit(node > (node < half ? a : half + b) ? open : closed, words, 0, node);
    await this.spend(words);
    await this.extend([a, half + b], open, closed);
  }

  /** @param open nodes that may still join the members; closed: such that were tried, with which it would be no new pair */
  private async extend(members: readonly number[], open: Uint32Array, closed: Uint32Array): Promise<void> {
    const [candidates, tried] = [bitNumbers(open, this.words, 0), bitNumbers(closed, this.words, 0)];
    if (candidates.length === 0) {
      if (tried.length === 0) this.add(members);
      return;
    }
    await this.spend((candidates.length + tried.length) * this.words);
    const pivot = this.pivotOf([...candidates, ...tried], open);
    for (const node of candidates) {
      if (hasBit(this.near, this.words, pivot, node)) continue;
      await this.extend([...members, node], this.nearOf(node, open), this.nearOf(node, closed));
      clearBit(open, this.words, 0, node);
      setBit(closed, this.words, 0, node);
    }
  }

  /** The node with most neighbours among the open ones: these need no search of their own. */
  private pivotOf(nodes: readonly number[], open: Uint32Array): number {
    let [best, most] = [nodes[0]!, -1];
    for (const node of nodes) {
      let count = 0;
      for (let w = 0; w < this.words; w++) count += ones(this.near[node * this.words + w]! & open[w]!);
      if (count > most) [best, most] = [node, count];
    }
    return best;
  }

  private nearOf(node: number, among: Uint32Array): Uint32Array {
    return among.map((bits, w) => bits & this.near[node * this.words + w]!);
  }

  private add(members: readonly number[]): void {
    if (this.found.length === this.limits.pairs) throw tooMany();
    const sorted = members.toSorted((x, y) => x - y);
    const from = sorted.filter((node) => node < this.half);
    this.found.push({ from, to: sorted.slice(from.length).map((node) => node - this.half) });
  }

  private async spend(words: number): Promise<void> {
    this.done += words;
    this.pending += words;
    if (this.done > this.limits.words) throw tooMany();
    if (this.pending < WORDS_A_CALL) return;
    await this.work.done(this.pending);
    this.pending = 0;
  }
}

const WORDS_A_CALL = 100_000;

function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const tooMany = (): AppError =>
  new AppError(
    'too_large',
    'mining.tooManyPlaces',
    'The Alpha algorithm finds too many places in this view: its net could be neither read nor checked. Leave out rare activities or variants by a filter, or take the Inductive Miner.',
  );
