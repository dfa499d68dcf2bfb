import type { PetriNet } from '../model/petri-net.ts';
import { layoutOf } from './layout.ts';
import type { Diagram, DiagramEdge, DiagramNode } from './model.ts';
import { boxHeight, nameBoxes } from './name-boxes.ts';

const [PLACE, BOX_HEIGHT] = [26, 40];
/** A silent transition is a bar. */
const SILENT = { width: 12, height: 40 };

export interface NetDiagram extends Diagram {
  /** Places come first, then transitions, here as in `nodes`. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** Label of each transition in lines that fit; none: it is silent. */
  readonly names: readonly (readonly string[])[];
}

/** A net laid out from left to right; lines in the order of its arcs. @throws AppError `model.tooLargeToDraw` */
export function netDiagram({ places, transitions, arcs }: PetriNet): NetDiagram {
  const { width, lines: names } = nameBoxes(transitions.map(({ label }) => label));
  const sizes = [
    ...places.map(() => ({ width: PLACE, height: PLACE })),
    ...transitions.map(({ label }, t) =>
      label === null ? SILENT : { width, height: boxHeight(names[t]!, BOX_HEIGHT) },
    ),
  ];
  const nodes = sizes.map((size, n): DiagramNode => {
    const isPlace = n < places.length;
    const isSeen = !isPlace && transitions[n - places.length]!.label !== null;
    return { ...size, below: 0, weight: isSeen ? 3 : 1, upright: isPlace };
  });
  const edges = arcs.map(({ kind, place, transition }): DiagramEdge => {
    const t = places.length + transition;
    return { ...(kind === 'input' ? { from: place, to: t } : { from: t, to: place }), label: 0 };
  });
  return { ...layoutOf({ nodes, edges }), sizes, names };
}
