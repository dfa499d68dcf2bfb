import { type Bpmn, flowsByNode } from './bpmn.ts';

/** Tokens on each flow. */
type State = readonly number[];

/**
 * The traces of a process by the rules of BPMN 2.0.2 (13.3), walked state by state: for tests and tiny models. An inclusive
 * gateway goes on when a token is there and no other one can still come: from no flow with a token is there a way to one of its
 * empty flows, past the gateway itself, unless there is one to a flow where a token is, too (13.4.3).
 */
export class BpmnLanguage {
  private readonly bpmn: Bpmn;
  private readonly into: readonly number[][];
  private readonly out: readonly number[][];

  constructor(bpmn: Bpmn) {
    this.bpmn = bpmn;
    const { into, out } = flowsByNode(bpmn);
    this.into = into;
    this.out = out;
  }

  /** Every trace of at most so many events after which no token is left, sorted; null: there are more states than that. */
  tracesUpTo(length: number, mostStates: number): string[][] | null {
    const traces: string[][] = [];
    let [open, left] = [[{ states: [this.begin()] as State[], trace: [] as string[] }], mostStates];
    for (let n = 0; n <= length; n++) {
      const next: typeof open = [];
      for (const { states, trace } of open) {
        const closed = this.closure(states);
        left -= closed.length;
        if (left < 0) return null;
        if (closed.some((state) => state.every((tokens) => tokens === 0))) traces.push(trace);
        for (const [label, reached] of this.visible(closed)) next.push({ states: reached, trace: [...trace, label] });
      }
      open = next;
    }
    return traces.sort();
  }

  private begin(): State {
    const tokens = this.bpmn.flows.map(() => 0);
    for (const [n, { kind }] of this.bpmn.nodes.entries())
      if (kind === 'start') for (const flow of this.out[n]!) tokens[flow]!++;
    return tokens;
  }

  private closure(states: readonly State[]): State[] {
    const found = new Map(states.map((state) => [state.join(), state]));
    for (const state of found.values())
      for (const [n, { kind, name }] of this.bpmn.nodes.entries())
        if (kind !== 'task' || name === null) for (const next of this.steps(state, n)) found.set(next.join(), next);
    return [...found.values()];
  }

  private visible(states: readonly State[]): Map<string, State[]> {
    const found = new Map<string, State[]>();
    for (const state of states)
      for (const [n, { kind, name }] of this.bpmn.nodes.entries()) {
        const next = kind === 'task' && name !== null ? this.steps(state, n) : [];
        if (next.length > 0) found.set(name!, [...(found.get(name!) ?? []), ...next]);
      }
    return found;
  }

  /** What one node can do. */
  private steps(state: State, n: number): State[] {
    const { kind } = this.bpmn.nodes[n]!;
    const [into, out] = [this.into[n]!, this.out[n]!];
    const marked = into.filter((flow) => state[flow]! > 0);
    if (marked.length === 0) return [];
    const moved = (taken: readonly number[], given: readonly number[]): State =>
      state.map((tokens, flow) => tokens - Number(taken.includes(flow)) + Number(given.includes(flow)));
    if (kind === 'parallel') return marked.length === into.length ? [moved(into, out)] : [];
    if (kind === 'inclusive') return this.canGoOn(state, n, marked) ? [moved(marked, out)] : [];
    const ways = kind === 'exclusive' ? out.map((flow) => [flow]) : [out];
    return marked.flatMap((flow) => ways.map((given) => moved([flow], given)));
  }

  private canGoOn(state: State, n: number, marked: readonly number[]): boolean {
    const empty = this.into[n]!.filter((flow) => !marked.includes(flow));
    return state.every((tokens, flow) => {
      if (tokens === 0 || this.into[n]!.includes(flow)) return true;
      const reached = this.reach(flow, n);
      return !empty.some((f) => reached.has(f)) || marked.some((f) => reached.has(f));
    });
  }

  /** Flows on a way from this one, past a node. */
  private reach(from: number, past: number): Set<number> {
    const reached = new Set([from]);
    for (const flow of reached) {
      const { to } = this.bpmn.flows[flow]!;
      if (to !== past) for (const next of this.out[to]!) reached.add(next);
    }
    return reached;
  }
}
