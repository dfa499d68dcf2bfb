import { Type } from '#sdk';
import { notFound } from '../../../platform/access/guard.ts';
import { frameOf, type Place } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import type { Call } from '../../../platform/http/route.ts';
import { formatFor } from '../../../platform/text/format.ts';
import { textsIn } from '../../../platform/text/texts.ts';
import type { Dataset, Datasets } from '../../datasets/index.ts';
import type { Project } from '../../tenancy/index.ts';
import type { ProcessModel } from '../model.ts';
import { READ_MODELS } from '../policy.ts';
import { getModel, type ModelParts } from '../use-cases.ts';

/** What the pages of this feature have in common. */
export interface ModelPageParts extends ModelParts {
  readonly render: Render;
  readonly listDatasets: Datasets['listDatasets'];
}

export type AnyCall = Call<unknown, unknown>;
export const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
/** Every model or dataset of a project; there are at most some thousands. */
export const EVERY = { limit: 100_000, after: null, offset: 0 };

export const modelPath = ({ project, id }: Pick<ProcessModel, 'project' | 'id'>): string =>
  `/projects/${encodeURIComponent(project)}/models/${encodeURIComponent(id)}`;

export const wordsOf = ({ viewer }: AnyCall) => ({ ...textsIn(viewer.locale), fmt: formatFor(viewer) });

export const projectOf = (parts: ModelPageParts, call: AnyCall): Project =>
  parts.getProject(call.actor, call.params.id!, READ_MODELS);

/** The model of the address, which must lie in its project. */
export function modelOf(
  parts: ModelPageParts,
  call: AnyCall,
  permission: Parameters<typeof getModel>[3] = READ_MODELS,
): ProcessModel {
  const model = getModel(parts, call.actor, call.params.model!, permission);
  return model.project === call.params.id ? model : notFound('model');
}

/** The datasets of a project that the caller may see, by id. */
export const datasetsOf = (parts: ModelPageParts, call: AnyCall, project: string): ReadonlyMap<string, Dataset> =>
  new Map(parts.listDatasets(call.actor, project, EVERY).items.map((dataset) => [dataset.id, dataset]));

interface Shown {
  readonly title: string;
  readonly project: Project;
  /** The one that the model is about, where the caller may see it: its pages stand in the navigation. */
  readonly dataset?: Dataset | null | undefined;
}

export function show(
  { render }: ModelPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  { title, project, dataset }: Shown,
  data: object,
): string {
  const place: Place = {
    project: { id: project.id, name: project.name },
    ...(dataset ? { dataset: { id: dataset.id, name: dataset.name } } : {}),
  };
  const frame = frameOf(call, { title, section: dataset ? 'models' : 'projects', place });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}
