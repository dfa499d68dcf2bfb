import { AppError, type Fault, type FaultDetail } from '#sdk';

export const JOB_STATES = ['ready', 'running', 'done', 'cancelled', 'dead', 'quarantined'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Smaller runs sooner. */
export const PRIORITY = { interactive: 10, normal: 100, background: 1000 } as const;

export interface NewJob {
  readonly kind: string;
  readonly payload: unknown;
  /** Null: a job of the appliance itself. */
  readonly tenant: string | null;
  readonly workspace?: string | null;
  /** While a job of this tenant, kind and key is ready or running, no second one is added. */
  readonly key?: string;
  readonly priority?: number;
  /** Milliseconds since the epoch before which it does not run. */
  readonly runAtMs?: number;
  readonly maxAttempts?: number;
  readonly userId?: string | null;
  /** The request that asked for it; goes into its log lines and events. */
  readonly correlationId?: string | null;
  /** Ids of jobs of the same tenant: it waits until all of them are done, and ends when one of them ends otherwise. */
  readonly dependsOn?: readonly string[];
  /** Of the tenant's jobs with the same word only one runs at a time; the others wait for it. */
  readonly serial?: string;
  /** The schedule that asked for it. */
  readonly schedule?: string | null;
}

export interface JobError {
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly fault: Fault | 'crash';
  readonly code: string;
  readonly message: string;
  /** The first findings, without the values themselves; left out when there are none. */
  readonly details?: readonly FaultDetail[];
  /** The message with values of rows, for who may see all of them; left out where it quotes none. */
  readonly whole?: string;
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly tenant: string | null;
  readonly workspace: string | null;
  readonly key: string | null;
  readonly state: JobState;
  readonly priority: number;
  readonly runAtMs: number;
  /** Which run this is, from 1; 0 before the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Runs in a row that ended with the process. */
  readonly crashes: number;
  /** Rises with every claim; whoever writes for the job shows it. */
  readonly fence: number;
  readonly progress: number;
  readonly progressNote: string | null;
  readonly cancelRequested: boolean;
  readonly errors: readonly JobError[];
  readonly result: unknown;
  /** How many of the jobs that it depends on are not done yet. */
  readonly waitsFor: number;
  readonly schedule: string | null;
  /** What an earlier attempt kept for this one; null: nothing. */
  readonly checkpoint: unknown;
  readonly userId: string | null;
  readonly correlationId: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

/** A row of `jobs`. */
export interface JobRow {
  id: string;
  kind: string;
  payload: string;
  tenant_id: string | null;
  workspace_id: string | null;
  key: string | null;
  state: JobState;
  priority: number;
  run_at: number;
  attempt: number;
  max_attempts: number;
  crashes: number;
  fence: number;
  progress: number;
  progress_note: string | null;
  cancel_requested_at: number | null;
  errors: string;
  result: string | null;
  waits_for: number;
  schedule_id: string | null;
  checkpoint: string | null;
  user_id: string | null;
  correlation_id: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export const jobOf = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  payload: JSON.parse(row.payload),
  tenant: row.tenant_id,
  workspace: row.workspace_id,
  key: row.key,
  state: row.state,
  priority: row.priority,
  runAtMs: row.run_at,
  attempt: row.attempt,
  maxAttempts: row.max_attempts,
  crashes: row.crashes,
  fence: row.fence,
  progress: row.progress,
  progressNote: row.progress_note,
  cancelRequested: row.cancel_requested_at !== null,
  errors: JSON.parse(row.errors),
  result: row.result === null ? null : JSON.parse(row.result),
  waitsFor: row.waits_for,
  schedule: row.schedule_id,
  checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
  userId: row.user_id,
  correlationId: row.correlation_id,
  createdAtMs: row.created_at,
  startedAtMs: row.started_at,
  finishedAtMs: row.finished_at,
});

const MAX_ERRORS = 20;
const MAX_MESSAGE_CHARS = 2000;
const MAX_DETAILS = 20;

/** The errors so far and one more, as the table keeps them. */
export function withError(job: Job, error: Omit<JobError, 'attempt' | 'at'>, atMs: number): string {
  const [message, whole] = [error.message, error.whole].map((text) => text?.slice(0, MAX_MESSAGE_CHARS));
  const at = new Date(atMs).toISOString();
  const entry: JobError = { attempt: job.attempt, at, ...error, message: message!, ...(whole ? { whole } : {}) };
  return JSON.stringify([...job.errors, entry].slice(-MAX_ERRORS));
}

export function errorOf(error: unknown): Omit<JobError, 'attempt' | 'at'> {
  if (error instanceof AppError) {
    const { fault, code, message, whole } = error;
    if (whole !== null) return { fault, code, message, whole };
    const details = error.details.slice(0, MAX_DETAILS).map(({ value: _, ...where }) => where);
    return { fault, code, message, ...(details.length > 0 ? { details } : {}) };
  }
  return { fault: 'internal', code: 'jobs.defect', message: String(error) };
}

const PASSING: ReadonlySet<string> = new Set(['timeout', 'unavailable', 'rate_limited', 'no_space', 'internal']);

/** False for what another attempt would meet again: a wrong input, a missing permission, a missing object. */
export const mayPass = (error: unknown): boolean => !(error instanceof AppError) || PASSING.has(error.fault);

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;

/** Wait before the next attempt after `failures` ≥ 1: 2^n · 5 s, at most an hour, ± 20 % so that a crowd does not return at once. */
export function backOffMs(failures: number, random: () => number): number {
  const base = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
  return Math.round(base * (0.8 + 0.4 * random()));
}

/** Why a run cannot end its job. */
export function notFinished(job: Job | null, claim: Pick<Job, 'id' | 'fence'>): AppError {
  if (job?.state === 'running' && job.fence === claim.fence && job.cancelRequested)
    return new AppError('cancelled', 'jobs.cancelled', `The job ${claim.id} was cancelled before it ended.`);
  return new AppError(
    'conflict',
    'jobs.fencedOff',
    `The job ${claim.id} is no longer in the hands of this run; its effect was not kept.`,
  );
}
