import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError, type TableColumn } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import type { BroughtDecision } from '../../engine/import/brought-decisions.ts';
import type { ImportJob, ImportLimits, ImportReport, RejectPolicy } from '../../engine/import/import-job.ts';
import type { DriftPolicy } from '../../engine/import/schema-drift.ts';
import { failPoint } from '../../engine/publish/fail-point.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import { type LoadLimits, loadVersion, type PlacedVersion } from '../../engine/publish/place-version.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { JobContext, JobKind } from '../../platform/jobs/index.ts';
import { english } from '../../platform/text/texts.ts';
import { RefusedOfLoad } from './keep-refused.ts';
import { type FileMode, type Load, type LoadPolicy, USUAL_POLICY } from './load.ts';
import { asksForKey, forgetAgain, forgetRaw } from './load-privacy.ts';
import { loadSteps } from './load-steps.ts';
import type { Dataset, DatasetVersion } from './model.ts';
import { type BuiltVersion, publishVersion, setDatasetStatus, tellSchemaChanged } from './publish.ts';
import { type ForgetVersion, removeFiles } from './remove-files.ts';
import { standingDecisions } from './standing.ts';
import type { DatasetStorage } from './storage.ts';
import { about, type DatasetParts, openDataset } from './use-cases.ts';

export const IMPORT_JOB = 'dataset.import';

/** One load of a file, or of several as one, into a dataset. They lie in raw storage already, each under its checksum. */
export interface ImportPayload {
  dataset: string;
  /** Names the extract: of one file its checksum. */
  sha256: string;
  /** In the order in which they are read; absent: the one file, by its checksum. */
  files?: readonly { sha256: string; name: string }[];
  mode: FileMode;
  /** Columns of the key of an upsert. */
  key?: readonly string[] | undefined;
  mapping: unknown;
  timeZone: string | null;
  user: string | null;
  /** The load whose refused rows these are, repaired. */
  resentOf?: string;
}

export interface PushSettings {
  maxBytes: number;
  maxRows: number;
  /** How long rows wait for others, and how many bytes of them wait no longer. */
  gatherMs: number;
  gatherBytes: number;
}

export interface ImportSettings {
  limits: ImportLimits;
  child: LoadLimits;
  rejects: RejectPolicy;
  memoryBytes: number;
  /** Free space on the dataset's disk below which no load begins. */
  minFreeBytes: number;
  push: PushSettings;
  maxAttempts: number;
  /** Whether a column that seems to tell who somebody is must be decided about before the load. */
  asksPrivacy: boolean;
  /** How long refused rows can be looked at. */
  keepRefusedMs: number;
  /** Whether a file goes once a load has kept less than it holds. */
  removesRaw: boolean;
}

export interface ImportParts extends DatasetParts {
  readonly storage: DatasetStorage;
  /** Name of the storage root in which everything of a workspace lies. */
  readonly regionOf: (tenant: string, workspace: string) => string;
  readonly importSettings: () => ImportSettings;
  /** Key of the pseudonyms of the actor's tenant. */
  readonly privacyKey: (actor: Actor) => string;
  /** Versions that are read, and raw folders into which a file arrives: nothing is removed there. */
  readonly pins: Pins;
  /** Before the files of a version are removed for good. */
  readonly forgetVersion: ForgetVersion;
}

/**
 * The load of a file: read in a child process, built beside the other versions, renamed into place, and published by the
 * transaction that ends the job. What comes back as the job's result is the report without machine paths.
 */
export const importJob = (parts: ImportParts): JobKind<ImportPayload> => ({
  kind: IMPORT_JOB,
  title: english('Load of a file'),
  async handler(context) {
    const { job, payload, signal } = context;
    if (!job.tenant) throw new AppError('internal', 'dataset.noTenant', 'An import without a tenant cannot run.');
    const actor: Actor = { ...systemActor('import', job.tenant), requestId: job.correlationId };
    try {
      await load(parts, context, actor, { payload });
    } catch (error) {
      const { dataset } = openDataset(parts, actor, payload.dataset);
      // The server is stopping: the load begins again at its next start.
      if (signal.reason instanceof AppError && signal.reason.code === 'jobs.stopping') throw error;
      if (error instanceof AppError && error.code === 'import.schemaChanged') tellBlocked(parts, actor, dataset, error);
      if (!dataset.version && dataset.status !== 'failed') setDatasetStatus(parts, actor, dataset.id, 'failed');
      throw error;
    }
  },
});

