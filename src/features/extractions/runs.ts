import type { Tx } from '../../platform/db/index.ts';
import { type Job, jobPayload, type MoreJobEvents } from '../../platform/jobs/index.ts';
import { EXTRACT_JOB, type ExtractPayload, type RunFigures, type RunState } from './model.ts';
import type { ExtractionStore } from './store.ts';

const STATES: Readonly<Record<Job['state'], RunState>> = {
  ...{
    ready: 'waiting',
    running: 'running',
    done: 'done',
    cancelled: 'cancelled',
    dead: 'failed',
    quarantined: 'failed',
  },
};

/** Keeps what became of a run, with the very transaction in which its job changes. */
export function noteRun(store: Pick<ExtractionStore, 'keepRun'>, tx: Tx, job: Job): void {
  if (job.kind !== EXTRACT_JOB || !job.tenant) return;
  const { extraction, user } = job.payload as ExtractPayload;
  const last = job.state === 'done' ? undefined : job.errors.at(-1);
  store.keepRun(tx, {
    ...{ id: job.id, tenant: job.tenant, extraction, state: STATES[job.state], attempt: job.attempt },
    ...{ scheduled: job.schedule !== null, user: job.userId ?? user, figures: figuresOf(job) },
    error: last ? { code: last.code, message: last.message, ...(last.whole && { whole: last.whole }) } : null,
    ...{ createdAtMs: job.createdAtMs, startedAtMs: job.startedAtMs, finishedAtMs: job.finishedAtMs },
  });
}

function figuresOf({ state, result }: Job): RunFigures | null {
  if (state !== 'done') return null;
  const report = (result ?? {}) as Partial<Omit<RunFigures, 'rejected'>> & { rejected?: number | { count: number } };
  const { read = 0, inserted = 0, updated = 0, unchanged = 0, rejected = 0 } = report;
  return { read, inserted, updated, unchanged, rejected: typeof rejected === 'number' ? rejected : rejected.count };
}

/** What a run tells beside `job.*`, for what follows from new data. */
export const extractionEvents: MoreJobEvents = (job) => {
  if (job.kind !== EXTRACT_JOB || job.state !== 'done') return [];
  const { dataset, extraction } = job.payload as ExtractPayload;
  return [{ type: 'ingestion.completed', payload: { ...jobPayload(job), dataset, extraction } }];
};
