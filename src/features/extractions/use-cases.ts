import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, mayIn, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { checkTiming, type WorkspaceSchedule } from '../../platform/schedules/index.ts';
import { askForRun, scheduleOf } from './ask.ts';
import { checkExtraction, demandOnePath } from './check.ts';
import type { ChangeExtraction, CreateExtraction, ScheduleInput } from './input.ts';
import { type Extraction, type MissedPushes, NO_PROGRESS, type Run, SCHEDULE_KIND } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { lastSeenRun, seenRuns } from './seen-runs.ts';

/** An extraction with what belongs to it: when it runs, and what came of its last run. */
export interface ExtractionState {
  readonly extraction: Extraction;
  readonly schedule: WorkspaceSchedule | null;
  readonly last: Run | null;
  /** What it did not take while its dataset was in the bin. */
  readonly missed: MissedPushes | null;
}

/** Sees and changes them who may see connections in their workspace, and do the same to the dataset. */
export function getExtraction(
  { store, datasets }: ExtractionParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:datasets',
): Extraction {
  const found = store.find(tenantOf(actor), id);
  if (!found || !mayEnter(actor, found)) return notFound('import job');
  guardIn(actor, 'read:connections', found);
  datasets.openDataset(actor, found.dataset, permission);
  return found;
}

export const getState = (parts: ExtractionParts, actor: Actor, id: string): ExtractionState =>
  stateOf(parts, actor, getExtraction(parts, actor, id));

const stateOf = (parts: ExtractionParts, actor: Actor, extraction: Extraction): ExtractionState => ({
  extraction,
  schedule: findSchedule(parts, extraction),
  last: lastSeenRun(parts, actor, extraction),
  missed: 'pushes' in extraction.source ? parts.store.findMissed(extraction) : null,
});

export const findSchedule = ({ schedules }: ExtractionParts, { tenant, id }: Extraction): WorkspaceSchedule | null =>
  schedules().find({ tenant, kind: SCHEDULE_KIND, id });

export function listExtractions(parts: ExtractionParts, actor: Actor, request: ListRequest): Listed<ExtractionState> {
  const { rows, total } = parts.store.list(reachOf(actor), request);
  const list = listed(rows, total, request, ({ name, id }) => [name, id]);
  const seen = list.items.filter((one) => mayIn(actor, 'read:connections', one));
  return { ...list, items: seen.map((extraction) => stateOf(parts, actor, extraction)) };
}

export function listRuns(parts: ExtractionParts, actor: Actor, id: string, request: ListRequest): Listed<Run> {
  const extraction = getExtraction(parts, actor, id);
  const { rows, total } = parts.store.listRuns(extraction, request);
  return listed(seenRuns(parts, actor, extraction, rows), total, request, (run) => [String(run.createdAtMs), run.id]);
}

/** What a new extraction must be; nothing is made yet. */
export function checkNew(parts: ExtractionParts, actor: Actor, sent: Static<typeof CreateExtraction>) {
  const connection = parts.sources.get(actor, sent.connectionId);
  const { workspace } = connection;
  guardIn(actor, 'write:datasets', { workspace });
  const checked = checkExtraction(connection, sent);
  const timing = checkSchedule(parts, sent.schedule ?? null);
  const named = { tenant: tenantOf(actor), workspace, name: cleanName(sent.name) };
  demandOwnName(parts, { ...named, id: '' });
  const target = targetIn(parts, actor, workspace, sent);
  if ('pushes' in checked.source && target.dataset !== null)
    demandOnePath(parts.store, { ...named, connection: connection.id }, target.dataset);
  return { connection, checked, timing, named, target };
}

/** A new extraction; the dataset is made with it where a name is given. */
export function createExtraction(
  parts: ExtractionParts,
  actor: Actor,
  sent: Static<typeof CreateExtraction>,
): Extraction {
  const { store, changes, clock, newId } = parts;
  const { connection, checked, timing, target, ...rest } = checkNew(parts, actor, sent);
  const named = { ...rest.named, id: newId() };
  const dataset = target.dataset ?? parts.datasets.createDataset(actor, target.project, { name: target.name }).id;
  const extraction: Extraction = {
    ...{ ...named, ...checked, connection: connection.id, dataset, progress: NO_PROGRESS, etag: '1' },
    ...{ createdBy: actor.id, createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(parts, named);
    store.insert(change.tx, extraction);
    if (timing) parts.schedules().create(change.tx, scheduleOf(extraction, timing));
    change.record({
      ...{ action: 'extraction.create', ...about(extraction), event: 'created' },
      after: { ...facts(extraction), schedule: timing },
    });
    return extraction;
  });
}

