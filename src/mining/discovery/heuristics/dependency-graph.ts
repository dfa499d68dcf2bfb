import { dependency, type Follows, loopOfTwo } from './follows.ts';

export interface HeuristicsThresholds {
  /** Least dependency of an arc. */
  readonly dependency: number;
  /** Of an activity that follows itself, and of two that follow each other in turns. */
  readonly loopOfOne: number;
  readonly loopOfTwo: number;
  /** An arc whose dependency is below that of the best arc of its activity by less than this is kept too. */
  readonly relativeToBest: number;
  /** Fewer occurrences are no arc, unless it is the best of an activity. */
  readonly leastCount: number;
  /** Each activity gets its best arc in and out, whatever its dependency. */
  readonly allConnected: boolean;
}

/** Who leads to whom; the start leads to activities, and they to the end. */
export interface DependencyGraph {
  readonly n: number;
  /** `[a * n + b]`: 1 where an arc leads from a to b. */
  readonly arcs: Uint8Array;
  readonly starts: Uint8Array;
  readonly ends: Uint8Array;
}

/**
 * The dependency graph of the Flexible Heuristics Miner (Weijters, Ribeiro 2011, algorithm 1). Artificial start and end tasks
 * are activities `n` and `n + 1` here, so that every rule holds for them as well. Ties between best arcs keep all of them.
 */
export function dependencyGraph(follows: Follows, thresholds: HeuristicsThresholds): DependencyGraph {
  const { n } = follows;
  const whole = withEnds(follows);
  const size = n + 2;
  const dependencies = new Float64Array(size * size);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) dependencies[a * size + b] = dependency(whole, a, b);
  const arcs = new Uint8Array(size * size);
  const inLoop = new Uint8Array(n);
  for (let a = 0; a < n; a++) {
    if (!(dependencies[a * size + a]! >= thresholds.loopOfOne && whole.follows[a * size + a]! >= thresholds.leastCount))
      continue;
    inLoop[a] = arcs[a * size + a] = 1;
  }
  const partners = loopsOfTwo(follows, thresholds, inLoop);
  for (const [a, b] of partners) arcs[a * size + b] = arcs[b * size + a] = 1;
  const table: Table = { size, follows: whole.follows, dependencies, arcs };
  addArcs(table, partners, thresholds, 'out');
  addArcs(table, partners, thresholds, 'in');
  return {
    n,
    arcs: Uint8Array.from({ length: n * n }, (_, i) => arcs[Math.floor(i / n) * size + (i % n)]!),
    starts: Uint8Array.from({ length: n }, (_, a) => arcs[n * size + a]!),
    ends: Uint8Array.from({ length: n }, (_, a) => arcs[a * size + n + 1]!),
  };
}

interface Table {
  readonly size: number;
  readonly follows: Float64Array;
  readonly dependencies: Float64Array;
  readonly arcs: Uint8Array;
}

function withEnds({ n, follows, start, end }: Follows): { n: number; follows: Float64Array } {
  const size = n + 2;
  const whole = new Float64Array(size * size);
  for (let a = 0; a < n; a++) {
    whole.set(follows.subarray(a * n, a * n + n), a * size);
    whole[n * size + a] = start[a]!;
    whole[a * size + n + 1] = end[a]!;
  }
  return { n: size, follows: whole };
}

function loopsOfTwo(follows: Follows, thresholds: HeuristicsThresholds, inLoop: Uint8Array): [number, number][] {
  const { n, around } = follows;
  const found: [number, number][] = [];
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      if (inLoop[a] || inLoop[b] || around[a * n + b]! + around[b * n + a]! < thresholds.leastCount) continue;
      if (loopOfTwo(follows, a, b) >= thresholds.loopOfTwo) found.push([a, b]);
    }
  return found;
}

/**
 * Steps 4 to 11 of the algorithm for one direction: the best arc of each activity; of two in a loop, one whose best arc is
 * weak goes through the other where that one's is better; then whatever is above the threshold or nearly as good as the best.
 */
function addArcs(
  { size, follows, dependencies, arcs }: Table,
  partners: readonly (readonly [number, number])[],
  thresholds: HeuristicsThresholds,
  direction: 'in' | 'out',
): void {
  const at = (own: number, other: number) => (direction === 'out' ? own * size + other : other * size + own);
  const [start, end] = [size - 2, size - 1];
  // The start has nothing before it, the end nothing behind it.
  const hasNone = direction === 'out' ? end : start;
  const best = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  for (let own = 0; own < size; own++)
    for (let other = 0; other < size; other++)
      if (own !== hasNone && own !== other && follows[at(own, other)]! > 0)
        best[own] = Math.max(best[own]!, dependencies[at(own, other)]!);
  const through = new Uint8Array(size);
  for (const [a, b] of partners)
    for (const [own, other] of [
      [a, b],
      [b, a],
    ] as const)
      if (best[own]! < thresholds.dependency && best[other]! - best[own]! > thresholds.relativeToBest) through[own] = 1;
  for (let own = 0; own < size; own++)
    for (let other = 0; other < size; other++) {
      const cell = at(own, other);
      if (own === other || own === hasNone || follows[cell] === 0) continue;
      const value = dependencies[cell]!;
      const isBest = value === best[own]!;
      const near = !through[own] && thresholds.allConnected && best[own]! - value < thresholds.relativeToBest;
      const strong = value >= thresholds.dependency || near;
      const connects = isBest && !through[own] && thresholds.allConnected;
      if (connects || (strong && follows[cell]! >= thresholds.leastCount)) arcs[cell] = 1;
    }
}
