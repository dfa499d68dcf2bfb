import { type ProcessTree, SILENT, tree, treeText } from './process-tree.ts';

/** Whether the empty trace is in the language. */
export function acceptsEmpty(node: ProcessTree): boolean {
  switch (node.kind) {
    case 'activity':
      return false;
    case 'silent':
      return true;
    case 'sequence':
    case 'parallel':
      return node.children.every(acceptsEmpty);
    case 'choice':
    case 'or':
      return node.children.some(acceptsEmpty);
    case 'loop':
      return acceptsEmpty(node.children[0]!);
  }
}

/** The labels, each once, in order of their first leaf. */
export function labelsOf(node: ProcessTree): string[] {
  const found = new Set<string>();
  const visit = (n: ProcessTree) => {
    if (n.kind === 'activity') found.add(n.label);
    else if ('children' in n) n.children.forEach(visit);
  };
  visit(node);
  return [...found];
}

/**
 * What may follow once the label has happened: trees whose languages together are the rests of all traces that begin
 * with it (derivatives in the sense of Brzozowski 1964, with interleaving).
 */
export function after(node: ProcessTree, label: string): ProcessTree[] {
  switch (node.kind) {
    case 'silent':
      return [];
    case 'activity':
      return node.label === label ? [SILENT] : [];
    case 'choice':
      return node.children.flatMap((child) => after(child, label));
    case 'sequence':
      return afterSequence(node.children, label);
    case 'parallel':
      return afterOneOf(node.children, label, (child) => child);
    case 'or':
      return afterOneOf(node.children, label, (child) => tree('choice', [SILENT, child]));
    case 'loop':
      return afterLoop(node, node.children, label);
  }
}

function afterSequence(children: readonly ProcessTree[], label: string): ProcessTree[] {
  const found: ProcessTree[] = [];
  for (const [i, child] of children.entries()) {
    for (const rest of after(child, label)) found.push(inOrder([rest, ...children.slice(i + 1)]));
    if (!acceptsEmpty(child)) break;
  }
  return found;
}

/** One child has moved, the others stand as `idle` says. */
function afterOneOf(
  children: readonly ProcessTree[],
  label: string,
  idle: (child: ProcessTree) => ProcessTree,
): ProcessTree[] {
  return children.flatMap((child, i) =>
    after(child, label).map((rest) => {
      const all = children.map((other, k) => (k === i ? rest : idle(other))).filter((n) => n.kind !== 'silent');
      return all.length === 0 ? SILENT : all.length === 1 ? all[0]! : tree('parallel', all);
    }),
  );
}

function afterLoop(loop: ProcessTree, children: readonly ProcessTree[], label: string): ProcessTree[] {
  const body = children[0]!;
  const redo = children.slice(1);
  if (redo.length === 0) return after(body, label);
  const again = tree('choice', [SILENT, tree('sequence', [tree('choice', redo), loop])]);
  const found = after(body, label).map((rest) => inOrder([rest, again]));
  if (!acceptsEmpty(body)) return found;
  // The body may pass unseen, then a redo part, any number of times, until one of both shows the label.
  for (const part of redo) for (const rest of after(part, label)) found.push(inOrder([rest, loop]));
  return found;
}

function inOrder(children: readonly ProcessTree[]): ProcessTree {
  const all = children.flatMap((n) => (n.kind === 'sequence' ? n.children : [n])).filter((n) => n.kind !== 'silent');
  return all.length === 0 ? SILENT : all.length === 1 ? all[0]! : tree('sequence', all);
}

/**
 * The language as a deterministic automaton, made while it is walked: a state is a set of trees that may follow. Exact
 * for every tree; how many states are met depends on what is asked.
 */
export class TreeAutomaton {
  /** Whether a trace may end in the state. */
  readonly final: boolean[] = [];
  readonly labels: readonly string[];
  private readonly rests: ProcessTree[][] = [];
  private readonly next: Map<string, number>[] = [];
  private readonly known = new Map<string, number>();

