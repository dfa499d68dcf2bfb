import { frameOf, type Place } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import type { Upload } from './model.ts';
import type { UploadParts } from './use-cases.ts';

/** What the pages of this feature have in common. */
export interface UploadPageParts extends UploadParts {
  readonly render: Render;
}

export type AnyCall = Call<unknown, unknown>;
export const EVERY = { limit: 1000, after: null, offset: 0 };

/** Where a file is to go. */
export interface Target {
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly dataset: { readonly id: string; readonly name: string; readonly hasData: boolean } | null;
  /** To choose from, while it is not said which. */
  readonly projects: readonly { readonly id: string; readonly name: string }[];
}

/** A dataset that is to be made, in the project that is wanted, or in the only one. */
export function targetOfNew(parts: UploadPageParts, { actor }: AnyCall, wanted: string | undefined): Target {
  const projects = parts.listProjects(actor, EVERY).items.map(({ id, name }) => ({ id, name }));
  const id = wanted || (projects.length === 1 ? projects[0]!.id : undefined);
  const project = id === undefined ? null : parts.getProject(actor, id, 'write:datasets');
  return { project: project && { id: project.id, name: project.name }, dataset: null, projects };
}

export function targetOf(parts: UploadPageParts, { actor }: AnyCall, id: string): Target {
  const { dataset } = parts.datasets.openDataset(actor, id, 'write:datasets');
  const { id: projectId, name } = parts.getProject(actor, dataset.project, 'write:datasets');
  return {
    project: { id: projectId, name },
    dataset: { id: dataset.id, name: dataset.name, hasData: dataset.version !== null },
    projects: [],
  };
}

export const targetOfUpload = (parts: UploadPageParts, call: AnyCall, upload: Upload): Target =>
  upload.dataset === null ? targetOfNew(parts, call, upload.project) : targetOf(parts, call, upload.dataset);

/** Where another file for the same place is sent. */
export const sendPathOf = ({ dataset, project }: Upload): string =>
  dataset === null ? `/datasets/new?project=${project}` : `/datasets/${dataset}/load`;

const placeOf = ({ project, dataset }: Target): Place => ({
  ...(project ? { project } : {}),
  ...(dataset ? { dataset: { id: dataset.id, name: dataset.name } } : {}),
});

export function show(
  { render }: UploadPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  target: Target,
  title: string,
  data: object,
): string {
  const section = target.dataset ? 'dataset' : 'projects';
  const frame = frameOf(call, { title, section, place: placeOf(target) });
  return render[call.partial ? 'app' : 'page'](view, frame, { target, ...data });
}
