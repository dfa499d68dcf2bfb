import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayIn, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanDescription, cleanName } from '../../platform/names.ts';
import { type Datasets, scopeOfDataset } from '../datasets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import { type Content, type ContentParts, contentOf } from './content.ts';
import type { AddVersion, ChangeModel, CreateModel, ModelVersion, ProcessModel } from './model.ts';
import { allowModel, READ_MODELS } from './policy.ts';
import type { ModelStore } from './store.ts';

export interface ModelParts extends ContentParts {
  readonly store: ModelStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly getProject: Tenancy['getProject'];
  readonly listWorkspaces: Tenancy['listWorkspaces'];
  readonly openDataset: Datasets['openDataset'];
}

export function getModel(
  { store }: Pick<ModelParts, 'store'>,
  actor: Actor,
  id: string,
  permission: Permission = READ_MODELS,
): ProcessModel {
  return allowModel(actor, permission, store.find(tenantOf(actor), id));
}

/** Those of a project, of a dataset, or all that the actor may see. */
export function listModels(
  parts: ModelParts,
  actor: Actor,
  of: { project?: string | undefined; dataset?: string | undefined },
  request: ListRequest,
): Listed<ProcessModel> {
  const project = of.project === undefined ? null : parts.getProject(actor, of.project, READ_MODELS).id;
  const dataset = of.dataset === undefined ? null : parts.openDataset(actor, of.dataset).dataset.id;
  const workspaces = parts.listWorkspaces(actor).filter(({ id }) => mayIn(actor, READ_MODELS, { workspace: id }));
  const reach = { tenant: tenantOf(actor), workspaces: workspaces.map(({ id }) => id), project, dataset };
  const { rows, total } = parts.store.list(reach, request);
  return listed(rows, total, request, (model) => [model.name, model.id]);
}

/** Most models that are offered to choose from. */
const MOST_OFFERED = 100;

/** What cases of a dataset can be compared with: models about it first, then those about none; the newest first. */
export function modelsFor(parts: ModelParts, actor: Actor, datasetId: string): readonly ProcessModel[] {
  const { dataset } = parts.openDataset(actor, datasetId);
  guardIn(actor, READ_MODELS, scopeOfDataset(dataset));
  const { tenant, project, id } = dataset;
  return parts.store
    .listFor({ tenant, project, dataset: id }, MOST_OFFERED)
    .filter((model) => mayIn(actor, READ_MODELS, model));
}

/** Those of a workspace that the actor may see, by name. */
export function modelsIn({ store }: ModelParts, actor: Actor, workspace: string): readonly ProcessModel[] {
  const reach = { tenant: tenantOf(actor), workspaces: [workspace], project: null, dataset: null };
  const { rows } = store.list(reach, { limit: MOST_OFFERED, after: null, offset: 0 });
  return rows.filter((model) => mayIn(actor, READ_MODELS, model));
}

/** Keeps a model: one that was sent, or one that is discovered now. */
export async function createModel(
  parts: ModelParts,
  actor: Actor,
  sent: Static<typeof CreateModel>,
  signal: AbortSignal,
): Promise<ProcessModel> {
  const { store, changes, clock, newId } = parts;
  const place = placeOf(parts, actor, sent.projectId, sent.datasetId);
  const content = await contentOf(parts, actor, sent, place.dataset, signal);
  return changes.make(actor, (change) => {
    const model: ProcessModel = {
      ...{ id: newId(), ...place, name: cleanName(sent.name), description: cleanDescription(sent.description ?? '') },
      ...{ version: versionOf(parts, actor, 1, content), etag: '1', createdAtMs: clock.now(), updatedAtMs: null },
    };
    demandOwnName(store, model);
    store.insert(change.tx, model, content.text);
    change.record({ action: 'model.create', ...about(model), event: 'created', after: facts(model) });
    return model;
  });
}

/** Changes what a model is called and what it is about; its text changes by a new version. */
export function changeModel(
  parts: ModelParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeModel>,
): ProcessModel {
  return parts.changes.make(actor, (change) => {
    const before = getModel(parts, actor, id, 'write:models');
    const dataset = sent.datasetId === undefined ? null : datasetIn(parts, actor, before, sent.datasetId);
    const after: ProcessModel = {
      ...next(parts, before, etag),
      ...{ name: cleanName(sent.name), description: cleanDescription(sent.description ?? before.description), dataset },
    };
    demandOwnName(parts.store, after);
    if (!parts.store.update(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'model.change', ...about(after), event: 'updated', ...told });
    return after;
  });
}