/** Columns differ and the dataset refuses such loads: whoever listens hears of it. */
function tellBlocked({ changes }: ImportParts, actor: Actor, dataset: Dataset, error: AppError): void {
  changes.make(actor, (change) => {
    const findings = error.details.map(({ message }) => message);
    change.record({ action: 'dataset.schemaChanged', ...about(dataset), outcome: 'failure', after: { findings } });
    tellSchemaChanged(change, dataset, null, error.details);
  });
}

/** Loads of one dataset stand on each other: one at a time, whatever their kind. */
export const serialOf = ({ id }: Pick<Dataset, 'id'>): string => `load ${id}`;

/** What a load needs of its job, and what else belongs into the transaction that publishes it. */
export interface LoadTask {
  readonly payload: ImportPayload;
  /** Id that the load gets. */
  readonly id?: string;
  /** Others may have sent the very same rows before: they are added again, where they are not recognised. */
  readonly always?: boolean;
  /** Types that the source of the file says of its columns. */
  readonly declared?: readonly TableColumn[];
  /** Its rows stand in no order of their own, as those of a table of a database. */
  readonly unordered?: boolean;
  /** What was decided about people where the rows come from. */
  readonly brought?: readonly BroughtDecision[] | undefined;
  readonly also?: (tx: Tx) => void;
}

/** Reads a file that lies in raw storage into the next version of its dataset and ends the job with it. */
export async function load(parts: ImportParts, context: JobContext, actor: Actor, task: LoadTask): Promise<void> {
  const { job, signal, progress, finish } = context;
  const { payload, also } = task;
  const { dataset, version } = openDataset(parts, actor, payload.dataset, 'write:datasets');
  const region = parts.regionOf(dataset.tenant, dataset.workspace);
  const { importSettings, storage } = parts;
  const settings = importSettings();
  if (task.always !== true && isApplied(parts, dataset, payload)) {
    finish((tx) => {
      also?.(tx);
      if (settings.removesRaw) forgetAgain(parts, tx, { dataset, region, payload, job: job.id });
      return { applied: true };
    });
    return void (await removeFiles(parts));
  }
  const base = payload.mode !== 'replace' && version ? version : null;
  const { declared = [], unordered = false } = task;
  const wanted = { ...wantedOf(parts, actor, dataset, task, base), declared, unordered };
  const folder = storage.versions(region, dataset.tenant, dataset.id);
  const id = task.id ?? parts.newId();
  const refused = new RefusedOfLoad(parts, { dataset, id, job: job.id, payload });
  await refused.makeFolder();
  const placed = await loadVersion(folder, { ...wanted, quarantine: refused.path }, settings.child, {
    ...{ signal, onProgress: (share) => progress(share) },
  }).catch(async (error) => {
    await refused.endWithout(actor, error);
    throw error;
  });
  try {
    const refusal = await refused.find(id);
    const isNew = base === null || refusal !== null || !saysNothingNew(placed.report);
    failPoint('publish.beforeCommit');
    finish((tx) => {
      also?.(tx);
      if (isNew) {
        const made = builtOf(placed, storage.manifestPath(region, placed.folder), {
          ...{ files: (payload.files ?? [payload]).map((file) => file.sha256), mode: payload.mode, base },
        });
        const done = loadOf(placed.report, payload, job.id, version?.events ?? 0);
        publishVersion(parts, actor, dataset.id, made, { ...done, id, mayRepeat: task.always === true }, tx);
        if (refusal) parts.store.insertRefusal(tx, refusal);
      } else recordNothingNew(parts, actor, dataset, job.id, placed.report, tx);
      if (settings.removesRaw) forgetRaw(parts, tx, { dataset, region, payload, job: job.id, report: placed.report });
      return { ...shown(placed.report), ...(isNew ? {} : { nothingNew: true }) };
    });
    if (!isNew) await rm(placed.folder, { recursive: true, force: true });
  } catch (error) {
    await rm(placed.folder, { recursive: true, force: true });
    await refused.drop();
    throw error;
  }
  failPoint('publish.committed');
  await removeFiles(parts);
}

/** All rows were there, in columns that were there: a version of it would be the present one again. */
const saysNothingNew = ({ inserted, updated, drift }: ImportReport): boolean =>
  inserted === 0 && updated === 0 && !drift.some(({ kind }) => kind === 'new' || kind === 'retyped');

