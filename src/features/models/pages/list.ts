import { mayIn } from '../../../platform/access/guard.ts';
import { page, type Route } from '../../../platform/http/route.ts';
import { ChooseQuery, type Chosen, chooseRows } from '../../../platform/listing/choose.ts';
import { scopeOfProject } from '../../tenancy/index.ts';
import type { ProcessModel } from '../model.ts';
import { READ_MODELS } from '../policy.ts';
import { listScores } from '../scores.ts';
import { listModels } from '../use-cases.ts';
import { KIND_NAMES, MEASURES, originText } from '../words.ts';
import {
  type AnyCall,
  datasetsOf,
  EVERY,
  type ModelPageParts,
  modelPath,
  projectOf,
  show,
  wordsOf,
} from './page-parts.ts';
import { scoreCells } from './score-rows.ts';

export const listPages = (parts: ModelPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id/models', permission: READ_MODELS },
    summary: 'The process models of a project, each with its version, where it came from and its scores.',
    query: ChooseQuery,
    handler: (call) => ({ html: modelList(parts, call, call.query) }),
  }),
];

function modelList(parts: ModelPageParts, call: AnyCall, query: Chosen): string {
  const project = projectOf(parts, call);
  const words = wordsOf(call);
  const all = listModels(parts, call.actor, { project: project.id }, EVERY).items.map((model) => ({
    ...{ model, name: model.name, size: model.version.facts.activities },
    changedMs: model.updatedAtMs ?? model.createdAtMs,
  }));
  const { links, rows, ...list } = chooseRows(all, query, call.viewer.locale);
  const datasets = datasetsOf(parts, call, project.id);
  const algorithms = parts.analyses().algorithms();
  const present = ({ model, changedMs }: { model: ProcessModel; changedMs: number }) => {
    const { version, dataset } = model;
    const from = version.origin.kind === 'file' ? null : (datasets.get(version.origin.dataset)?.name ?? null);
    const scored = listScores(parts, call.actor, model.id).find(({ modelVersion }) => modelVersion === version.number);
    return {
      ...{ name: model.name, description: model.description, href: modelPath(model), changedMs },
      ...{ kind: words.t(KIND_NAMES[version.format]), version: version.number, activities: version.facts.activities },
      ...{
        origin: originText(version.origin, from, algorithms, words),
        isUnsound: version.facts.net?.soundness === 'unsound',
      },
      about: dataset === null ? null : (datasets.get(dataset)?.name ?? null),
      scores: scoreCells(scored ?? null, (id) => datasets.get(id)?.name ?? null, words),
    };
  };
  const withData = [...datasets.values()].filter(({ version }) => version !== null);
  const data = {
    ...{
      project,
      ...list,
      rows: rows.map(present),
      links: links(`/projects/${project.id}/models`),
      measures: MEASURES,
    },
    mayChange: mayIn(call.actor, 'write:models', scopeOfProject(project)),
    sources: withData.map(({ id, name }) => ({ name, href: `/datasets/${id}/models` })),
  };
  const title = `${words.t('Models')} · ${project.name}`;
  return show(parts, call, '@models/models', { title, project }, data);
}
