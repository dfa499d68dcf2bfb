import { type Bpmn, type BpmnFlow, type BpmnKind, type BpmnNode, isGateway } from './bpmn.ts';

/** A process that is being made, from its start event (node 0). Nodes are numbered as they are added. */
export class BpmnDraft {
  readonly start = 0;
  private readonly nodes: Omit<BpmnNode, 'id'>[] = [{ kind: 'start', name: null }];
  private flows: { from: number; to: number }[] = [];

  node(kind: BpmnKind, name: string | null = null): number {
    return this.nodes.push({ kind, name }) - 1;
  }

  flow(from: number, to: number): void {
    this.flows.push({ from, to });
  }

  /**
   * The process without gateways that decide nothing: those with one way in and one way out. Of several flows between the
   * same two exclusive gateways one is kept, and none from such a gateway to itself: they show nothing.
   */
  done(): Bpmn {
    this.withoutEqualFlows();
    for (let node = this.idle(); node !== null; node = this.idle()) this.bypass(node);
    const met = new Set([this.start, ...this.flows.flatMap(({ from, to }) => [from, to])]);
    const used = [...met].sort((a, b) => a - b);
    const number = new Map(used.map((old, i) => [old, i]));
    const counts = new Map<BpmnKind, number>();
    const nodes = used.map((old): BpmnNode => {
      const { kind, name } = this.nodes[old]!;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return { id: `${kind}-${count}`, kind, name };
    });
    const flows = this.flows.map(({ from, to }, i): BpmnFlow => {
      return { id: `flow-${i + 1}`, from: number.get(from)!, to: number.get(to)! };
    });
    return { nodes, flows };
  }

  private withoutEqualFlows(): void {
    const seen = new Set<string>();
    const exclusive = (node: number) => this.nodes[node]!.kind === 'exclusive';
    this.flows = this.flows.filter(({ from, to }) => {
      if (!exclusive(from) || !exclusive(to)) return true;
      const known = from === to || seen.has(`${from} ${to}`);
      seen.add(`${from} ${to}`);
      return !known;
    });
  }

  /** The first gateway with one way in and one way out; null: there is none. */
  private idle(): number | null {
    const ways = this.nodes.map(() => [0, 0] as [number, number]);
    for (const { from, to } of this.flows) {
      ways[from]![1]++;
      ways[to]![0]++;
    }
    const found = this.nodes.findIndex((node, n) => isGateway(node) && ways[n]![0] === 1 && ways[n]![1] === 1);
    return found < 0 ? null : found;
  }

  private bypass(node: number): void {
    const { to } = this.flows.find(({ from }) => from === node)!;
    this.flows = this.flows
      .filter(({ from }) => from !== node)
      .map((flow) => (flow.to === node ? { from: flow.from, to } : flow));
    this.withoutEqualFlows();
  }
}