type Target =
  | { readonly dataset: string }
  | { readonly dataset: null; readonly project: string; readonly name: string };

/** The dataset that is there, or where a new one is to be made. */
function targetIn(
  { datasets, getProject }: ExtractionParts,
  actor: Actor,
  workspace: string,
  { datasetId, projectId, newDatasetName }: Static<typeof CreateExtraction>,
): Target {
  if ((datasetId === undefined) === (newDatasetName === undefined))
    invalid('extraction.whichDataset', 'Say into which dataset: one that is there, or the name of a new one.', [
      { pointer: '/datasetId', message: 'this or newDatasetName' },
    ]);
  if (datasetId !== undefined) {
    const { dataset } = datasets.openDataset(actor, datasetId, 'write:datasets');
    if (dataset.workspace !== workspace) otherWorkspace('/datasetId', 'dataset');
    return { dataset: dataset.id };
  }
  if (!projectId)
    return invalid('extraction.whichProject', 'Say in which project the new dataset is made.', [
      { pointer: '/projectId', message: 'missing' },
    ]);
  const project = getProject(actor, projectId, 'write:datasets');
  if (project.workspace !== workspace) otherWorkspace('/projectId', 'project');
  return { dataset: null, project: project.id, name: cleanName(newDatasetName!) };
}

const otherWorkspace = (pointer: string, what: string): never =>
  invalid(
    'extraction.otherWorkspace',
    `The ${what} lies in another workspace than the connection. Choose one of its own.`,
    [{ pointer, message: 'in another workspace' }],
  );

/** What is read, how and when. How far it was goes where another thing is read now. `schedule`: absent, it stays; null, it goes. */
export function changeExtraction(
  parts: ExtractionParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeExtraction>,
): Extraction {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getExtraction(parts, actor, id, 'write:datasets');
    if (before.etag !== etag) stale();
    const checked = checkExtraction(parts.sources.get(actor, before.connection), sent);
    const after: Extraction = {
      ...{ ...before, ...checked, name: cleanName(sent.name) },
      ...{ etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
    };
    demandOwnName(parts, after);
    if (!store.update(change.tx, after, etag)) stale();
    if (isOtherSource(before, after)) {
      store.setProgress(change.tx, after, NO_PROGRESS);
      store.forgetFiles(change.tx, after);
    }
    setSchedule(parts, change, after, sent.schedule);
    change.record({
      ...{ action: 'extraction.change', ...about(after), event: 'updated' },
      ...{ before: facts(before), after: { ...facts(after), schedule: sent.schedule } },
    });
    return { ...after, progress: isOtherSource(before, after) ? NO_PROGRESS : after.progress };
  });
}

/** Columns may come and go, the overlap may grow, and other files may be chosen: what was followed is followed on. */
function isOtherSource(a: Extraction, b: Extraction): boolean {
  const followed = ({ source, follow }: Extraction) => {
    const { columns: _, files, ...what } = source as { columns?: unknown; files?: string };
    return JSON.stringify([what, files !== undefined, follow.by, follow.by === 'column' ? follow.column : null]);
  };
  return followed(a) !== followed(b);
}

function setSchedule(
  parts: ExtractionParts,
  { tx }: Change,
  extraction: Extraction,
  sent: ScheduleInput | null | undefined,
) {
  const own = parts.schedules();
  const present = findSchedule(parts, extraction);
  const kept = present && {
    cron: present.cron,
    zone: present.zone,
    overlap: present.overlap,
    catchUp: present.catchUp,
  };
  const wanted = sent === undefined ? (kept as ScheduleInput | null) : sent;
  if (wanted === null) own.remove(tx, { ...extraction, kind: SCHEDULE_KIND });
  else {
    const to = scheduleOf(extraction, checkSchedule(parts, wanted)!);
    if (present) own.change(tx, present, to);
    else own.create(tx, to);
  }
}

