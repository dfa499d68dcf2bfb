import type { TreeDiagram } from '../../mining/layout/tree-diagram.ts';
import type { Operator, ProcessTree } from '../../mining/model/process-tree.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { type Picture, PLAIN, type Shape, SIGNS } from './drawing-shapes.ts';

const SIGN_OF: Readonly<Record<Operator, string>> = {
  ...{ sequence: SIGNS.arrow, choice: SIGNS.cross, parallel: SIGNS.and, or: SIGNS.or, loop: SIGNS.again },
};

export function treePicture(diagram: TreeDiagram, { t }: Texts): Picture {
  const meaning: Readonly<Record<Operator, string>> = {
    sequence: t('one after the other'),
    choice: t('one of them'),
    parallel: t('all, in any order'),
    or: t('one or more, in any order'),
    loop: t('the first; then again after one of the others, or no more'),
  };
  const titleOf = (kind: ProcessTree['kind'], label: string | null) =>
    label ?? (kind === 'silent' || kind === 'activity' ? t('Silent step') : meaning[kind]);
  const shapes = diagram.nodes.map(({ kind, label, x, y, width, height, name }): Shape => {
    const at = { ...PLAIN, x, y, width, height, title: titleOf(kind, label) };
    if (kind === 'activity') return { ...at, form: 'box', look: 'model-step', activity: label, name };
    if (kind === 'silent') return { ...at, form: 'circle', look: 'model-tau', name: ['τ'] };
    return { ...at, form: 'circle', look: 'model-operator', sign: SIGN_OF[kind] };
  });
  const met = new Set(diagram.nodes.map(({ kind }) => kind));
  const signs = (Object.keys(SIGN_OF) as Operator[])
    .filter((kind) => met.has(kind))
    .map((kind) => ({ sign: SIGN_OF[kind], text: meaning[kind] }));
  const lines = diagram.lines.map((points) => ({ points, arrow: false, label: null }));
  return { title: t('Process tree'), shapes, lines, signs };
}
