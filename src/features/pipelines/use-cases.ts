import { AppError, type Static } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { checkTiming, type NewWorkspaceSchedule, type WorkspaceSchedule } from '../../platform/schedules/index.ts';
import { serialOf } from '../datasets/index.ts';
import {
  type ChangePipeline,
  type CreatePipeline,
  type Pipeline,
  type PipelineVersion,
  type PublishRequest,
  RUN_JOB,
  SCHEDULE_KIND,
} from './model.ts';
import type { PipelineParts } from './parts.ts';
import { demandRunnable } from './runnable.ts';
import type { DraftSide } from './store.ts';

/** The pipeline behind an id, if the actor has this permission in its workspace; foreign and unknown ids are the same `not_found`. */
export function getPipeline(
  { store }: PipelineParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:datasets',
): Pipeline {
  const found = store.find(tenantOf(actor), id);
  if (!found || !mayEnter(actor, found)) return notFound('pipeline');
  guardIn(actor, permission, found);
  return found;
}

export function listPipelines({ store }: PipelineParts, actor: Actor, request: ListRequest): Listed<Pipeline> {
  const { rows, total } = store.list(reachOf(actor), request);
  return listed(rows, total, request, (pipeline) => [pipeline.name, pipeline.id]);
}

type Created = Static<typeof CreatePipeline>;
type Changed = Static<typeof ChangePipeline>;
/** Documents come through the schema; the type of a schema knows no `readonly`. */
const documentOf = ({ document }: { document: unknown }) => document as PipelineDocument;

/** A new pipeline, whose document is its first version. */
export function createPipeline(parts: PipelineParts, actor: Actor, sent: Created): Pipeline {
  const { store, changes, clock, newId, chooseWorkspace } = parts;
  const { id: workspace } = chooseWorkspace(actor, sent.workspaceId);
  guardIn(actor, 'write:datasets', { workspace });
  const pipeline: Pipeline = {
    ...{ id: newId(), tenant: tenantOf(actor), workspace, name: cleanName(sent.name), draft: documentOf(sent) },
    ...{ version: 1, published: null, publishedBy: null, publishedAtMs: null, afterInputs: false, etag: '1' },
    ...{ createdBy: actor.id, createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(parts, pipeline);
    store.insert(change.tx, pipeline);
    store.insertVersion(change.tx, versionOf(pipeline, actor, sent.note, clock.now()));
    record(change, pipeline, { action: 'pipeline.create', event: 'created', after: facts(pipeline) });
    return pipeline;
  });
}

/** Names it, and makes a version of its document where that differs from the last one. */
export function changePipeline(parts: PipelineParts, actor: Actor, id: string, etag: string, sent: Changed): Pipeline {
  const { store, clock } = parts;
  return changed(parts, actor, id, etag, 'pipeline.change', (before, change) => {
    const last = store.findVersion(before.tenant, id, before.version);
    const draft = documentOf(sent);
    const isNew = last === null || last.hash !== hashOf(draft);
    const after = { ...before, name: cleanName(sent.name), draft, version: before.version + (isNew ? 1 : 0) };
    demandOwnName(parts, after);
    if (isNew) store.insertVersion(change.tx, versionOf(after, actor, sent.note, clock.now()));
    return keepingFormer(parts, before, after, change);
  });
}

/** What the editor works on: it may be wrong, and is no version. */
export const changeDraft = (
  parts: PipelineParts,
  actor: Actor,
  id: string,
  etag: string,
  draft: PipelineDocument,
): Pipeline =>
  changed(parts, actor, id, etag, 'pipeline.draft', (before, change) =>
    keepingFormer(parts, before, { ...before, draft }, change),
  );

/** The former draft can be gone back to; what was gone back from is over. */
function keepingFormer({ store }: PipelineParts, before: Pipeline, after: Pipeline, { tx }: Change): Pipeline {
  if (hashOf(before.draft) === hashOf(after.draft)) return after;
  store.pushDraft(tx, before, 'undo', before.draft);
  store.forgetDrafts(tx, before, 'redo');
  return after;
}

/** Goes one draft back, or forward again. */
export const stepDraft = (parts: PipelineParts, actor: Actor, id: string, etag: string, to: DraftSide): Pipeline =>
  changed(parts, actor, id, etag, 'pipeline.draft', (before, { tx }) => {
    const draft = parts.store.takeDraft(tx, before, to);
    if (draft === null)
      throw new AppError('conflict', 'pipeline.noDraft', 'There is nothing more to take back or to do again.');
    parts.store.pushDraft(tx, before, to === 'undo' ? 'redo' : 'undo', before.draft);
    return { ...before, draft };
  });

export function removePipeline(parts: PipelineParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const pipeline = getPipeline(parts, actor, id, 'write:datasets');
    if (!parts.store.remove(change.tx, pipeline, etag)) stale();
    parts.schedules().remove(change.tx, { ...pipeline, kind: SCHEDULE_KIND });
    record(change, pipeline, { action: 'pipeline.delete', event: 'deleted', before: facts(pipeline) });
  });
}

export function listVersions(parts: PipelineParts, actor: Actor, id: string): PipelineVersion[] {
  const { tenant } = getPipeline(parts, actor, id);
  return parts.store.listVersions(tenant, id);
}