function checkSchedule({ clock }: ExtractionParts, timing: ScheduleInput | null): ScheduleInput | null {
  if (timing === null) return null;
  if (timing.catchUp === 'all' && timing.overlap === 'skip')
    invalid(
      'schedule.allNeedsQueue',
      'Each missed time can be caught up only where jobs wait for each other or run at once: choose another way for overlaps.',
      [{ pointer: '/schedule/overlap', message: 'Leaving out what overlaps leaves out what is caught up.' }],
    );
  return { ...timing, ...checkTiming(timing, clock.now()) };
}

/** Removes an extraction with its schedule and its runs; what it loaded stays. */
export function removeExtraction(parts: ExtractionParts, actor: Actor, id: string): void {
  parts.changes.make(actor, (change) => {
    const extraction = getExtraction(parts, actor, id, 'write:datasets');
    for (const job of parts.jobs.underWay(extraction.tenant, [id]))
      parts.jobs.cancel(change.tx, job, extraction.tenant);
    parts.schedules().remove(change.tx, { ...extraction, kind: SCHEDULE_KIND });
    parts.store.remove(change.tx, extraction);
    change.record({ action: 'extraction.remove', ...about(extraction), event: 'deleted', before: facts(extraction) });
  });
}

/** Asks for a run now, beside its times; where one waits or runs already, it is that one. */
export function runExtraction(
  parts: ExtractionParts,
  actor: Actor,
  id: string,
  full: boolean,
): { job: string; added: boolean } {
  return parts.changes.make(actor, (change) => {
    const extraction = getExtraction(parts, actor, id, 'write:datasets');
    if ('pushes' in extraction.source)
      throw new AppError(
        'conflict',
        'extraction.takesPushes',
        'It takes what others push: there is nothing to run. Look at its connection for what came.',
      );
    const user = actor.kind === 'user' || actor.kind === 'service' ? actor.id : null;
    const payload = { extraction: id, dataset: extraction.dataset, user, ...(full ? { full } : {}) };
    const made = askForRun(parts, change.tx, extraction, payload);
    if (!made.added && full)
      throw new AppError(
        'conflict',
        'extraction.runs',
        'A run waits or is under way. Cancel it, or wait until it has ended.',
      );
    change.record({ action: 'extraction.run', ...about(extraction), after: { job: made.id, added: made.added, full } });
    return { job: made.id, added: made.added };
  });
}

/** Lets the schedule rest, or go on from now. */
export function setPaused(parts: ExtractionParts, actor: Actor, id: string, isPaused: boolean): ExtractionState {
  parts.changes.make(actor, (change) => {
    const extraction = getExtraction(parts, actor, id, 'write:datasets');
    const schedule = findSchedule(parts, extraction);
    if (!schedule)
      throw new AppError(
        'conflict',
        'extraction.noSchedule',
        'It has no schedule: nothing can be paused. Give it one first.',
      );
    const was = schedule.pausedAtMs !== null;
    if (isPaused && !was) parts.schedules().pause(change.tx, schedule);
    if (!isPaused && was) parts.schedules().resume(change.tx, schedule);
    const action = isPaused ? 'extraction.pause' : 'extraction.resume';
    change.record({ action, ...about(extraction), event: 'updated', before: { isPaused: was }, after: { isPaused } });
  });
  return getState(parts, actor, id);
}

const demandOwnName = (
  { store }: ExtractionParts,
  named: Pick<Extraction, 'tenant' | 'workspace' | 'name' | 'id'>,
): void =>
  demandFreeName(
    named,
    [store.findByName(named.tenant, named.workspace, named.name)],
    'extraction.nameTaken',
    'An import job with this name exists in this workspace already.',
  );

const about = ({ id, workspace }: Extraction) => ({ kind: 'extraction', id, workspace });
const facts = ({ name, connection, dataset, source, follow, mode, key, rowLimit }: Extraction) => ({
  ...{ name, connection, dataset, source, follow, mode, key, rowLimit },
});
