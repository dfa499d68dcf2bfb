import { type Layers, weightOf } from './model.ts';

/** Items of each layer from top to bottom. */
export type Order = readonly (readonly number[])[];

/** Rounds in which layers are sorted by their neighbours, where lines cross. */
const ROUNDS = 12;

/**
 * Orders each layer so that few lines cross. First as a walk from the beginning meets the items: ways back above, the
 * longest way on in the middle, others below and above it by turns; this alone draws blocks without a crossing. Where lines
 * cross, layers are sorted by the mean place of their neighbours (Sugiyama, Tagawa, Toda 1981), and the best order kept.
 */
export function orderOf(layers: Layers, reach: Int32Array): Order {
  let order = walkOrder(layers, reach);
  let best = order;
  let fewest = crossings(layers, order);
  for (let round = 0; round < ROUNDS && fewest > 0; round++) {
    order = sorted(layers, order, round % 2 === 0);
    const count = crossings(layers, order);
    if (count < fewest) [best, fewest] = [order, count];
  }
  return best;
}

/** The greatest weight on a way from each item to the end, its own included. */
export function reachOf(layers: Layers): Int32Array {
  const reach = new Int32Array(layers.layer.length);
  const byLayer = [...layers.layer.keys()].sort((a, b) => layers.layer[b]! - layers.layer[a]!);
  for (const item of byLayer)
    reach[item] = layers.next[item]!.reduce((most, to) => Math.max(most, reach[to]!), 0) + weightOf(layers, item);
  return reach;
}

function walkOrder(layers: Layers, reach: Int32Array): number[][] {
  const order: number[][] = Array.from({ length: layers.count }, () => []);
  const seen = new Uint8Array(layers.layer.length);
  const isBack = backItems(layers);
  const nodes = [...layers.graph.nodes.keys()].filter((n) => layers.before[n]!.length === 0);
  const open = nodes.reverse();
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (seen[item]) continue;
    seen[item] = 1;
    order[layers.layer[item]!]!.push(item);
    open.push(...topToBottom(layers.next[item]!, reach, isBack).reverse());
  }
  return order;
}

/** Items behind which lie the ways back from the right to where a loop begins: those that a turned edge enters first. */
function backItems({ chains, turned }: Layers): Set<number> {
  return new Set(chains.flatMap((chain, edge) => (turned[edge] && chain.length > 1 ? [chain[1]!] : [])));
}

function topToBottom(items: readonly number[], reach: Int32Array, isBack: ReadonlySet<number>): number[] {
  const on = items.filter((item) => !isBack.has(item));
  const main = on.reduce((best, item) => (best < 0 || reach[item]! > reach[best]! ? item : best), -1);
  const [above, below]: [number[], number[]] = [items.filter((item) => isBack.has(item)), []];
  for (const [i, item] of on.filter((item) => item !== main).entries()) {
    if (i % 2 === 0) below.push(item);
    else above.push(item);
  }
  return [...above, ...(main < 0 ? [] : [main]), ...below];
}

function sorted(layers: Layers, order: Order, forwards: boolean): number[][] {
  const made = order.map((items) => [...items]);
  const neighbours = forwards ? layers.before : layers.next;
  const place = new Float64Array(layers.layer.length);
  const set = (items: readonly number[]) => {
    for (const [i, item] of items.entries()) place[item] = i;
  };
  const each = forwards ? [...made.keys()] : [...made.keys()].reverse();
  for (const l of each) {
    set(made[l]!);
    const mean = new Map(
      made[l]!.map((item) => {
        const list = neighbours[item]!;
        return [item, list.length === 0 ? place[item]! : list.reduce((sum, n) => sum + place[n]!, 0) / list.length];
      }),
    );
    made[l]!.sort((a, b) => mean.get(a)! - mean.get(b)! || place[a]! - place[b]!);
    set(made[l]!);
  }
  return made;
}

/** Pairs of lines that cross, over all layers. */
export function crossings(layers: Layers, order: Order): number {
  const place = new Int32Array(layers.layer.length);
  for (const items of order) for (const [i, item] of items.entries()) place[item] = i;
  let count = 0;
  for (const [l, items] of order.entries()) {
    const size = order[l + 1]?.length ?? 0;
    const ends = items.flatMap((item) => layers.next[item]!.map((to) => place[to]!).sort((a, b) => a - b));
    count += inversions(ends, size);
  }
  return count;
}

/** Pairs in the wrong order, by a tree of counts (Fenwick 1994). */
function inversions(values: readonly number[], size: number): number {
  const tree = new Int32Array(size + 1);
  let count = 0;
  for (const [seen, value] of values.entries()) {
    let notLarger = 0;
    for (let i = value + 1; i > 0; i -= i & -i) notLarger += tree[i]!;
    count += seen - notLarger;
    for (let i = value + 1; i <= size; i += i & -i) tree[i]!++;
  }
  return count;
}
