import type { NetDiagram } from '../../mining/layout/net-diagram.ts';
import type { PetriNet } from '../../mining/model/petri-net.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { type Label, type Picture, PLAIN, type Shape } from './drawing-shapes.ts';

export function netPicture(net: PetriNet, diagram: NetDiagram, { t }: Texts): Picture {
  const tokens = new Map(net.initial);
  const final = new Set(net.final.flatMap((marking) => marking.map(([place]) => place)));
  const places = net.places.map(({ id }, p): Shape => {
    const count = tokens.get(p) ?? 0;
    return {
      ...{ ...PLAIN, ...diagram.nodes[p]!, ...diagram.sizes[p]!, form: 'circle', look: 'model-place' },
      inner: final.has(p),
      dot: count === 1,
      name: count > 1 ? [String(count)] : [],
      title: final.has(p) ? t('Place {id}: here a run ends', { id }) : t('Place {id}', { id }),
    };
  });
  const transitions = net.transitions.map(({ id, label }, i): Shape => {
    const n = net.places.length + i;
    const at = { ...PLAIN, ...diagram.nodes[n]!, ...diagram.sizes[n]!, transition: id };
    if (label === null)
      return { ...at, form: 'box', look: 'model-bar', rx: 1, title: t('Silent transition {id}', { id }) };
    return { ...at, form: 'box', look: 'model-step', rx: 2, activity: label, name: diagram.names[i]!, title: label };
  });
  const lines = diagram.lines.map((points, i) => ({
    points,
    arrow: true,
    label: weightOf(net.arcs[i]!.weight, points),
  }));
  return { title: t('Petri net'), shapes: [...places, ...transitions], lines, signs: [] };
}

/** The weight of an arc above its end, where it is not one. */
function weightOf(weight: number, points: readonly number[]): Label | null {
  if (weight === 1) return null;
  const text = String(weight);
  const [x, y] = [points.at(-2)!, points.at(-1)!];
  return { x: x - 12 - 6 * text.length, y: y - 16, width: 6 * text.length, lines: [text] };
}
