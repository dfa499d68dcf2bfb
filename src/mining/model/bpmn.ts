/**
 * A BPMN 2.0 process as far as control flow goes: one start event or more, tasks, gateways, end events, and the sequence flows between
 * them. Nodes and flows are numbered by their place in the lists. A task's name is the activity it stands for; null: a silent step.
 */
export interface Bpmn {
  readonly nodes: readonly BpmnNode[];
  readonly flows: readonly BpmnFlow[];
}

/**
 * `event`: an intermediate event, a step of control flow without an activity. A task or event with several incoming flows is done for
 * each of them, with several outgoing ones it gives a token to all (BPMN 2.0.2, 13.3); gateways split and join as their kind says.
 */
export const BPMN_KINDS = ['start', 'end', 'task', 'event', 'exclusive', 'parallel', 'inclusive'] as const;
export type BpmnKind = (typeof BPMN_KINDS)[number];

export interface BpmnNode {
  readonly id: string;
  readonly kind: BpmnKind;
  readonly name: string | null;
}

/** From one node to another. */
export interface BpmnFlow {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** What is written at it, as under which condition it is taken. */
  readonly name?: string;
}

/** Numbers of the flows into and out of each node, in the order of the list. */
export function flowsByNode({ nodes, flows }: Bpmn): { into: number[][]; out: number[][] } {
  const into: number[][] = nodes.map(() => []);
  const out: number[][] = nodes.map(() => []);
  for (const [i, { from, to }] of flows.entries()) {
    out[from]!.push(i);
    into[to]!.push(i);
  }
  return { into, out };
}

export const isGateway = ({ kind }: Pick<BpmnNode, 'kind'>): boolean =>
  kind === 'exclusive' || kind === 'parallel' || kind === 'inclusive';
