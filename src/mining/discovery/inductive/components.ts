import { type BitGraph, bitNumbers, firstBits, hasBit, setBit } from './bit-graph.ts';

/** The connected components of the undirected graph of these rows, among `alive`: each rising, in order of their least number. */
export function components(rows: Uint32Array, alive: Uint32Array): number[][] {
  const words = alive.length;
  const unseen = alive.slice();
  const before = alive.slice();
  const found: number[][] = [];
  for (let w = 0; w < words; w++) {
    while (unseen[w] !== 0) {
      before.set(unseen);
      spread(rows, words, (w << 5) + lowest(unseen[w]!), unseen);
      for (let i = 0; i < words; i++) before[i]! &= ~unseen[i]!;
      found.push(bitNumbers(before, words, 0));
    }
  }
  return found;
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** Takes all that is reached from `root` out of `unseen`. */
function spread(rows: Uint32Array, words: number, root: number, unseen: Uint32Array): void {
  const open = [root];
  unseen[root >>> 5]! &= ~(1 << (root & 31));
  // Words before this one are empty.
  let first = 0;
  for (let a = open.pop(); a !== undefined; a = open.pop()) {
    while (first < words && unseen[first] === 0) first++;
    for (let w = first; w < words; w++) {
      let bits = rows[a * words + w]! & unseen[w]!;
      if (bits === 0) continue;
      unseen[w]! &= ~bits;
      for (; bits !== 0; bits &= bits - 1) open.push((w << 5) + lowest(bits));
    }
  }
}

/** Whether every activity reaches every other one. */
export function isStronglyConnected({ words, alive, out, into }: BitGraph): boolean {
  const [root] = bitNumbers(alive, words, 0);
  return [out, into].every((rows) => {
    const unseen = alive.slice();
    if (root !== undefined) spread(rows, words, root, unseen);
    return unseen.every((word) => word === 0);
  });
}

export interface Reachability {
  /** Strongly connected components; one that is reached from another comes before it. */
  readonly components: readonly (readonly number[])[];
  /** Sets of numbers of components, joined where neither reaches the other. */
  readonly unordered: readonly (readonly number[])[];
  /** Whether the activities of one component reach those of another. */
  reaches(from: number, to: number): boolean;
}

/** Which activities reach which, by strongly connected components whose rows are joined from the last to the first. */
export function reachability(graph: BitGraph): Reachability {
  const { n, out } = graph;
  const found = strongComponents(graph);
  const words = (found.length + 31) >>> 5;
  const reach = new Uint32Array(found.length * words);
  const component = new Int32Array(n).fill(-1);
  for (const [number, members] of found.entries()) {
    for (const a of members) component[a] = number;
    for (const a of members) {
      for (const b of bitNumbers(out, graph.words, a, graph.alive)) {
        const other = component[b]!;
        if (other === number) continue;
        setBit(reach, words, number, other);
        for (let w = 0; w < words; w++) reach[number * words + w]! |= reach[other * words + w]!;
      }
    }
  }
  const unordered = components(neither(reach, words), firstBits(found.length));
  return { components: found, unordered, reaches: (from, to) => hasBit(reach, words, from, to) };
}

/** The pairs of which neither reaches the other. */
function neither(reach: Uint32Array, words: number): Uint32Array {
  const rows = reach.slice();
  for (let a = 0; a * words < reach.length; a++) for (const b of bitNumbers(reach, words, a)) setBit(rows, words, b, a);
  for (let i = 0; i < rows.length; i++) rows[i] = ~rows[i]!;
  return rows;
}

/** Strongly connected components (Tarjan 1972); one that is reached from another comes before it. */
function strongComponents({ n, words, alive, out }: BitGraph): number[][] {
  const [index, low] = [new Int32Array(n).fill(-1), new Int32Array(n)];
  const onStack = new Uint8Array(n);
  const [stack, found]: [number[], number[][]] = [[], []];
  let counter = 0;
  const enter = (a: number) => {
    index[a] = low[a] = counter++;
    stack.push(a);
    onStack[a] = 1;
    return { a, next: bitNumbers(out, words, a, alive), at: 0 };
  };
  for (const root of bitNumbers(alive, words, 0)) {
    if (index[root]! >= 0) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const b = top.next[top.at++];
      if (b === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above) low[above.a] = Math.min(low[above.a]!, low[top.a]!);
        if (low[top.a] === index[top.a]) found.push(popUntil(top.a, stack, onStack));
      } else if (index[b]! < 0) path.push(enter(b));
      else if (onStack[b] === 1) low[top.a] = Math.min(low[top.a]!, index[b]!);
    }
  }
  return found;
}

function popUntil(a: number, stack: number[], onStack: Uint8Array): number[] {
  const members: number[] = [];
  for (;;) {
    const b = stack.pop()!;
    onStack[b] = 0;
    members.push(b);
    if (b === a) return members;
  }
}
