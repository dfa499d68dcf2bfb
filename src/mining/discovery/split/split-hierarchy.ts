import { andBits, andNotBits, type Bits, countBits, noBits, orBits, setBit, xorBits } from '#sdk';

/** What comes after an activity: one task, or a gateway over several such. Numbers are of the given successors. */
export type Split =
  | { readonly kind: 'task'; readonly task: number }
  | { readonly kind: 'exclusive' | 'parallel'; readonly children: readonly Split[] };

/** Successors that are joined already. */
interface Item {
  readonly split: Split;
  /** Successors in it, those that are concurrent to it, and both together. */
  readonly cover: Bits;
  readonly future: Bits;
  readonly both: Bits;
}

/**
 * Splits of one activity (Split Miner, algorithms 4 to 6). Successors with the same future exclude each other: an exclusive
 * gateway over them covers them all and keeps that future. Where there are none, the first that have the same cover and future
 * together are concurrent: a parallel gateway covers them all, its future is what they have in common. And so on until one is left.
 *
 * Where neither applies, concurrency is incomplete: the two that come nearest to having the same cover and future, and of which
 * one is concurrent to something in the other, become a parallel gateway, as if all in them were concurrent. Ties go to what
 * comes first in the order of the successors.
 *
 * @param successors at least one, rising
 */
export function splitHierarchy(successors: readonly number[], concurrent: (a: number, b: number) => boolean): Split {
  let items = successors.map((task, i): Item => {
    const [cover, future] = [noBits(successors.length), noBits(successors.length)];
    setBit(cover, i);
    for (const [k, other] of successors.entries()) if (k !== i && concurrent(task, other)) setBit(future, k);
    return { split: { kind: 'task', task }, cover, future, both: orBits(cover, future) };
  });
  while (items.length > 1) {
    items = exclusive(items);
    if (items.length > 1) items = parallel(items) ?? forced(items);
  }
  return items[0]!.split;
}

/** All that have the same future, joined. */
function exclusive(items: readonly Item[]): Item[] {
  return [...Map.groupBy(items, ({ future }) => future.join()).values()].map((group) =>
    group.length === 1 ? group[0]! : joined('exclusive', group, group[0]!.future),
  );
}

/** The first that have cover and future in common, joined; null: there are none. */
function parallel(items: readonly Item[]): Item[] | null {
  const groups = Map.groupBy(items, ({ both }) => both.join());
  const group = groups.values().find(({ length }) => length > 1);
  if (!group) return null;
  const common = group.reduce((bits, { future }) => andBits(bits, future), group[0]!.future);
  return replaced(items, group, joined('parallel', group, common));
}

function forced(items: readonly Item[]): Item[] {
  let nearest: readonly [Item, Item] | null = null;
  let least = Number.POSITIVE_INFINITY;
  const difference = new Uint32Array(items[0]!.both.length);
  for (const [i, a] of items.entries()) {
    for (let k = i + 1; k < items.length; k++) {
      const b = items[k]!;
      if (!meet(a.future, b.cover) && !meet(b.future, a.cover)) continue;
      const distance = countBits(xorBits(a.both, b.both, difference));
      if (distance < least) [nearest, least] = [[a, b], distance];
    }
  }
  // Some future is not empty, or all would be exclusive; and what is in it is in the cover of another item.
  const [a, b] = nearest!;
  const future = andNotBits(orBits(a.future, b.future), orBits(a.cover, b.cover));
  return replaced(items, [a, b], joined('parallel', [a, b], future));
}

function meet(a: Bits, b: Bits): boolean {
  for (let w = 0; w < a.length; w++) if ((a[w]! & b[w]!) !== 0) return true;
  return false;
}

function joined(kind: 'exclusive' | 'parallel', group: readonly Item[], future: Bits): Item {
  const children = group.flatMap(({ split }) => (split.kind === kind ? split.children : [split]));
  const cover = group.reduce((bits, item) => orBits(bits, item.cover), group[0]!.cover);
  return { split: { kind, children }, cover, future, both: orBits(cover, future) };
}

/** The new item in the place of the first of the group. */
function replaced(items: readonly Item[], group: readonly Item[], by: Item): Item[] {
  const gone = new Set(group);
  return items.flatMap((item) => (item === group[0] ? [by] : gone.has(item) ? [] : [item]));
}
