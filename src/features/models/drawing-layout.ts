import { AppError } from '#sdk';
import { bpmnOf, type TextModel } from '../../mining/formats/model-text.ts';
import { type BpmnDiagram, bpmnDiagram } from '../../mining/layout/bpmn-diagram.ts';
import { type NetDiagram, netDiagram } from '../../mining/layout/net-diagram.ts';
import { type TreeDiagram, treeDiagram } from '../../mining/layout/tree-diagram.ts';
import type { Bpmn } from '../../mining/model/bpmn.ts';
import type { PetriNet } from '../../mining/model/petri-net.ts';
import type { KeptFormat } from './model.ts';

/** Ways to draw a model. */
export const DRAWN_AS = ['bpmn', 'net', 'tree'] as const;
export type DrawnAs = (typeof DRAWN_AS)[number];

/** What a model is drawn as first, and can be drawn as, by its format. */
export const WAYS: Readonly<Record<KeptFormat, readonly DrawnAs[]>> = {
  ...{ bpmn: ['bpmn', 'net'], pnml: ['net', 'bpmn'], ptml: ['bpmn', 'net', 'tree'], tree: ['bpmn', 'net', 'tree'] },
  decl: [],
};

/** A model with the places of all that is drawn of it. */
export type LaidOut =
  | { readonly as: 'bpmn'; readonly bpmn: Bpmn; readonly diagram: BpmnDiagram }
  | { readonly as: 'net'; readonly net: PetriNet; readonly diagram: NetDiagram }
  | { readonly as: 'tree'; readonly diagram: TreeDiagram };

/**
 * Lays a model out; a large one takes a while.
 * @throws AppError where it cannot be drawn so: a net has no tree, not every net is a BPMN process, and some are too large
 */
export function layOut(model: Pick<TextModel, 'bpmn' | 'tree' | 'net'>, as: DrawnAs): LaidOut {
  if (as === 'net') return { as, net: model.net, diagram: netDiagram(model.net) };
  if (as === 'bpmn') {
    const bpmn = bpmnOf(model);
    return { as, bpmn, diagram: bpmnDiagram(bpmn) };
  }
  if (model.tree !== null) return { as, diagram: treeDiagram(model.tree) };
  throw new AppError(
    'conflict',
    'model.noTreeToDraw',
    'This model is no process tree: it cannot be drawn as one. Draw it as a Petri net.',
  );
}

/** As what a model is drawn where nobody said: what most people read is BPMN, and every model is a net. */
export const drawnFirst = ({ tree, bpmn }: Pick<TextModel, 'bpmn' | 'tree'>): DrawnAs =>
  tree === null && bpmn === null ? 'net' : 'bpmn';
