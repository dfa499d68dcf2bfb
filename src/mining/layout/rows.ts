import { type Levels, levelsOf } from './levels.ts';
import type { Layers } from './model.ts';
import type { Order } from './order.ts';

/** Room between two items above each other: lines may run closer to lines than to nodes. */
const [BETWEEN_NODES, BESIDE_NODE, BETWEEN_LINES] = [26, 20, 16];
const SWEEPS = 10;

/**
 * Height of each item. Levels (`levelsOf`) are packed from the top, then each goes to the middle of what it is joined to, as
 * far as its neighbours leave room.
 */
export function rowsOf(layers: Layers, order: Order, reach: Int32Array): Float64Array {
  const levels = levelsOf(layers, order, reach);
  const { level, count } = levels;
  const { above, below, sorted } = packing(layers, order, levels);
  const y = new Float64Array(count);
  const ceiling = (l: number) =>
    above[l]!.reduce((most, { level: a, apart }) => Math.max(most, y[a]! + apart), Number.NEGATIVE_INFINITY);
  const floor = (l: number) =>
    below[l]!.reduce((least, { level: b, apart }) => Math.min(least, y[b]! - apart), Number.POSITIVE_INFINITY);
  for (const l of sorted) y[l] = Math.max(0, ceiling(l));
  const ties = tiesOf(layers, level, count);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const each = sweep % 2 === 0 ? sorted.toReversed() : sorted;
    for (const l of each) {
      if (ties[l]!.length === 0) continue;
      y[l] = Math.max(ceiling(l), Math.min(floor(l), median(ties[l]!.map((other) => y[other]!))));
    }
  }
  const least = y.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return Float64Array.from(level, (l) => Math.round(y[l]! - least));
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

interface Neighbour {
  level: number;
  /** Least distance between their middles. */
  apart: number;
}

/** For each level those right above and below it, and all from the top down. */
interface Packing {
  readonly above: readonly Neighbour[][];
  readonly below: readonly Neighbour[][];
  readonly sorted: readonly number[];
}

/** Neighbours of one layer keep their distance; so do the lines that run up and down in it, where that closes no circle. */
function packing(layers: Layers, order: Order, levels: Levels): Packing {
  const withLines = packed(layers, order, levels, linesBetween(layers, order, levels));
  return withLines.sorted.length === levels.count ? withLines : packed(layers, order, levels, () => []);
}

type LevelPair = readonly [upper: number, lower: number, apart: number];

function packed(
  layers: Layers,
  order: Order,
  { level, count }: Levels,
  more: (upper: number, lower: number) => LevelPair[],
): Packing {
  const lists = () => Array.from({ length: count }, (): Neighbour[] => []);
  const [above, below] = [lists(), lists()];
  for (const items of order)
    for (let i = 1; i < items.length; i++) {
      const [a, b] = [items[i - 1]!, items[i]!];
      for (const [upper, lower, apart] of [[level[a]!, level[b]!, apartOf(layers, a, b)] as const, ...more(a, b)]) {
        above[lower]!.push({ level: upper, apart });
        below[upper]!.push({ level: lower, apart });
      }
    }
  return { above, below, sorted: topDown(above, below, count) };
}

/**
 * What lies between two neighbours of a layer besides them: lines that leave or enter the upper one at its bottom or the
 * lower one at its top turn there to the height of where they lead.
 */
function linesBetween(layers: Layers, order: Order, { level, straight }: Levels) {
  const place = new Int32Array(layers.layer.length);
  for (const items of order) for (const [i, item] of items.entries()) place[item] = i;
  const straightBefore = new Int32Array(layers.layer.length).fill(-1);
  for (const [item, to] of straight.entries()) if (to >= 0) straightBefore[to] = item;
  const furthest = (item: number, side: 1 | -1): number[] =>
    layers.graph.nodes[item]?.upright
      ? [
          [layers.next[item]!, straight[item]!] as const,
          [layers.before[item]!, straightBefore[item]!] as const,
        ].flatMap(([ends, level]) => {
          const beyond = level < 0 ? [] : ends.filter((end) => side * (place[end]! - place[level]!) > 0);
          return beyond.length === 0
            ? []
            : [beyond.reduce((far, end) => (side * (place[end]! - place[far]!) > 0 ? end : far))];
        })
      : [];
  return (upper: number, lower: number): LevelPair[] => {
    const [down, up] = [furthest(upper, 1), furthest(lower, -1)];
    const [a, b] = [layers.graph.nodes[upper], layers.graph.nodes[lower]];
    const [fromUpper, fromLower] = [
      (a ? a.height / 2 + a.below : 0) + BESIDE_NODE,
      BESIDE_NODE + (b ? b.height / 2 + layers.above[lower]! : 0),
    ];
    return [
      ...down.map((item): LevelPair => [level[item]!, level[lower]!, b ? fromLower : BETWEEN_LINES]),
      ...up.map((item): LevelPair => [level[upper]!, level[item]!, a ? fromUpper : BETWEEN_LINES]),
      ...down.flatMap((d) => up.map((u): LevelPair => [level[d]!, level[u]!, BETWEEN_LINES])),
    ].filter(([x, y]) => x !== y);
  };
}

function apartOf(layers: Layers, upper: number, lower: number): number {
  const [a, b] = [layers.graph.nodes[upper], layers.graph.nodes[lower]];
  const gap = a && b ? BETWEEN_NODES : a || b ? BESIDE_NODE : BETWEEN_LINES;
  return (a ? a.height / 2 + a.below : 0) + gap + (b ? b.height / 2 + layers.above[lower]! : 0);
}

/** Levels so that each comes behind those above it. */
function topDown(above: readonly Neighbour[][], below: readonly Neighbour[][], count: number): number[] {
  const waits = above.map((list) => list.length);
  const open = Array.from({ length: count }, (_, l) => l).filter((l) => waits[l] === 0);
  for (let at = 0; at < open.length; at++)
    for (const { level } of below[open[at]!]!) if (--waits[level]! === 0) open.push(level);
  return open;
}

/** Levels that each is joined to by lines that are not straight, once for each line. */
function tiesOf(layers: Layers, level: Int32Array, count: number): number[][] {
  const ties: number[][] = Array.from({ length: count }, () => []);
  for (const [from, list] of layers.next.entries())
    for (const to of list) {
      const [a, b] = [level[from]!, level[to]!];
      if (a === b) continue;
      ties[a]!.push(b);
      ties[b]!.push(a);
    }
  return ties;
}
