import type { BpmnDiagram } from '../../mining/layout/bpmn-diagram.ts';
import { labelBox } from '../../mining/layout/bpmn-diagram.ts';
import type { Bpmn, BpmnKind, BpmnNode } from '../../mining/model/bpmn.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { type Picture, PLAIN, type Shape, SIGNS } from './drawing-shapes.ts';

const SIGN_OF: Partial<Record<BpmnKind, string>> = {
  ...{ exclusive: SIGNS.cross, parallel: SIGNS.plus, inclusive: SIGNS.ring },
};

export function bpmnPicture({ nodes }: Bpmn, diagram: BpmnDiagram, texts: Texts): Picture {
  const shapes = nodes.map((node, n): Shape => {
    const isTask = node.kind === 'task';
    return {
      ...{ ...PLAIN, ...diagram.nodes[n]!, ...diagram.sizes[n]!, look: lookOf(node), title: titleOf(node, texts) },
      form: isTask ? 'box' : node.kind in SIGN_OF ? 'diamond' : 'circle',
      sign: SIGN_OF[node.kind] ?? null,
      inner: node.kind === 'event',
      activity: isTask ? node.name : null,
      name: isTask ? diagram.names[n]! : [],
      label: isTask ? null : labelBox(diagram, n),
    };
  });
  const lines = diagram.lines.map((points, i) => ({ points, arrow: true, label: diagram.flowLabels[i]! }));
  return { title: texts.t('BPMN process'), shapes, lines, signs: [] };
}

const lookOf = ({ kind, name }: BpmnNode): string =>
  kind === 'task'
    ? name === null
      ? 'model-step model-silent'
      : 'model-step'
    : kind in SIGN_OF
      ? 'model-gateway'
      : `model-${kind}`;

function titleOf({ kind, name }: BpmnNode, { t }: Texts): string {
  const kinds: Readonly<Record<BpmnKind, string>> = {
    start: t('Start'),
    end: t('End'),
    event: t('Event on the way'),
    task: t('Silent step'),
    exclusive: t('Exclusive gateway: one way'),
    parallel: t('Parallel gateway: all ways'),
    inclusive: t('Inclusive gateway: one way or more'),
  };
  if (name === null) return kinds[kind];
  return kind === 'task' ? name : `${kinds[kind]}: ${name}`;
}
