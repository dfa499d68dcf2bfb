import type { Static, Step } from '#sdk';
import type { Veil } from '../../engine/segments/veil.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { mayEnter, mayIn, reachOf, sharedWithin, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { RowPolicy } from '../../platform/access/row-policy.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanDescription, cleanName } from '../../platform/names.ts';
import type { ProvenanceLog } from '../../platform/provenance/index.ts';
import { type Project, scopeOfProject } from '../tenancy/index.ts';
import { type ChangeDataset, type CreateDataset, type Dataset, type DatasetVersion, scopeOfDataset } from './model.ts';
import { allowDataset } from './policy.ts';
import type { DatasetStore } from './store.ts';

export interface DatasetParts {
  readonly store: DatasetStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly jobs: JobStore;
  readonly provenance: ProvenanceLog;
  readonly rowPolicy: RowPolicy;
  /** Columns that nobody of a tenant is shown: those that tell single people apart, unless that is allowed there. */
  readonly hiddenColumns: (tenant: string) => readonly string[];
  readonly getProject: (actor: Actor, id: string, permission: Permission) => Project;
}

/** A dataset that an actor was let into, with the rows it may see. The only handle by which data is reached. */
export interface OpenDataset {
  readonly dataset: Dataset;
  /** Null before the first load. */
  readonly version: DatasetVersion | null;
  /** Bounds everything that is computed for this actor; belongs before the actor's own filters. */
  readonly policy: readonly Step[];
  /** Columns that must not be seen as they are. */
  readonly veil: Veil;
}

/** THE door to data: every way to a dataset's rows, of every feature, starts here. */
export function openDataset(
  { store, rowPolicy, hiddenColumns }: DatasetParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:datasets',
): OpenDataset {
  const dataset = allowDataset(actor, permission, store.find(tenantOf(actor), id));
  const policy = rowPolicy(actor, dataset);
  const seen = asSeen(dataset, policy);
  const masks = !mayIn(actor, 'read:masked', scopeOfDataset(dataset));
  const veil = { hidden: hiddenColumns(dataset.tenant), masks };
  return { dataset: seen, version: seen.version, policy, veil };
}

/** Who sees a part of a dataset is not told how much there is. */
export function asSeen(dataset: Dataset, policy: readonly Step[]): Dataset {
  return policy.length === 0 ? dataset : { ...dataset, version: dataset.version && withoutCounts(dataset.version) };
}

export const withoutCounts = (version: DatasetVersion): DatasetVersion => ({ ...version, cases: null, events: null });

export function listDatasets(
  { store, getProject, rowPolicy }: DatasetParts,
  actor: Actor,
  projectId: string,
  request: ListRequest,
): Listed<Dataset> {
  const project = getProject(actor, projectId, 'read:datasets');
  const shared = mayEnter(actor, scopeOfProject(project)) ? null : sharedWithin(actor, project.id);
  const { rows, total } = store.list({ tenant: project.tenant, project: project.id, only: shared }, request);
  const list = listed(rows, total, request, (dataset) => [dataset.name, dataset.id]);
  return { ...list, items: list.items.map((dataset) => asSeen(dataset, rowPolicy(actor, dataset))) };
}

/** The datasets that the actor may see and that changed last. */
export const listRecentDatasets = (
  { store, rowPolicy }: DatasetParts,
  actor: Actor,
  limit: number,
): readonly Dataset[] =>
  store
    .listRecent(reachOf(actor), limit)
    .filter((dataset) => mayIn(actor, 'read:datasets', scopeOfDataset(dataset)))
    .map((dataset) => asSeen(dataset, rowPolicy(actor, dataset)));

/** How many datasets each project has that the actor may see, and when one of them changed last. */
export function contentsOfProjects(
  { store }: DatasetParts,
  actor: Actor,
): ReadonlyMap<string, { readonly datasets: number; readonly changedMs: number }> {
  const seen = store.countByProject(tenantOf(actor)).map((row) => {
    const whole = mayEnter(actor, { workspace: row.workspace, project: row.project });
    return whole ? row : { ...row, datasets: sharedWithin(actor, row.project).length };
  });
  return new Map(seen.filter(({ datasets }) => datasets > 0).map((row) => [row.project, row]));
}

/** An empty dataset, ready for its first load. */
export function createDataset(
  parts: DatasetParts,
  actor: Actor,
  projectId: string,
  sent: Static<typeof CreateDataset>,
): Dataset {
  const { store, changes, clock, newId } = parts;
  return changes.make(actor, (change) => {
    const project = parts.getProject(actor, projectId, 'write:datasets');
    const dataset: Dataset = {
      ...{ id: newId(), tenant: project.tenant, workspace: project.workspace, project: project.id },
      ...{
        name: cleanName(sent.name),
        description: cleanDescription(sent.description ?? ''),
        status: 'empty',
        version: null,
      },
      ...{ etag: '1', createdAtMs: clock.now(), updatedAtMs: null },
    };
    demandOwnName(store, dataset);
    store.insert(change.tx, dataset);
    change.record({ action: 'dataset.create', ...about(dataset), event: 'created', after: facts(dataset) });
    return dataset;
  });
}

export function changeDataset(
  parts: DatasetParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeDataset>,
): Dataset {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = openDataset(parts, actor, id, 'write:datasets').dataset;
    if (before.etag !== etag) stale();
    const after: Dataset = {
      ...before,
      name: cleanName(sent.name),
      description: sent.description === undefined ? before.description : cleanDescription(sent.description),
      etag: next(before).etag,
      updatedAtMs: clock.now(),
    };
    demandOwnName(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'dataset.change', ...about(after), event: 'updated' },
      before: facts(before),
      after: facts(after),
    });
    return after;
  });
}

const demandOwnName = (store: DatasetStore, dataset: Dataset): void =>
  demandFreeName(
    dataset,
    store.listNames(dataset.tenant, dataset.project),
    'dataset.nameTaken',
    'A dataset with this name exists in this project already.',
  );

/** A dataset after one more change. */
export const next = <D extends Dataset>(dataset: D): D => ({ ...dataset, etag: String(Number(dataset.etag) + 1) });
export const about = (dataset: Dataset) => ({ kind: 'dataset', id: dataset.id, workspace: dataset.workspace });
export const facts = ({ name, description, project, etag }: Dataset) => ({ name, description, project, etag });
