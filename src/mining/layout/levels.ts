import { isNode, type Layers, weightOf } from './model.ts';
import type { Order } from './order.ts';

/** What is drawn at one height. */
export interface Levels {
  /** Number of the level of each item. */
  readonly level: Int32Array;
  /** The item of the next layer that each is joined to by a straight line; −1: none. */
  readonly straight: Int32Array;
  readonly count: number;
}

/**
 * Puts items of neighbouring layers that one line joins on one level, the main path first, then long lines, then the longer
 * way on; never two that cross (after Brandes, Köpf 2002).
 */
export function levelsOf(layers: Layers, order: Order, reach: Int32Array): Levels {
  const place = new Int32Array(layers.layer.length);
  for (const items of order) for (const [i, item] of items.entries()) place[item] = i;
  const straight = new Int32Array(layers.layer.length).fill(-1);
  const taken = new Uint8Array(layers.layer.length);
  const level = new Int32Array(layers.layer.length).fill(-1);
  const steps = stepsOf(layers, reach);
  const byGap: (typeof steps)[] = order.map(() => []);
  for (const step of steps) byGap[layers.layer[step.from]!]!.push(step);
  for (const gap of byGap) {
    const chosen: { from: number; to: number }[] = [];
    gap.sort(
      (a, b) =>
        a.rank - b.rank || b.through - a.through || place[a.from]! - place[b.from]! || place[a.to]! - place[b.to]!,
    );
    for (const { from, to } of gap) {
      if (straight[from]! >= 0 || taken[to]) continue;
      const crosses = chosen.some((other) => (place[other.from]! - place[from]!) * (place[other.to]! - place[to]!) < 0);
      if (crosses) continue;
      chosen.push({ from, to });
      straight[from] = to;
      taken[to] = 1;
    }
  }
  let count = 0;
  for (const items of order)
    for (const item of items) {
      if (level[item]! < 0) level[item] = count++;
      if (straight[item]! >= 0) level[straight[item]!] = level[item]!;
    }
  return { level, straight, count };
}

interface Step {
  from: number;
  to: number;
  /** 0: on the main path; 1: a line that passes both layers; 2: another; 3: one that is turned. */
  rank: number;
  /** Weight of the longest way through it. */
  through: number;
}

function stepsOf(layers: Layers, reach: Int32Array): Step[] {
  const main = mainPath(layers, reach);
  const behind = new Int32Array(layers.layer.length);
  const byLayer = [...layers.layer.keys()].sort((a, b) => layers.layer[a]! - layers.layer[b]!);
  for (const item of byLayer)
    behind[item] = layers.before[item]!.reduce((most, n) => Math.max(most, behind[n]!), 0) + weightOf(layers, item);
  return layers.chains.flatMap((chain, edge) =>
    chain.slice(1).map((to, i): Step => {
      const from = chain[i]!;
      const passes = !isNode(layers, from) && !isNode(layers, to);
      const rank = main.get(from) === to ? 0 : passes ? 1 : layers.turned[edge] ? 3 : 2;
      return { from, to, rank, through: behind[from]! + reach[to]! };
    }),
  );
}

/** The longest way over lines that run with the reading: what follows each item on it. */
function mainPath(layers: Layers, reach: Int32Array): Map<number, number> {
  const forward = layers.next.map(() => [] as number[]);
  for (const [edge, chain] of layers.chains.entries()) {
    if (layers.turned[edge]) continue;
    for (let i = 1; i < chain.length; i++) forward[chain[i - 1]!]!.push(chain[i]!);
  }
  const longest = (items: Iterable<number>) => {
    let best = -1;
    for (const item of items) if (best < 0 || reach[item]! > reach[best]!) best = item;
    return best;
  };
  const path = new Map<number, number>();
  const first = layers.graph.nodes.keys().filter((n) => layers.before[n]!.length === 0);
  for (let item = longest(first); item >= 0 && forward[item]!.length > 0; ) {
    const to = longest(forward[item]!);
    path.set(item, to);
    item = to;
  }
  return path;
}
