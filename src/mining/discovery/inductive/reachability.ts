import type { Flow } from './flow.ts';

/** Which activity reaches which by one arc or more, as rows of bits. */
export interface Reachability {
  has(from: number, to: number): boolean;
}

/** By strongly connected components (Tarjan 1972), whose rows are joined from the last to the first. */
export function reachability(flow: Flow): Reachability {
  const { n, follows } = flow;
  const words = (n + 31) >>> 5;
  const component = new Int32Array(n).fill(-1);
  const rows: Uint32Array[] = [];
  for (const members of components(flow)) {
    const row = new Uint32Array(words);
    const number = rows.push(row) - 1;
    for (const a of members) component[a] = number;
    for (const a of members) {
      for (let b = 0; b < n; b++) {
        if (!(follows[a * n + b]! > 0)) continue;
        row[b >>> 5]! |= 1 << (b & 31);
        const behind = rows[component[b]!]!;
        if (behind !== row) for (let w = 0; w < words; w++) row[w]! |= behind[w]!;
      }
    }
    if (members.length > 1) for (const a of members) row[a >>> 5]! |= 1 << (a & 31);
  }
  return { has: (from, to) => ((rows[component[from]!]![to >>> 5]! >>> (to & 31)) & 1) === 1 };
}

/** Strongly connected components; one that is reached from another comes before it. */
function components({ n, follows }: Flow): number[][] {
  const [index, low, next] = [new Int32Array(n).fill(-1), new Int32Array(n), new Int32Array(n)];
  const onStack = new Uint8Array(n);
  const [stack, found]: [number[], number[][]] = [[], []];
  let counter = 0;
  for (let root = 0; root < n; root++) {
    if (index[root]! >= 0) continue;
    const path = [root];
    while (path.length > 0) {
      const a = path.at(-1)!;
      if (index[a]! < 0) {
        index[a] = low[a] = counter++;
        stack.push(a);
        onStack[a] = 1;
      }
      let b = next[a]!;
      while (b < n && !(follows[a * n + b]! > 0 && (index[b]! < 0 || onStack[b] === 1))) b++;
      next[a] = b + 1;
      if (b < n) {
        if (index[b]! < 0) path.push(b);
        else low[a] = Math.min(low[a]!, index[b]!);
        continue;
      }
      path.pop();
      if (path.length > 0) low[path.at(-1)!] = Math.min(low[path.at(-1)!]!, low[a]!);
      if (low[a] === index[a]) found.push(popUntil(a, stack, onStack));
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
