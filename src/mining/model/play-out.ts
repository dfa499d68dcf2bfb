import type { ProcessTree } from './process-tree.ts';

export interface PlayOutOptions {
  traces: number;
  /** Most events of a trace: when they are spent, loops end and choices take their shortest way. */
  mostEvents: number;
  /** Chance that a loop goes round once more, 0 … 1. */
  again: number;
}

/**
 * Traces made by chance: each child of a choice as likely as the others, for `or` each non-empty set of children, parallel
 * children interleaved so that every order of their events is as likely. The same numbers give the same traces.
 * @param random numbers 0 ≤ x < 1, as of `seededNumbers`
 */
export function playOut(
  node: ProcessTree,
  random: () => number,
  { traces, mostEvents = 200, again = 0.4 }: Partial<PlayOutOptions> & Pick<PlayOutOptions, 'traces'>,
): string[][] {
  return Array.from({ length: traces }, () => new Player(random, mostEvents, again).play(node));
}

class Player {
  private readonly random: () => number;
  private left: number;
  private readonly again: number;

  constructor(random: () => number, mostEvents: number, again: number) {
    this.random = random;
    this.left = mostEvents;
    this.again = again;
  }

  play(node: ProcessTree): string[] {
    switch (node.kind) {
      case 'silent':
        return [];
      case 'activity':
        this.left--;
        return [node.label];
      case 'sequence':
        return node.children.flatMap((child) => this.play(child));
      case 'choice':
        return this.play(this.oneOf(node.children));
      case 'parallel':
        return this.interleave(node.children.map((child) => this.play(child)));
      case 'or':
        return this.interleave(this.someOf(node.children).map((child) => this.play(child)));
      case 'loop':
        return this.loop(node.children[0]!, node.children.slice(1));
    }
  }

  private loop(body: ProcessTree, redo: readonly ProcessTree[]): string[] {
    const trace = this.play(body);
    // A loop of silent parts spends nothing: the chance ends it.
    while (redo.length > 0 && this.left > 0 && this.random() < this.again) {
      trace.push(...this.play(this.oneOf(redo)), ...this.play(body));
    }
    return trace;
  }

  private oneOf(children: readonly ProcessTree[]): ProcessTree {
    if (this.left > 0) return children[Math.floor(this.random() * children.length)]!;
    return children.reduce((best, child) => (shortest(child) < shortest(best) ? child : best));
  }

  private someOf(children: readonly ProcessTree[]): readonly ProcessTree[] {
    if (this.left <= 0) return [this.oneOf(children)];
    for (;;) {
      const chosen = children.filter(() => this.random() < 0.5);
      if (chosen.length > 0) return chosen;
    }
  }

  private interleave(parts: readonly string[][]): string[] {
    const next = parts.map(() => 0);
    const merged: string[] = [];
    for (let left = parts.reduce((sum, part) => sum + part.length, 0); left > 0; left--) {
      let at = this.random() * left;
      const i = parts.findIndex((part, k) => {
        at -= part.length - next[k]!;
        return at < 0;
      });
      merged.push(parts[i]![next[i]!++]!);
    }
    return merged;
  }
}

/** Events of a shortest trace. */
export function shortest(node: ProcessTree): number {
  if (node.kind === 'silent') return 0;
  if (node.kind === 'activity') return 1;
  const lengths = node.children.map(shortest);
  if (node.kind === 'loop') return lengths[0]!;
  return node.kind === 'choice' || node.kind === 'or'
    ? Math.min(...lengths)
    : lengths.reduce((sum, length) => sum + length, 0);
}
