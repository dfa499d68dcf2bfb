import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#sdk';
import type { ImportJob, ImportLimits, ImportReport, RejectPolicy } from '../../engine/import/import-job.ts';
import { failPoint } from '../../engine/publish/fail-point.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import { type LoadLimits, loadVersion, type PlacedVersion } from '../../engine/publish/place-version.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import type { JobContext, JobKind } from '../../platform/jobs/index.ts';
import { english } from '../../platform/text/texts.ts';
import { asksForKey, forgetRaw } from './load-privacy.ts';
import { loadSteps } from './load-steps.ts';
import type { Load } from './model.ts';
import { type BuiltVersion, publishVersion, setDatasetStatus } from './publish.ts';
import { removeFiles } from './remove-files.ts';
import type { DatasetStorage } from './storage.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

export const IMPORT_JOB = 'dataset.import';

/** One load of a file into a dataset. The file lies in raw storage already, under its checksum. */
export interface ImportPayload {
  dataset: string;
  sha256: string;
  mode: 'replace' | 'append';
  mapping: unknown;
  timeZone: string | null;
  user: string | null;
}

export interface ImportSettings {
  limits: ImportLimits;
  child: LoadLimits;
  rejects: RejectPolicy;
  memoryBytes: number;
  /** Free space on the dataset's disk below which no load begins. */
  minFreeBytes: number;
  maxAttempts: number;
  /** Whether a column that seems to tell who somebody is must be decided about before the load. */
  asksPrivacy: boolean;
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
      await load(parts, context, actor);
    } catch (error) {
      const { dataset } = openDataset(parts, actor, payload.dataset);
      // The server is stopping: the load begins again at its next start.
      if (signal.reason instanceof AppError && signal.reason.code === 'jobs.stopping') throw error;
      if (!dataset.version && dataset.status !== 'failed') setDatasetStatus(parts, actor, dataset.id, 'failed');
      throw error;
    }
  },
});

async function load(parts: ImportParts, context: JobContext<ImportPayload>, actor: Actor): Promise<void> {
  const { job, payload, signal, progress, finish } = context;
  const { dataset, version } = openDataset(parts, actor, payload.dataset, 'write:datasets');
  if (payload.mode === 'append' && parts.store.hasExtract(dataset.tenant, dataset.id, payload.sha256)) {
    return finish(() => ({ applied: true }));
  }
  const region = parts.regionOf(dataset.tenant, dataset.workspace);
  const { importSettings, storage } = parts;
  const settings = importSettings();
  const base = payload.mode === 'append' && version ? storage.folderOf(version.manifestPath) : null;
  const wanted: Omit<ImportJob, 'into' | 'tempFolder'> = {
    file: join(storage.raw(region, dataset.tenant), payload.sha256),
    base,
    mapping: payload.mapping,
    timeZone: payload.timeZone,
    privacyKey: asksForKey(payload.mapping) ? parts.privacyKey(actor) : null,
    asksPrivacy: settings.asksPrivacy,
    rejects: settings.rejects,
    limits: settings.limits,
    threads: availableParallelism(),
    memoryBytes: settings.memoryBytes,
  };
  const folder = storage.versions(region, dataset.tenant, dataset.id);
  const placed = await loadVersion(folder, wanted, settings.child, { signal, onProgress: (share) => progress(share) });
  try {
    failPoint('publish.beforeCommit');
    finish((tx) => {
      publishVersion(
        parts,
        actor,
        dataset.id,
        builtOf(placed, storage.manifestPath(region, placed.folder), {
          ...{ sha256: payload.sha256, mode: payload.mode, base: base === null ? null : version },
        }),
        loadOf(placed.report, payload, job.id, version?.events ?? 0),
        tx,
      );
      if (settings.removesRaw) forgetRaw(parts, tx, { dataset, region, payload, job: job.id, report: placed.report });
      return shown(placed.report);
    });
  } catch (error) {
    await rm(placed.folder, { recursive: true, force: true });
    throw error;
  }
  failPoint('publish.committed');
  await removeFiles(parts);
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
  mode: payload.mode,
  extractHash: payload.sha256,
  rowsBefore,
  rowsAfter: report.events,
  inserted: report.inserted,
  updated: 0,
  unchanged: report.unchanged,
  rejected: report.rejected.count,
  periodFromMs: report.start,
  periodToMs: report.end,
  user: payload.user,
  jobId,
});

/** The report as people and programs see it. */
const shown = (report: ImportReport) => ({
  ...report,
  rejected: { count: report.rejected.count, sample: report.rejected.sample.slice(0, 100) },
});
