import { AppError, Choice, type Static, Type } from '#sdk';
import { mayIn } from '../../../platform/access/guard.ts';
import { type Call, page, type Route } from '../../../platform/http/route.ts';
import { constraintSentence } from '../constraint-text.ts';
import { drawingOf } from '../drawing.ts';
import { DRAWN_AS, type DrawnAs, WAYS } from '../drawing-layout.ts';
import type { KeptFormat, ModelVersion, ProcessModel } from '../model.ts';
import { READ_MODELS } from '../policy.ts';
import { listScores } from '../scores.ts';
import { type OpenVersion, openVersion, type ToldVersion, tellVersions } from '../versions.ts';
import { KIND_NAMES, MEASURES, METHOD_NAMES, originText, SOUNDNESS_TEXTS } from '../words.ts';
import {
  type AnyCall,
  datasetsOf,
  type ModelPageParts,
  modelOf,
  modelPath,
  projectOf,
  show,
  wordsOf,
} from './page-parts.ts';
import { scoreRow } from './score-rows.ts';

const ModelQuery = Type.Object({
  as: Type.Optional(Choice(DRAWN_AS, { description: 'How it is drawn' })),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'Without it: the present one' })),
});
type Query = Static<typeof ModelQuery>;
type ModelCall = Call<undefined, Query>;

export const modelPages = (parts: ModelPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id/models/:model', permission: READ_MODELS },
    summary: 'A model: its drawing, what is to be known of it, its scores and its versions.',
    query: ModelQuery,
    handler: async (call) => ({ html: await modelPage(parts, call, null) }),
  }),
];

export async function modelPage(parts: ModelPageParts, call: ModelCall, failure: string | null): Promise<string> {
  const project = projectOf(parts, call);
  const open = openVersion(parts, call.actor, modelOf(parts, call).id, call.query.version);
  const { model, version } = open;
  const datasets = datasetsOf(parts, call, project.id);
  const nameOf = (id: string) => datasets.get(id)?.name ?? null;
  const words = wordsOf(call);
  const about = model.dataset === null ? null : (datasets.get(model.dataset) ?? null);
  const scores = listScores(parts, call.actor, model.id).map((score) => scoreRow(score, nameOf, words));
  const versions = await tellVersions(parts, call.actor, model.id);
  const data = {
    ...headOf(parts, call, model, version, nameOf),
    ...(await bodyOf(parts, call, open)),
    ...{ failure, measures: MEASURES, project, about: about && { id: about.id, name: about.name } },
    ...{ scores, latest: scores.find((score) => score.version === version.number) ?? null },
    versions: versions.map((told) => versionRow(parts, call, model, told, nameOf)),
    datasets: [...datasets.values()]
      .filter((dataset) => dataset.version !== null)
      .map(({ id, name }) => ({ id, name, ...usesIn(id, model) }))
      .toSorted((a, b) => Number(b.id === model.dataset) - Number(a.id === model.dataset)),
    methods: (['replay', 'alignment'] as const).map((value) => ({ value, text: words.t(METHOD_NAMES[value]) })),
  };
  return show(parts, call, '@models/model', { title: model.name, project, dataset: about }, data);
}

