import type { ImportReport } from '../../engine/import/import-job.ts';
import type { Mapping } from '../../engine/import/mapping.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { seenOrNull } from '../../platform/access/seen.ts';
import type { Job } from '../../platform/jobs/index.ts';
import { seenProblems } from '../datasets/index.ts';
import type { Upload } from './model.ts';
import { getUpload, receivedBytes, type UploadParts } from './use-cases.ts';

/** Where an upload stands, in the order of its life; the last four are ends. */
export const STAGES = [
  ...['receiving', 'scanning', 'mapping', 'waiting', 'reading', 'building'],
  ...['done', 'refused', 'failed', 'cancelled', 'expired'],
] as const;
export type Stage =
  | ('receiving' | 'scanning' | 'mapping' | 'waiting' | 'reading' | 'building')
  | ('done' | 'refused' | 'failed' | 'cancelled' | 'expired');

export interface UploadStatus {
  readonly upload: Upload;
  readonly stage: Stage;
  /** Of this stage's work, 0 … 1: of the bytes while they come, of the load afterwards. */
  readonly share: number;
  readonly received: number;
  /** Of a load that runs, as far as it can be told. */
  readonly remainingMs: number | null;
  /** What the load came to; null before its end. */
  readonly result: LoadResult | null;
  /** Why it was refused or failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** After a failed or cancelled load it can be asked for again, as long as the file is here. */
  readonly mayLoad: boolean;
}

export interface LoadResult {
  /** The file was in the dataset already: nothing was changed. */
  readonly applied: boolean;
  /** All its rows were in the dataset already: there is no new version. */
  readonly nothingNew: boolean;
  readonly cases: number;
  readonly events: number;
  readonly read: number;
  readonly accepted: number;
  readonly inserted: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly sample: ImportReport['rejected']['sample'];
  readonly findings: ImportReport['findings'];
}

/** Share of a load after which reading is over and building begins (engine/import/import-child.ts). */
const READING = 0.6;

export async function getUploadStatus(parts: UploadParts, actor: Actor, id: string): Promise<UploadStatus> {
  const upload = getUpload(parts, actor, id);
  const received = await receivedBytes(parts, upload);
  const job = upload.job === null ? null : parts.jobs.find(upload.job, upload.tenant);
  const stage = parts.scanning.has(upload.id) ? 'scanning' : stageOf(upload, job);
  const share = stage === 'receiving' ? shareOf(received, upload.bytes) : stage === 'done' ? 1 : (job?.progress ?? 0);
  const here = upload.state === 'complete' || (upload.state === 'loading' && stage !== 'done');
  const underWay = job?.state === 'ready' || job?.state === 'running';
  const remainingMs = job?.state === 'running' ? remaining(job, parts.clock.now()) : null;
  return {
    ...{
      upload,
      stage,
      share,
      received,
      remainingMs,
      result: job?.state === 'done' ? seenResult(parts, actor, upload, job) : null,
    },
    ...{ error: errorOf(upload, job, stage), mayLoad: here && !underWay },
  };
}

/** Who may not see the dataset (any more), or a part of it only, is told how many rows were refused, not what is in them. */
function seenResult({ datasets }: UploadParts, actor: Actor, { dataset }: Upload, job: Job): LoadResult {
  const result = resultOf(job);
  const { mapping = null } = (job.result ?? {}) as { mapping?: Mapping | null };
  if (result.sample.length === 0) return result;
  const open = dataset === null ? null : seenOrNull(() => datasets.openDataset(actor, dataset));
  return { ...result, sample: open ? seenProblems(open, actor, mapping, result.sample) : [] };
}

/** Below this share nothing can be told of the rest. */
const TELLING = 0.05;

function remaining({ progress, startedAtMs }: Job, nowMs: number): number | null {
  if (progress < TELLING || startedAtMs === null) return null;
  return Math.round(((nowMs - startedAtMs) / progress) * (1 - progress));
}

const shareOf = (received: number, bytes: number | null): number =>
  bytes === null || bytes === 0 ? 0 : received / bytes;

function stageOf(upload: Upload, job: Job | null): Stage {
  if (upload.state === 'complete') return 'mapping';
  if (upload.state === 'loaded') return 'done';
  if (upload.state !== 'loading') return upload.state;
  if (job === null) return 'failed';
  if (job.state === 'ready') return 'waiting';
  if (job.state === 'running') return job.progress < READING ? 'reading' : 'building';
  return job.state === 'done' ? 'done' : job.state === 'cancelled' ? 'cancelled' : 'failed';
}

function errorOf({ fault }: Upload, job: Job | null, stage: Stage): UploadStatus['error'] {
  if (stage === 'refused' && fault) return { code: fault.code, message: fault.message };
  if (stage !== 'failed') return null;
  const last = job?.errors.at(-1);
  return last
    ? { code: last.code, message: last.message }
    : { code: 'upload.jobForgotten', message: 'What became of this load is no longer known. Load the file again.' };
}

function resultOf({ result }: Job): LoadResult {
  const report = (result ?? {}) as Partial<ImportReport> & { applied?: boolean; nothingNew?: boolean };
  const {
    cases = 0,
    events = 0,
    read = 0,
    accepted = 0,
    inserted = 0,
    unchanged = 0,
    rejected,
    findings = [],
  } = report;
  return {
    ...{
      applied: report.applied === true,
      nothingNew: report.nothingNew === true,
      cases,
      events,
      read,
      accepted,
      inserted,
      unchanged,
      findings,
    },
    ...{ rejected: rejected?.count ?? 0, sample: rejected?.sample ?? [] },
  };
}

const mappingOf = ({ mapping, people }: Partial<ImportReport>): unknown =>
  mapping ?? (people ? { columns: people } : null);

/** What an upload's load came to, as it is kept with the upload. The rows of files that were read as one stand with the first. */
export function outcomeOf(upload: Upload, job: Job | null): Pick<Upload, 'rows' | 'mapping'> {
  if (upload.rows !== null || upload.lead !== null || job?.state !== 'done' || !job.result)
    return { rows: upload.rows, mapping: upload.mapping };
  const { applied, read, accepted, rejected } = resultOf(job);
  if (applied) return { rows: null, mapping: null };
  return {
    rows: { read, accepted, refused: rejected },
    mapping: mappingOf(job.result as Partial<ImportReport>),
  };
}