/** A further version of the same model becomes the present one; what names an earlier one by its number goes on with that. */
export async function addVersion(
  parts: ModelParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof AddVersion>,
  signal: AbortSignal,
): Promise<ProcessModel> {
  const found = getModel(parts, actor, id, 'write:models');
  const content = await contentOf(parts, actor, sent, found.dataset, signal);
  return parts.changes.make(actor, (change) => {
    const before = getModel(parts, actor, id, 'write:models');
    const version = versionOf(parts, actor, before.version.number + 1, content);
    if (version.checksum === before.version.checksum)
      throw new AppError(
        'conflict',
        'model.sameContent',
        `Version ${before.version.number} of this model has just this content. There is nothing new to keep.`,
      );
    const after: ProcessModel = { ...next(parts, before, etag), version };
    parts.store.addVersion(change.tx, after, content.text);
    if (!parts.store.update(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'model.addVersion', ...about(after), event: 'updated', ...told });
    return after;
  });
}

/** Deletes a model with its versions and scores for good; what names it must name another. */
export function deleteModel(parts: ModelParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const model = getModel(parts, actor, id, 'write:models');
    if (!parts.store.remove(change.tx, model, etag)) stale();
    change.record({ action: 'model.delete', ...about(model), event: 'deleted', before: facts(model) });
  });
}

/** Newest first. */
export const listVersions = (parts: ModelParts, actor: Actor, id: string): readonly ModelVersion[] =>
  parts.store.listVersions(tenantOf(actor), getModel(parts, actor, id).id);

/** Where a new model belongs: into the project of the dataset that it is about, or into the one that is named. */
function placeOf(parts: ModelParts, actor: Actor, projectId: string | undefined, datasetId: string | undefined) {
  if (datasetId === undefined) {
    if (projectId === undefined)
      invalid('model.noPlace', 'Say where the model belongs: send "projectId", or the "datasetId" that it is about.', [
        { pointer: '/projectId', message: 'missing' },
      ]);
    const { tenant, workspace, id: project } = parts.getProject(actor, projectId, 'write:models');
    return { tenant, workspace, project, dataset: null };
  }
  const { dataset } = parts.openDataset(actor, datasetId);
  guardIn(actor, 'write:models', scopeOfDataset(dataset));
  const { tenant, workspace, project, id } = dataset;
  if (projectId !== undefined && projectId !== project) otherProject();
  return { tenant, workspace, project, dataset: id };
}

function datasetIn(parts: ModelParts, actor: Actor, { project }: ProcessModel, datasetId: string): string {
  const { dataset } = parts.openDataset(actor, datasetId);
  return dataset.project === project ? dataset.id : otherProject();
}

function otherProject(): never {
  return invalid('model.otherProject', 'The dataset lies in another project than the model. Name one of the same.', [
    { pointer: '/datasetId', message: 'of another project' },
  ]);
}

const versionOf = ({ clock }: ModelParts, actor: Actor, number: number, content: Content): ModelVersion => ({
  ...{ number, format: content.format, facts: content.facts, origin: content.origin },
  checksum: new Bun.CryptoHasher('sha256').update(content.text).digest('hex'),
  ...{ createdBy: actor.id, createdAtMs: clock.now() },
});

function next({ clock }: ModelParts, before: ProcessModel, etag: string): ProcessModel {
  if (before.etag !== etag) stale();
  return { ...before, etag: String(Number(etag) + 1), updatedAtMs: clock.now() };
}

const demandOwnName = (store: ModelStore, model: ProcessModel): void =>
  demandFreeName(
    model,
    store.listNames(model.tenant, model.project),
    'model.nameTaken',
    'A model with this name exists in this project already.',
  );

export function noVersion({ name, version }: ProcessModel, number: number): never {
  throw new AppError(
    'not_found',
    'model.noVersion',
    `The model "${name}" has no version ${number}; its versions are 1 to ${version.number}.`,
  );
}

export const about = (model: ProcessModel) => ({ kind: 'model', id: model.id, workspace: model.workspace });
const facts = ({ name, description, project, dataset, version, etag }: ProcessModel) => ({
  ...{ name, description, project, dataset, version: version.number, format: version.format },
  ...{ checksum: version.checksum, origin: version.origin, etag },
});
