import type { Texts } from '../../platform/text/texts.ts';
import { english } from '../../platform/text/texts.ts';
import type { Analyses } from '../analyses/index.ts';
import type { KeptFormat, ModelOrigin, NetFacts, ScoreMethod } from './model.ts';

/** What a model is, by the format in which it is kept. */
export const KIND_NAMES: Readonly<Record<KeptFormat, string>> = {
  bpmn: english('BPMN process'),
  pnml: english('Petri net'),
  ptml: english('Process tree'),
  tree: english('Process tree'),
  decl: english('DECLARE constraints'),
};

export const SOUNDNESS_TEXTS: Readonly<Record<NetFacts['soundness'], string>> = {
  sound: english('Sound: every run can come to a proper end, and every step can happen.'),
  unsound: english('Not sound: some run cannot come to a proper end, or some step can never happen.'),
  'not decided': english('Not decided whether it is sound: the search ended before it was sure.'),
};

export const METHOD_NAMES: Readonly<Record<ScoreMethod, string>> = {
  replay: english('by replay'),
  alignment: english('by alignments'),
};

interface Measure {
  readonly id: 'fitness' | 'precision' | 'generalisation' | 'simplicity';
  readonly title: string;
  /** What it means, and what the best is. */
  readonly text: string;
}

/** The four scores of a model, in the order in which they are read. */
export const MEASURES: readonly Measure[] = [
  {
    ...{ id: 'fitness', title: english('Fitness') },
    text: english('How much of what the cases do the model can replay. 1: all of it.'),
  },
  {
    ...{ id: 'precision', title: english('Precision') },
    text: english('How little the model allows that no case does. 1: nothing beyond what happens.'),
  },
  {
    ...{ id: 'generalisation', title: english('Generalisation') },
    text: english('How often each step of the model is used: what is used rarely may be chance. Near 1: often.'),
  },
  {
    ...{ id: 'simplicity', title: english('Simplicity') },
    text: english('How few lines meet at a node of the net. 1: at most two on average.'),
  },
];

/** Where a version came from; `datasetName` is null where the reader may not see the dataset, or it is gone. */
export function originText(
  origin: ModelOrigin,
  datasetName: string | null,
  algorithms: ReturnType<Analyses['algorithms']>,
  { t, n }: Texts,
): string {
  if (origin.kind === 'file') return t('File or text');
  const title = algorithms.find(({ name }) => name === origin.algorithm)?.title;
  const algorithm = title === undefined ? origin.algorithm : t(title);
  const found =
    datasetName === null
      ? t('Discovered by {algorithm}', { algorithm })
      : t('Discovered from {dataset} by {algorithm}', { algorithm, dataset: datasetName });
  const count = origin.filters.length;
  return count === 0 ? found : `${found}, ${n(count, 'with {n} filter', 'with {n} filters')}`;
}