function recordNothingNew(
  { changes }: ImportParts,
  actor: Actor,
  dataset: Dataset,
  job: string,
  { unchanged }: ImportReport,
  tx: Tx,
): void {
  changes.join(tx, actor, (change) => {
    change.record({ action: 'dataset.loadUnchanged', ...about(dataset), after: { unchanged, job } });
  });
}

/** True when the dataset would be what it is: added rows are there already, or it holds this very file. */
function isApplied({ store }: ImportParts, { tenant, id }: Dataset, payload: ImportPayload): boolean {
  if (payload.mode === 'replace') return store.isExtract(tenant, id, payload.sha256, settingsHashOf(payload));
  return store.hasExtract(tenant, id, payload.sha256);
}

const settingsHashOf = ({ mapping, timeZone, key = [] }: ImportPayload): string => hashOf({ mapping, timeZone, key });

function wantedOf(
  parts: ImportParts,
  actor: Actor,
  dataset: Dataset,
  { payload, brought }: LoadTask,
  base: DatasetVersion | null,
): Omit<ImportJob, 'into' | 'tempFolder'> {
  const { importSettings, storage, store, regionOf } = parts;
  const { tenant, id, version } = dataset;
  const settings = importSettings();
  const policy = store.findPolicy(tenant, id) ?? USUAL_POLICY;
  const before = store.lastProfile(tenant, id);
  const present = version && storage.folderOf(version.manifestPath);
  // Repaired rows had it done to them before they were refused.
  const standing = payload.resentOf === undefined ? standingDecisions(parts, dataset, payload.mode, brought) : null;
  return {
    ...filesOf(payload, storage.raw(regionOf(tenant, dataset.workspace), tenant)),
    base: base && present,
    ...(payload.mode === 'upsert' ? { key: payload.key ?? [] } : {}),
    ...(before ? { drift: { policy: driftOf(policy, payload), before, present } } : {}),
    mapping: payload.mapping,
    timeZone: payload.timeZone,
    standing,
    privacyKey: asksForKey(payload.mapping, standing?.columns) ? parts.privacyKey(actor) : null,
    asksPrivacy: settings.asksPrivacy,
    rejects: payload.resentOf === undefined ? (policy.rejects ?? settings.rejects) : { stop: 'never' },
    limits: settings.limits,
    threads: availableParallelism(),
    memoryBytes: settings.memoryBytes,
  };
}

/** Few repaired rows say nothing of how the columns of a dataset are filled. */
const driftOf = ({ drift }: LoadPolicy, { resentOf }: ImportPayload): DriftPolicy =>
  resentOf !== undefined && drift === 'block' ? 'warn' : drift;

function filesOf({ sha256, files = [] }: ImportPayload, folder: string): Pick<ImportJob, 'file' | 'name' | 'more'> {
  const [first, ...more] = files;
  if (!first) return { file: join(folder, sha256) };
  const read = more.map((file) => ({ path: join(folder, file.sha256), name: file.name }));
  return { file: join(folder, first.sha256), name: first.name, more: read };
}

const builtOf = (
  { report }: PlacedVersion,
  manifestPath: string,
  load: Parameters<typeof loadSteps>[1],
): BuiltVersion => ({
  hash: report.hash,
  manifestPath,
  cases: report.cases,
  events: report.events,
  steps: loadSteps(report, load),
});

const loadOf = (report: ImportReport, payload: ImportPayload, jobId: string, rowsBefore: number): Load => ({
  ...{ mode: payload.mode, extractHash: payload.sha256, settingsHash: settingsHashOf(payload) },
  ...{ rowsBefore, rowsAfter: report.events },
  ...{ inserted: report.inserted, updated: report.updated, unchanged: report.unchanged },
  ...{ rejected: report.rejected.count, duplicates: report.duplicates },
  ...{ periodFromMs: report.start, periodToMs: report.end, periods: report.periods },
  ...{ key: payload.mode === 'upsert' ? (payload.key ?? []) : null, mapping: report.mapping },
  people: report.people ?? null,
  ...{ user: payload.user, jobId },
  ...(payload.resentOf === undefined
    ? { profile: report.profile, drift: report.drift }
    : { profile: null, drift: [], resentOf: payload.resentOf }),
});

/** The report as people and programs see it. */
const shown = ({ profile: _, ...report }: ImportReport) => ({
  ...report,
  rejected: { count: report.rejected.count, sample: report.rejected.sample.slice(0, 100) },
});
