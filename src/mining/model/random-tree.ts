import { activity, OPERATORS, type Operator, type ProcessTree, SILENT, tree } from './process-tree.ts';

export interface RandomTreeOptions {
  labels: readonly string[];
  depth: number;
  operators: readonly Operator[];
  /** Chance that a leaf is silent. */
  silent: number;
}

/** A tree made by chance, labels drawn with repetition: for tests and samples. */
export function randomTree(
  random: () => number,
  { labels = ['a', 'b', 'c', 'd'], depth = 3, operators = OPERATORS, silent = 0.25 }: Partial<RandomTreeOptions> = {},
): ProcessTree {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const grow = (left: number): ProcessTree => {
    if (left === 0 || random() < 0.25) return random() < silent ? SILENT : activity(oneOf(labels));
    return tree(
      oneOf(operators),
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => grow(left - 1)),
    );
  };
  return grow(depth);
}

/**
 * A tree of the class whose language the Inductive Miner is proved to find again (Leemans, Fahland, van der Aalst 2013,
 * theorem 14): no label twice, nothing silent, and the body of a loop begins with other activities than it ends with.
 */
export function rediscoverableTree(random: () => number, labels: readonly string[]): ProcessTree {
  const cut = (from: readonly string[], parts: number): (readonly string[])[] => {
    const bounds = new Set([0, from.length]);
    while (bounds.size < parts + 1) bounds.add(1 + Math.floor(random() * (from.length - 1)));
    const sorted = [...bounds].sort((a, b) => a - b);
    return sorted.slice(1).map((end, i) => from.slice(sorted[i], end));
  };
  const grow = (from: readonly string[], inLoop: boolean): ProcessTree => {
    if (from.length === 1) return activity(from[0]!);
    const kinds: Operator[] = from.length > 2 && !inLoop ? ['sequence', 'choice', 'parallel', 'loop'] : ['sequence'];
    const kind = kinds[Math.floor(random() * kinds.length)]!;
    if (kind === 'loop') {
      // A body of two activities or more in sequence: its starts are not its ends.
      const [body, ...redo] = [from.slice(0, 2), ...cut(from.slice(2), Math.min(2, from.length - 2))];
      const children = redo.map((part) => grow(part, false));
      return tree('loop', [tree('sequence', body!.map(activity)), ...children]);
    }
    const parts = cut(from, Math.min(from.length, 2 + Math.floor(random() * 2)));
    return tree(
      kind,
      parts.map((part) => grow(part, false)),
    );
  };
  return grow(labels, false);
}
