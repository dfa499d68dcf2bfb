import type { Format } from '../../../platform/text/format.ts';
import type { Texts } from '../../../platform/text/texts.ts';
import type { ModelScore } from '../model.ts';
import { MEASURES, METHOD_NAMES } from '../words.ts';

type Words = Texts & { readonly fmt: Format };

/** The four figures, or dashes; the title says of what, how and when. */
export function scoreCells(score: ModelScore | null, nameOf: (dataset: string) => string | null, words: Words) {
  const { t, fmt } = words;
  if (score === null) return MEASURES.map(() => ({ text: '–', title: t('Not scored yet') }));
  const title = t('Against {dataset}, {method}, {instant}', {
    dataset: nameOf(score.dataset) ?? t('a dataset'),
    method: t(METHOD_NAMES[score.method]),
    instant: fmt.instant(score.createdAtMs),
  });
  return MEASURES.map(({ id }) => ({ text: fmt.number(score.scores[id], 3), title }));
}

/** A line of the list of scores of one model. */
export function scoreRow(score: ModelScore, nameOf: (dataset: string) => string | null, words: Words) {
  const { t, n, fmt } = words;
  const { cases, undecided, definition } = score.scores;
  return {
    ...{ dataset: nameOf(score.dataset) ?? t('a dataset'), datasetHref: `/datasets/${score.dataset}/conformance` },
    ...{ version: score.modelVersion, method: t(METHOD_NAMES[score.method]), cases, createdMs: score.createdAtMs },
    filters: score.filters.length === 0 ? null : n(score.filters.length, '{n} filter', '{n} filters'),
    figures: MEASURES.map(({ id }) => fmt.number(score.scores[id], 3)),
    undecided:
      undecided === 0 ? null : n(undecided, '{n} case not decided', '{n} cases not decided', fmt.number(undecided)),
    definition,
  };
}
