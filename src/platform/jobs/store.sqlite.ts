import { type Sql, sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import { newId as systemId } from '../ids.ts';
import { dependOn, relativesOf, waitsAgainFor } from './dependencies.ts';
import {
  backOffMs,
  errorOf,
  type Job,
  type JobRow,
  type JobState,
  jobOf,
  mayPass,
  type NewJob,
  notFinished,
  PRIORITY,
  withError,
} from './job.ts';
import { addJobLines, type JobLine, jobLines } from './job-lines.ts';
import {
  countJobs,
  jobKinds,
  listJobs,
  naming,
  nextDueAtMs,
  nextInTurn,
  ofTenant,
  pruneJobs,
  sameKey,
} from './job-queries.ts';
import type { Claim, JobNews, JobQuery, JobScope, JobStore, JobTimes } from './store.ts';

const CRASHES_TO_QUARANTINE = 3;
const LEASE_MS = 60_000;

export interface JobStoreParts {
  readonly db: Db;
  /** Differs with every start of the process; jobs running under another one are orphans. */
  readonly bootId: string;
  readonly clock?: Clock;
  readonly newId?: () => string;
  readonly random?: () => number;
  /** Called inside the transaction that adds a job, and of every change of its state: events are published from here. */
  readonly changed?: (tx: Tx, job: Job) => void;
}

export const jobStore = (parts: JobStoreParts): JobStore => new SqliteJobStore(parts);

class SqliteJobStore implements JobStore {
  private readonly db: Db;
  private readonly bootId: string;
  private readonly clock: Clock;
  private readonly newId: () => string;
  private readonly random: () => number;
  private readonly changed: (tx: Tx, job: Job) => void;
  private readonly listeners = new Set<(id: string, news: JobNews) => void>();

  constructor(parts: JobStoreParts) {
    this.db = parts.db;
    this.bootId = parts.bootId;
    this.clock = parts.clock ?? systemClock;
    this.newId = parts.newId ?? systemId;
    this.random = parts.random ?? Math.random;
    this.changed = parts.changed ?? (() => {});
  }

  enqueue(tx: Tx, job: NewJob): { id: string; added: boolean } {
    const id = this.newId();
    const now = this.clock.now();
    const row = tx.get<JobRow>(sql`insert into jobs
      (id, tenant_id, workspace_id, kind, key, payload, priority, run_at, max_attempts, user_id, correlation_id, created_at,
        serial, schedule_id)
      values (${id}, ${job.tenant}, ${job.workspace ?? null}, ${job.kind}, ${job.key ?? null},
        ${JSON.stringify(job.payload ?? {})}, ${job.priority ?? PRIORITY.normal}, ${job.runAtMs ?? now},
        ${job.maxAttempts ?? 5}, ${job.userId ?? null}, ${job.correlationId ?? null}, ${now},
        ${job.serial ?? null}, ${job.schedule ?? null})
      on conflict do nothing returning *`);
    if (!row) return { id: sameKey(tx, job), added: false };
    tx.run(
      sql`insert into job_turns (lane, turn) values (${job.workspace ?? job.tenant ?? ''}, 0) on conflict do nothing`,
    );
    if (job.dependsOn && job.dependsOn.length > 0) {
      const waitsFor = dependOn(tx, id, job.tenant, job.dependsOn);
      tx.run(sql`update jobs set waits_for = ${waitsFor} where id = ${id} and tenant_id is ${job.tenant}`);
    }
    this.changed(tx, jobOf(row));
    this.tell(id, 'ready');
    return { id, added: true };
  }

  claim(kinds: readonly string[]): Job | null {
    return this.db.transaction((tx) => {
      const now = this.clock.now();
      const next = nextInTurn(tx, kinds, now);
      if (!next) return null;
      tx.run(sql`update job_turns set turn = (select max(turn) + 1 from job_turns) where lane = ${next.lane}`);
      const set = sql`state = 'running', attempt = attempt + 1, fence = fence + 1, boot_id = ${this.bootId},
        worker_pid = ${process.pid}, lease_until = ${now + LEASE_MS}, started_at = ${now},
        progress = iif(checkpoint is null, 0, progress), progress_note = null`;
      return this.change(tx, set, sql`id = ${next.id}`);
    });
  }

  finish(claim: Claim, effect?: (tx: Tx) => unknown): void {
    this.db.transaction((tx) => {
      const result = effect?.(tx);
      const text = result === undefined ? null : JSON.stringify(result);
      const set = sql`${this.ended('done')}, progress = 1, crashes = 0, result = ${text}`;
      if (!this.change(tx, set, sql`${mine(claim)} and cancel_requested_at is null`))
        throw notFinished(this.find(claim.id), claim);
    });
  }

  fail(claim: Claim, error: unknown): JobState | null {
    return this.db.transaction((tx) => {
      const job = this.find(claim.id);
      if (!job) return null;
      const now = this.clock.now();
      const again = mayPass(error) && job.attempt < job.maxAttempts;
      const state = again
        ? sql`state = 'ready', lease_until = null, run_at = ${now + backOffMs(job.attempt, this.random)}`
        : this.ended('dead');
      const errors = withError(job, errorOf(error), now);
      return this.change(tx, sql`${state}, crashes = 0, errors = ${errors}`, mine(claim))?.state ?? null;
    });
  }

  endCancelled(claim: Claim): boolean {
    return this.db.transaction((tx) => this.change(tx, this.ended('cancelled'), mine(claim)) !== null);
  }

  release(claim: Claim): boolean {
    const set = sql`state = 'ready', attempt = attempt - 1, lease_until = null`;
    return this.db.transaction((tx) => this.change(tx, set, mine(claim)) !== null);
  }

  keep(claim: Claim, checkpoint: unknown): boolean {
    const text = JSON.stringify(checkpoint ?? null);
    return this.db.run(sql`update jobs set checkpoint = ${text} where ${mine(claim)}`).changes > 0;
  }

  beat(claim: Claim, progress?: number, note?: string | null): 'go-on' | 'cancel' | 'lost' {
    const row = this.db.get<Pick<JobRow, 'cancel_requested_at'>>(sql`update jobs
      set lease_until = ${this.clock.now() + LEASE_MS}, progress = coalesce(${progress ?? null}, progress),
        progress_note = coalesce(${note ?? null}, progress_note)
      where ${mine(claim)} returning cancel_requested_at`);
    if (!row) return 'lost';
    return row.cancel_requested_at === null ? 'go-on' : 'cancel';
  }

  cancel(tx: Tx, id: string, tenant?: string): 'cancelled' | 'requested' | null {
    const where = sql`id = ${id} and ${ofTenant(tenant)}`;
    if (this.change(tx, this.ended('cancelled'), sql`${where} and state = 'ready'`)) return 'cancelled';
    const asked = tx.run(sql`update jobs set cancel_requested_at = coalesce(cancel_requested_at, ${this.clock.now()})
      where ${where} and state = 'running'`);
    if (asked.changes === 0) return null;
    this.tell(id, 'stopping');
    return 'requested';
  }

  underWay(tenant: string, about: readonly string[]): string[] {
    return this.db
      .all<{ id: string }>(
        sql`select id from jobs where tenant_id = ${tenant} and state in ('ready', 'running') and ${naming(about)} order by id`,
      )
      .map(({ id }) => id);
  }

  forget(tx: Tx, tenant: string, about: string): number {
    return tx.run(sql`delete from jobs where tenant_id = ${tenant} and state not in ('ready', 'running')
      and ${naming([about])}`).changes;
  }

  retry(tx: Tx, id: string, tenant?: string): boolean {
    const where = sql`id = ${id} and ${ofTenant(tenant)} and state in ('dead', 'quarantined', 'cancelled')`;
    const row = tx.get<JobRow>(sql`select * from jobs where ${where}`);
    if (!row) return false;
    const set = sql`state = 'ready', attempt = 0, crashes = 0, run_at = ${this.clock.now()}, cancel_requested_at = null,
      finished_at = null, progress = 0, progress_note = null, checkpoint = null, waits_for = ${waitsAgainFor(tx, jobOf(row))}`;
    return this.change(tx, set, where) !== null;
  }

  reschedule(tx: Tx, id: string, { runAtMs, priority }: JobTimes, tenant?: string): boolean {
    const { changes } = tx.run(sql`update jobs set run_at = coalesce(${runAtMs ?? null}, run_at),
      priority = coalesce(${priority ?? null}, priority) where id = ${id} and ${ofTenant(tenant)} and state = 'ready'`);
    if (changes > 0) this.tell(id, 'ready');
    return changes > 0;
  }

  discard(tx: Tx, id: string, tenant?: string): boolean {
    const which = sql`id = ${id} and ${ofTenant(tenant)} and state in ('dead', 'quarantined')`;
    return tx.run(sql`delete from jobs where ${which}`).changes > 0;
  }

  rescue(): Job[] {
    const orphans = sql`select * from jobs where state = 'running' and boot_id is not ${this.bootId} order by id`;
    return this.db.transaction((tx) =>
      tx
        .all<JobRow>(orphans)
        .map(jobOf)
        .map((job) => this.change(tx, rescued(job, this.clock.now()), sql`id = ${job.id}`) as Job),
    );
  }

  find(id: string, tenant?: string): Job | null {
    const row = this.db.get<JobRow>(sql`select * from jobs where id = ${id} and ${ofTenant(tenant)}`);
    return row && jobOf(row);
  }

  list(query: JobQuery = {}): Job[] {
    return listJobs(this.db, query);
  }

  count(scope: JobScope = {}): Record<JobState, number> {
    return countJobs(this.db, scope);
  }

  kinds(scope: JobScope = {}): string[] {
    return jobKinds(this.db, scope);
  }

  relatives(job: Pick<Job, 'id' | 'tenant'>) {
    return relativesOf(this.db, job);
  }

  addLines(id: string, lines: readonly JobLine[]): void {
    addJobLines(this.db, id, lines);
  }

  lines(id: string): JobLine[] {
    return jobLines(this.db, id);
  }

  nextDueAtMs(kinds: readonly string[]): number | null {
    return nextDueAtMs(this.db, kinds);
  }

  prune(olderThanMs: number): number {
    return pruneJobs(this.db, this.clock.now() - olderThanMs);
  }

  watch(listener: (id: string, news: JobNews) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** By the next turn the transaction under way has ended. */
  private tell(id: string, news: JobNews): void {
    queueMicrotask(() => {
      for (const listener of this.listeners) listener(id, news);
    });
  }

  /** Sets the one job that matches; null when none did. Every change of state goes through here. */
  private change(tx: Tx, set: Sql, where: Sql): Job | null {
    const row = tx.get<JobRow>(sql`update jobs set ${set} where ${where} returning *`);
    if (!row) return null;
    const job = jobOf(row);
    this.changed(tx, job);
    this.tell(job.id, job.state);
    if (job.state === 'done') {
      tx.run(sql`update jobs set waits_for = waits_for - 1 where state = 'ready' and tenant_id is ${job.tenant}
        and id in (select job_id from job_dependencies where parent_id = ${job.id})`);
    } else if (job.state !== 'ready' && job.state !== 'running') this.endChildren(tx, job);
    return job;
  }

  /** What waits for a job that ended without success comes to nothing either. */
  private endChildren(tx: Tx, parent: Job): void {
    const message = `It depends on the job ${parent.id} (${parent.kind}), which ended as ${parent.state}.`;
    for (const { id } of relativesOf(tx, parent).children) {
      const child = this.find(id);
      if (child?.state !== 'ready') continue;
      const errors = withError(child, { fault: 'conflict', code: 'jobs.parentEnded', message }, this.clock.now());
      this.change(tx, sql`${this.ended('cancelled')}, errors = ${errors}`, sql`id = ${id} and state = 'ready'`);
    }
  }

  private ended(state: JobState): Sql {
    return sql`state = ${state}, finished_at = ${this.clock.now()}, lease_until = null`;
  }
}

const mine = ({ id, fence }: Claim): Sql => sql`id = ${id} and fence = ${fence} and state = 'running'`;

/** What becomes of a job whose process is gone. */
function rescued(job: Job, nowMs: number): Sql {
  const crashes = job.crashes + 1;
  const message = 'The process ended while the job ran.';
  const errors = withError(job, { fault: 'crash', code: 'jobs.crashed', message }, nowMs);
  const state: JobState = job.cancelRequested
    ? 'cancelled'
    : crashes >= CRASHES_TO_QUARANTINE
      ? 'quarantined'
      : job.attempt >= job.maxAttempts
        ? 'dead'
        : 'ready';
  return sql`state = ${state}, crashes = ${crashes}, errors = ${errors}, fence = fence + 1, lease_until = null,
    run_at = ${nowMs}, finished_at = ${state === 'ready' ? null : nowMs}`;
}
