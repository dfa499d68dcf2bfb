import type { TObject } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import { openFormPage, type Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { type DrawnAs, MEASURES, modelPath } from '../models/index.ts';
import { type Found, find, presentFound, type Words, waysOf } from './find.ts';
import { keepPages } from './keep.ts';
import {
  type DiscoveryParts,
  DiscoveryQuery,
  type DiscoveryWork,
  offeredBy,
  type Setting,
  type ShownAs,
  settingOf,
  writeSettings,
} from './model.ts';
import { presentScores } from './scores.ts';
import { takeSettings } from './settings.ts';

const WAY_NAMES: Readonly<Record<ShownAs, string>> = {
  bpmn: english('BPMN'),
  net: english('Petri net'),
  tree: english('Process tree'),
  bindings: english('Causal net'),
};
/** Kept models that the page lists. */
const LISTED = 8;

/** Discovering models from what the filters keep. */
export const discoveryPages = (parts: DiscoveryParts): Route[] => [
  parts.workbench.page({
    ...{ section: 'models', title: 'Models', query: DiscoveryQuery, view: '@discovery/discovery' },
    summary: 'Discovers a model from the cases that the filters keep, shows it with its scores, compares two.',
    swaps: { 'model-scores': '@discovery/_scores' },
    model: (work) => present(parts, work),
  }),
  openFormPage({
    ...{ path: '/datasets/:id/models/settings', permission: 'read:analyses' },
    summary: 'Takes the settings of an algorithm and shows what it discovers with them.',
    handler: (call) => takeSettings(parts.workbench, offeredBy(parts.analyses), call),
  }),
  ...keepPages(parts),
];

type Side = 'a' | 'b';

async function present(parts: DiscoveryParts, work: DiscoveryWork): Promise<object> {
  const { viewer, swapTarget } = work.call;
  const words: Words = { ...textsIn(viewer.locale), fmt: formatFor(viewer) };
  const { algorithm, p, vs, vp, as, scores } = work.query;
  const offered = offeredBy(parts.analyses);
  const first = settingOf(offered, algorithm, p) ?? settingOf(offered, undefined, undefined);
  const second = vs === undefined ? null : settingOf(offered, vs, vp);
  const settings = [...(first ? [first] : []), ...(second ? [second] : [])];
  const found: Found[] = [];
  for (const setting of settings) {
    const one = await find(work, parts.models, setting);
    if (one) found.push(one);
  }
  const scored = async () => ({ ...(await presentScores(work, found, words)), later: null });
  if (swapTarget === 'model-scores') return { scores: await scored() };
  const layOut = async (model: string, as: DrawnAs) => (await parts.models.layOut(work.call.actor, { model }, as)).laid;
  const sides = await Promise.all(
    found.map(async (one, i) => ({
      ...(await presentFound(one, as, { layOut, words, id: `model-drawing-${i}` })),
      ...(await sideOf(parts, work, one, i === 0 ? 'a' : 'b')),
    })),
  );
  return {
    ...{ sides, measures: MEASURES, isFew: found.length === 0, map: work.hrefTo('map') },
    ...{ compare: compareLinks(work, offered, first, second, words), views: viewLinks(work, found, words) },
    scores: scores === '1' ? await scored() : { later: work.href({}), atOnce: work.href({ scores: '1' }) },
    ...keptModels(parts, work),
    project: work.dataset.project,
  };
}

/** Algorithm, settings and what to do with one side. */
async function sideOf(parts: DiscoveryParts, work: DiscoveryWork, { setting, fault }: Found, side: Side) {
  const { t } = textsIn(work.call.viewer.locale);
  const schema = setting.algorithm.calculator.params as TObject;
  const text = writeSettings(schema, setting.params);
  const keep = new URLSearchParams({
    ...{ f: filtersOf(work), back: work.href({}), algorithm: setting.algorithm.name, p: text ?? '' },
  });
  return {
    ...{ side, title: t(setting.algorithm.title), summary: t(setting.algorithm.calculator.summary) },
    algorithm: setting.algorithm.name,
    fields: await parts.workbench.paramFields(work.call, work.dataset.id, {
      schema,
      values: setting.params,
      error: fault,
    }),
    form: { action: `/datasets/${work.dataset.id}/models/settings`, back: work.href({}), f: filtersOf(work) },
    keep: mayIn(work.call.actor, 'write:models', scopeOfDataset(work.dataset))
      ? `/datasets/${work.dataset.id}/models/keep?${keep}`
      : null,
    algorithms: offeredBy(parts.analyses).map(({ name, title }) => ({
      ...{ text: t(title), here: name === setting.algorithm.name },
      href: work.href(side === 'a' ? { algorithm: name, p: undefined, as: undefined } : { vs: name, vp: undefined }),
    })),
    // The other one alone.
    leave:
      side === 'b'
        ? work.href({ vs: undefined, vp: undefined })
        : work.query.vs === undefined
          ? null
          : work.href({ algorithm: work.query.vs, p: work.query.vp, vs: undefined, vp: undefined }),
  };
}

const filtersOf = (work: DiscoveryWork): string =>
  new URL(work.href({}), 'http://localhost').searchParams.get('f') ?? '';

/** To hold what is shown against: another algorithm, or the same with other settings. */
function compareLinks(
  work: DiscoveryWork,
  offered: readonly Setting['algorithm'][],
  first: Setting | null,
  second: Setting | null,
  { t }: Words,
) {
  if (!first || second) return [];
  return offered.map(({ name, title }) => ({
    text: name === first.algorithm.name ? t('{algorithm}, other settings', { algorithm: t(title) }) : t(title),
    href: work.href({ vs: name, vp: name === first.algorithm.name ? work.query.p : undefined }),
  }));
}

function viewLinks(work: DiscoveryWork, found: readonly Found[], { t }: Words) {
  const ways = [...new Set(found.flatMap(waysOf))];
  const here = work.query.as !== undefined && ways.includes(work.query.as) ? work.query.as : ways[0];
  return ways.map((way) => ({
    ...{ text: t(WAY_NAMES[way]), here: way === here, href: work.href({ as: way === ways[0] ? undefined : way }) },
  }));
}

function keptModels({ models }: DiscoveryParts, work: DiscoveryWork) {
  const all = models.modelsFor(work.call.actor, work.dataset.id);
  return {
    kept: all.slice(0, LISTED).map((model) => ({
      ...{ name: model.name, href: modelPath(model), version: model.version.number },
      changedMs: model.updatedAtMs ?? model.createdAtMs,
    })),
    keptInAll: all.length,
  };
}
