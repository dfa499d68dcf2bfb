import type { Tx } from '../db/index.ts';
import type { Job, JobState, NewJob } from './job.ts';
import type { JobLine } from './job-lines.ts';

/** A job in the hands of one runner. */
export type Claim = Pick<Job, 'id' | 'fence'>;

/** Which jobs; what is absent leaves out none. */
export interface JobScope {
  /** Null: those of the appliance itself. Absent: of every tenant and the appliance. */
  readonly tenant?: string | null;
  readonly workspaces?: readonly string[];
  readonly kind?: string;
  readonly schedule?: string;
}

export interface JobQuery extends JobScope {
  readonly states?: readonly JobState[];
  readonly limit?: number;
  readonly offset?: number;
  /** When and which the last one was that is known already. */
  readonly after?: { readonly createdAtMs: number; readonly id: string } | null;
}

/** What a person may change of a job that waits. */
export interface JobTimes {
  readonly runAtMs?: number;
  readonly priority?: number;
}

/** A job as others speak of it. */
export type JobName = Pick<Job, 'id' | 'kind' | 'state'>;

/** What has just become of a job: its new state, or that it was asked to stop. */
export type JobNews = JobState | 'stopping';

export interface JobStore {
  /** Adds a job with the change that asks for it; `added` is false when one with its key is under way already. */
  enqueue(tx: Tx, job: NewJob): { id: string; added: boolean };
  /** Takes the next job of these kinds: by priority, then the workspace served longest ago, then age. */
  claim(kinds: readonly string[]): Job | null;
  /** Ends the job and commits its effect, together or not at all. Whoever lost the claim gets a fault and no effect. */
  finish(claim: Claim, effect?: (tx: Tx) => unknown): void;
  /** Ready again after a wait, or dead; null when the claim was lost. */
  fail(claim: Claim, error: unknown): JobState | null;
  /** Ends a job that was asked to stop. */
  endCancelled(claim: Claim): boolean;
  /** Gives the job back as if it had not been taken: the server stops. */
  release(claim: Claim): boolean;
  /** Keeps what the next attempt goes on from, should this one not come to its end; false when the claim was lost. */
  keep(claim: Claim, checkpoint: unknown): boolean;
  /** Notes progress (0 … 1) and life; says whether to go on. */
  beat(claim: Claim, progress?: number, note?: string | null): 'go-on' | 'cancel' | 'lost';
  /** Ready jobs end at once; running ones are asked to. Null: there is no such job under way. */
  cancel(tx: Tx, id: string, tenant?: string): 'cancelled' | 'requested' | null;
  /** Ids of the jobs of a tenant that wait or run and name one of these ids, as their key or in a field of their payload. */
  underWay(tenant: string, about: readonly string[]): string[];
  /** Deletes the ended jobs of a tenant that name this id, with their results: what it was is removed for good. */
  forget(tx: Tx, tenant: string, about: string): number;
  /** A dead, quarantined or cancelled job runs once more from the beginning; a fault where a job that it depends on is not done. */
  retry(tx: Tx, id: string, tenant?: string): boolean;
  /** Changes when a waiting job runs, and before which others. */
  reschedule(tx: Tx, id: string, times: JobTimes, tenant?: string): boolean;
  /** Deletes a dead or quarantined job. */
  discard(tx: Tx, id: string, tenant?: string): boolean;
  /** At start: every job that a former process was running is ready at once, or quarantined after three crashes in a row. */
  rescue(): Job[];
  find(id: string, tenant?: string): Job | null;
  /** Newest first. */
  list(query?: JobQuery): Job[];
  /** How many jobs are in each state. */
  count(scope?: JobScope): Readonly<Record<JobState, number>>;
  /** Every kind that there is a job of. */
  kinds(scope?: JobScope): string[];
  /** The jobs that this one depends on, and those that depend on it. */
  relatives(job: Pick<Job, 'id' | 'tenant'>): { readonly parents: JobName[]; readonly children: JobName[] };
  /** Adds what a job said; of too many lines the oldest go. */
  addLines(id: string, lines: readonly JobLine[]): void;
  /** The last lines, oldest first. */
  lines(id: string): JobLine[];
  /** When the next waiting job of these kinds is due; null: none waits. */
  nextDueAtMs(kinds: readonly string[]): number | null;
  /** Deletes ended jobs older than so many milliseconds, and of each schedule all but the last; the dead and quarantined stay. */
  prune(olderThanMs: number): number;
  /** Called after a job was added, changed its state or was asked to stop. Returns how to end it. */
  watch(listener: (id: string, news: JobNews) => void): () => void;
}