export function getVersion(parts: PipelineParts, actor: Actor, id: string, number: number): PipelineVersion {
  const { tenant } = getPipeline(parts, actor, id);
  return parts.store.findVersion(tenant, id, number) ?? notFound('version of the pipeline');
}

/** Says which version runs; it must be right. Runs that nobody asks for are in the name of who published it. */
export async function publishPipeline(
  parts: PipelineParts,
  actor: Actor,
  id: string,
  sent: Static<typeof PublishRequest>,
): Promise<Pipeline> {
  const pipeline = getPipeline(parts, actor, id, 'write:datasets');
  const version = getVersion(parts, actor, id, sent.version ?? pipeline.version);
  await demandRunnable(parts, actor, version.document);
  return publishRunnable(parts, actor, version, sent);
}

function publishRunnable(
  parts: PipelineParts,
  actor: Actor,
  version: PipelineVersion,
  sent: Static<typeof PublishRequest>,
): Pipeline {
  const times = sent.schedule && checkTiming(sent.schedule, parts.clock.now());
  return changed(parts, actor, version.pipeline, null, 'pipeline.publish', (before, change) => {
    const after = {
      ...{ ...before, published: version.number, publishedBy: actor.id, publishedAtMs: parts.clock.now() },
      afterInputs: sent.afterInputs,
    };
    // Times that are kept belong to the dataset that this version goes into.
    const timing = times === undefined ? findSchedule(parts, before) : times;
    setSchedule(parts, change, after, version.document.output!.dataset, timing);
    return after;
  });
}

/** Keeps the draft as a version, where it is another document than the last one, and publishes that. */
export async function releaseDraft(parts: PipelineParts, actor: Actor, id: string, etag: string): Promise<Pipeline> {
  const { name, draft, afterInputs } = getPipeline(parts, actor, id, 'write:datasets');
  await demandRunnable(parts, actor, draft);
  const { version } = changePipeline(parts, actor, id, etag, { name, document: draft as never, note: '' });
  return publishRunnable(parts, actor, getVersion(parts, actor, id, version), { afterInputs });
}

export const findSchedule = ({ schedules }: PipelineParts, { tenant, id }: Pipeline): WorkspaceSchedule | null =>
  schedules().find({ tenant, kind: SCHEDULE_KIND, id });

/** While a run waits or is under way, a time is left out, and missed times are one run, unless somebody said otherwise. */
function setSchedule(
  parts: PipelineParts,
  { tx }: Change,
  pipeline: Pipeline,
  dataset: string,
  times: { readonly cron: string; readonly zone: string } | null,
): void {
  const { tenant, workspace, id, name } = pipeline;
  const schedules = parts.schedules();
  const present = findSchedule(parts, pipeline);
  if (times === null) {
    schedules.remove(tx, { tenant, kind: SCHEDULE_KIND, id });
    return;
  }
  const job = { kind: RUN_JOB, payload: { pipeline: id, dataset }, key: id, serial: serialOf({ id: dataset }) };
  const wanted: NewWorkspaceSchedule = {
    ...{ cron: times.cron, zone: times.zone, title: name },
    ...{ overlap: present?.overlap ?? 'skip', catchUp: present?.catchUp ?? 'once' },
    ...{ owner: { tenant, workspace, kind: SCHEDULE_KIND, id } },
    job: { ...job, maxAttempts: parts.settings().maxAttempts },
  };
  if (present) schedules.change(tx, present, wanted);
  else schedules.create(tx, wanted);
}

function changed(
  parts: PipelineParts,
  actor: Actor,
  id: string,
  etag: string | null,
  action: string,
  work: (before: Pipeline, change: Change) => Pipeline,
): Pipeline {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getPipeline(parts, actor, id, 'write:datasets');
    if (etag !== null && before.etag !== etag) stale();
    const made = work(before, change);
    const after = { ...made, etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() };
    if (!store.update(change.tx, after, before.etag)) stale();
    record(change, after, { action, event: 'updated', before: facts(before), after: facts(after) });
    return after;
  });
}

const versionOf = (pipeline: Pipeline, actor: Actor, note: string, createdAtMs: number): PipelineVersion => ({
  ...{ tenant: pipeline.tenant, pipeline: pipeline.id, number: pipeline.version, document: pipeline.draft, note },
  ...{ hash: hashOf(pipeline.draft), createdBy: actor.id, createdAtMs },
});

const demandOwnName = ({ store }: PipelineParts, pipeline: Pipeline): void =>
  demandFreeName(
    pipeline,
    [store.findByName(pipeline.tenant, pipeline.workspace, pipeline.name)],
    'pipeline.nameTaken',
    'A pipeline with this name exists in this workspace already.',
  );

type Recorded = Pick<Parameters<Change['record']>[0], 'action' | 'event' | 'before' | 'after'>;
export const record = (change: Change, { id, workspace }: Pipeline, done: Recorded): void =>
  change.record({ kind: 'pipeline', id, workspace, ...done });

/** Values of conditions may be those of people: the audit log keeps what was changed by number and hash. */
const facts = ({ name, workspace, version, published, afterInputs, draft, etag }: Pipeline) => ({
  ...{ name, workspace, version, published, afterInputs, document: hashOf(draft), etag },
});
