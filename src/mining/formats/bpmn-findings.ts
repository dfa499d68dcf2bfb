import type { Bpmn, BpmnNode } from '../model/bpmn.ts';

export const labelOf = ({ id, name }: Pick<BpmnNode, 'id' | 'name'>): string => `"${name ?? id}"`;

const SHOWN = 5;

/** What a reader should know of a process as it was read: one sentence each. */
export function flowFindings({ nodes, flows }: Bpmn): string[] {
  const [into, out] = [new Set(flows.map(({ to }) => to)), new Set(flows.map(({ from }) => from))];
  const say = (what: string, of: readonly BpmnNode[]): string[] => {
    if (of.length === 0) return [];
    const more = of.length > SHOWN ? ` and ${of.length - SHOWN} more` : '';
    return [`${what}: ${of.slice(0, SHOWN).map(labelOf).join(', ')}${more}.`];
  };
  return [
    ...say(
      'Taken as silent, because they have no name',
      nodes.filter(({ kind, name }) => kind === 'task' && name === null),
    ),
    ...say(
      'Taken as silent, because they are events',
      nodes.filter(({ kind, name }) => kind === 'event' && name !== null),
    ),
    ...say(
      'No flow leads to',
      nodes.filter(({ kind }, n) => kind !== 'start' && !into.has(n)),
    ),
    ...say(
      'Taken as an end, because nothing follows',
      nodes.filter(({ kind }, n) => kind !== 'end' && !out.has(n)),
    ),
  ];
}
