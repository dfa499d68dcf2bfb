import { discoverers } from '../../mining/conformance/model-of.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { modelPath } from '../models/index.ts';
import { hiddenFields } from '../workbench/index.ts';
import { USUAL_DISCOVERER } from './against.ts';
import type { Around } from './page-model.ts';

/** The choice of what cases are compared with: a kept model, or a way to discover one. */
export function presentChoice({ parts, work, words, against }: Around) {
  const { t } = words;
  const { call, dataset, query } = work;
  const kept = parts.models.modelsFor(call.actor, dataset.id);
  const offered = [
    ...kept.map(({ id, name }) => ({ value: `model:${id}`, text: name })),
    ...discoverers()
      .toSorted((a, b) => Number(b.id === USUAL_DISCOVERER) - Number(a.id === USUAL_DISCOVERER))
      .map(({ id, title }) => ({ value: id, text: t('Discovered: {how}', { how: t(title) }) })),
  ];
  const { discovered, chosen } = against;
  const isKnown = offered.some(({ value }) => value === chosen);
  const mayKeep = mayIn(call.actor, 'write:models', scopeOfDataset(dataset));
  const here = work.href({ step: undefined, a: undefined, b: undefined });
  return {
    ...{ chosen, options: isKnown ? offered : [{ value: chosen, text: against.name }, ...offered] },
    noise: discovered?.takesNoise ? discovered.noise : null,
    // Another model is discovered from what is kept now, and has other steps and pages.
    hidden: hiddenFields(here, 'model', 'noise', 'from', 'page'),
    /** Nobody has chosen: what is seen here is said. */
    isStart: query.model === undefined && kept.length === 0,
    thoroughHref: query.search === undefined ? null : work.href({ search: undefined }),
    presentHref: discovered?.from ? work.href({ from: undefined }) : null,
    keepHref: mayKeep && discovered ? formHref(here, dataset.id, chosen, discovered.noise, query.from) : null,
    uploadHref: mayKeep ? formHref(here, dataset.id) : null,
    modelsHref: `/projects/${encodeURIComponent(dataset.project)}/models`,
    keptHref: against.kept && modelPath(against.kept),
  };
}

/** The form that keeps a model from a file, or the one that is discovered from these cases. */
function formHref(back: string, dataset: string, model?: string, noise = 0, from?: string): string {
  const f = new URL(back, 'http://x').searchParams.get('f') ?? '';
  const cases = from === undefined ? f : from === 'all' ? '' : from;
  const discovered = model === undefined ? {} : { model, noise: String(noise), cases };
  return `/datasets/${encodeURIComponent(dataset)}/conformance/models/new?${new URLSearchParams({ back, ...discovered })}`;
}