  constructor(root: ProcessTree) {
    this.labels = labelsOf(root);
    this.state([root]);
  }

  get states(): number {
    return this.final.length;
  }

  /** From a state (0 is the first) by a label; −1 where no trace goes on. */
  step(from: number, label: string): number {
    const known = this.next[from]!.get(label);
    if (known !== undefined) return known;
    const to = this.state(this.rests[from]!.flatMap((rest) => after(rest, label)));
    this.next[from]!.set(label, to);
    return to;
  }

  accepts(trace: readonly string[]): boolean {
    let state = 0;
    for (const label of trace) {
      state = this.step(state, label);
      if (state < 0) return false;
    }
    return this.final[state]!;
  }

  private state(rests: readonly ProcessTree[]): number {
    if (rests.length === 0) return -1;
    const byText = new Map(rests.map((rest) => [treeText(rest), rest]));
    const key = [...byText.keys()].sort().join(' | ');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = this.final.push(rests.some(acceptsEmpty)) - 1;
    this.rests.push([...byText.values()]);
    this.next.push(new Map());
    this.known.set(key, number);
    return number;
  }
}

/** Whether the trace is in the language. For many traces make one {@link TreeAutomaton}. */
export const accepts = (node: ProcessTree, trace: readonly string[]): boolean => new TreeAutomaton(node).accepts(trace);

export interface LanguageDifference {
  /** `not decided`: the budget of states ended before the languages were told apart or shown equal. */
  verdict: 'equal' | 'different' | 'not decided';
  /** A shortest trace that only one of both accepts, where they differ. */
  witness: readonly string[] | null;
  /** Which one accepts it. */
  acceptedBy: 'first' | 'second' | null;
}

/** Compares two languages by walking both automata side by side, shortest traces first. */
export function compareLanguages(a: ProcessTree, b: ProcessTree, mostStates = 20_000): LanguageDifference {
  const [first, second] = [new TreeAutomaton(a), new TreeAutomaton(b)];
  const labels = [...new Set([...first.labels, ...second.labels])];
  const open: { x: number; y: number; trace: readonly string[] }[] = [{ x: 0, y: 0, trace: [] }];
  const seen = new Set<string>(['0,0']);
  for (let at = 0; at < open.length; at++) {
    const { x, y, trace } = open[at]!;
    const [inFirst, inSecond] = [x >= 0 && first.final[x]!, y >= 0 && second.final[y]!];
    if (inFirst !== inSecond) return { verdict: 'different', witness: trace, acceptedBy: inFirst ? 'first' : 'second' };
    for (const label of labels) {
      const [i, j] = [x < 0 ? -1 : first.step(x, label), y < 0 ? -1 : second.step(y, label)];
      const key = `${i},${j}`;
      if ((i < 0 && j < 0) || seen.has(key)) continue;
      if (seen.size >= mostStates) return { verdict: 'not decided', witness: null, acceptedBy: null };
      seen.add(key);
      open.push({ x: i, y: j, trace: [...trace, label] });
    }
  }
  return { verdict: 'equal', witness: null, acceptedBy: null };
}

/** Every trace of at most so many events, shortest first, labels in order of the tree; `complete` is false when `most` ended it. */
export function tracesUpTo(node: ProcessTree, length: number, most: number): { traces: string[][]; complete: boolean } {
  const automaton = new TreeAutomaton(node);
  const traces: string[][] = [];
  let open: { state: number; trace: string[] }[] = [{ state: 0, trace: [] }];
  for (let n = 0; n <= length; n++) {
    const longer: typeof open = [];
    for (const { state, trace } of open) {
      if (traces.length >= most || longer.length > most * 4) return { traces, complete: false };
      if (automaton.final[state]) traces.push(trace);
      for (const label of automaton.labels) {
        const to = automaton.step(state, label);
        if (to >= 0) longer.push({ state: to, trace: [...trace, label] });
      }
    }
    open = longer;
  }
  return { traces, complete: true };
}