function headOf(
  parts: ModelPageParts,
  call: AnyCall,
  model: ProcessModel,
  version: ModelVersion,
  nameOf: (id: string) => string | null,
) {
  const words = wordsOf(call);
  const { t } = words;
  const from = version.origin.kind === 'file' ? null : nameOf(version.origin.dataset);
  const { facts, format } = version;
  const path = modelPath(model);
  const asked = version.number === model.version.number ? '' : `?version=${version.number}`;
  const texts: readonly KeptFormat[] =
    format === 'decl' ? ['decl'] : WAYS[format].includes('tree') ? ['bpmn', 'pnml', 'ptml', 'tree'] : ['bpmn', 'pnml'];
  return {
    ...{ name: model.name, description: model.description, path, kind: t(KIND_NAMES[format]), facts },
    ...{ number: version.number, present: model.version.number, createdMs: version.createdAtMs },
    origin: originText(version.origin, from, parts.analyses().algorithms(), words),
    params:
      version.origin.kind === 'file'
        ? []
        : Object.entries(version.origin.params).map(([name, value]) => ({
            name,
            value: typeof value === 'string' ? value : JSON.stringify(value),
          })),
    soundness: facts.net && { ...facts.net, text: t(SOUNDNESS_TEXTS[facts.net.soundness]) },
    mayChange: mayIn(call.actor, 'write:models', model),
    mayScore: mayIn(call.actor, 'write:models', model) && format !== 'decl',
    files: texts.map((ending) => ({ ending, href: `${path}/model.${ending}${asked}` })),
  };
}

/** The drawing in the way that was asked for, or the constraints in words. */
async function bodyOf(parts: ModelPageParts, call: ModelCall, { model, version, text }: OpenVersion) {
  const words = wordsOf(call);
  const ways = WAYS[version.format];
  const as = call.query.as ?? ways[0];
  const address = (changes: { as: DrawnAs | undefined }) => {
    const { as: way, version: number } = { ...call.query, ...changes };
    const query = new URLSearchParams({
      ...(way ? { as: way } : {}),
      ...(number && number !== model.version.number ? { version: String(number) } : {}),
    });
    return query.size > 0 ? `?${query}` : '';
  };
  const path = modelPath(model);
  if (as === undefined) {
    const { constraints } = await parts.reader.contents({ format: version.format, text });
    const rows = constraints.map((one) => ({ ...one, sentence: constraintSentence(one, words) }));
    return { views: [], drawing: null, notDrawn: null, constraints: rows, svg: null };
  }
  const views = ways.map((way) => ({
    way,
    here: way === as,
    href: path + address({ as: way === ways[0] ? undefined : way }),
  }));
  const about = model.dataset;
  const hrefOf =
    about === null
      ? null
      : ({ activity }: { activity: string }) => `/datasets/${about}/map?act=${encodeURIComponent(activity)}`;
  try {
    const laid = await parts.reader.layOut({ format: version.format, text }, as);
    const drawing = drawingOf(laid, { overlay: null, hrefOf, fmt: words.fmt, texts: words });
    return { views, drawing, notDrawn: null, constraints: null, svg: `${path}/drawing.svg${address({ as })}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { views, drawing: null, notDrawn: error.message, constraints: null, svg: null };
  }
}

function versionRow(
  parts: ModelPageParts,
  call: AnyCall,
  model: ProcessModel,
  { version, difference }: ToldVersion,
  nameOf: (id: string) => string | null,
) {
  const words = wordsOf(call);
  const from = version.origin.kind === 'file' ? null : nameOf(version.origin.dataset);
  return {
    ...{
      number: version.number,
      createdMs: version.createdAtMs,
      difference,
      isPresent: version.number === model.version.number,
    },
    ...{
      kind: words.t(KIND_NAMES[version.format]),
      origin: originText(version.origin, from, parts.analyses().algorithms(), words),
    },
    href: version.number === model.version.number ? modelPath(model) : `${modelPath(model)}?version=${version.number}`,
  };
}

/** What is done with a model in a dataset. */
function usesIn(dataset: string, { id, version }: ProcessModel) {
  const at = `/datasets/${dataset}`;
  const ref = `model:${id}`;
  const filter = (mode: string) => {
    const values = JSON.stringify({ model: ref, mode });
    return `${at}/filters/new?${new URLSearchParams({ back: `${at}/variants`, filter: 'conforms-to-model', values })}`;
  };
  return {
    conformance: `${at}/conformance?${new URLSearchParams({ model: ref })}`,
    ...(version.format === 'decl'
      ? { conforming: null, deviating: null }
      : { conforming: filter('conforming'), deviating: filter('deviating') }),
  };
}
