import { AppError, type Sql, sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import { newId as systemId } from '../ids.ts';
import {
  backOffMs,
  errorOf,
  type Job,
  type JobRow,
  type JobState,
  jobOf,
  mayPass,
  type NewJob,
  PRIORITY,
  withError,
} from './job.ts';
import type { Claim, JobQuery, JobStore } from './store.ts';

const CRASHES_TO_QUARANTINE = 3;
const LEASE_MS = 60_000;

export interface JobStoreParts {
  readonly db: Db;
  /** Differs with every start of the process; jobs running under another one are orphans. */
  readonly bootId: string;
  readonly clock?: Clock;
  readonly newId?: () => string;
  readonly random?: () => number;
  /** Called inside the transaction of every change of state: events are published from here. */
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
  private readonly listeners = new Set<(id: string) => void>();

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
    const { changes } = tx.run(sql`insert into jobs
      (id, tenant_id, workspace_id, kind, key, payload, priority, run_at, max_attempts, user_id, correlation_id, created_at)
      values (${id}, ${job.tenant}, ${job.workspace ?? null}, ${job.kind}, ${job.key ?? null},
        ${JSON.stringify(job.payload ?? {})}, ${job.priority ?? PRIORITY.normal}, ${job.runAtMs ?? now},
        ${job.maxAttempts ?? 5}, ${job.userId ?? null}, ${job.correlationId ?? null}, ${now})
      on conflict do nothing`);
    if (changes === 0) return { id: sameKey(tx, job), added: false };
    this.tell(id);
    return { id, added: true };
  }

  claim(kinds: readonly string[]): Job | null {
    return this.db.transaction((tx) => {
      const now = this.clock.now();
      const next = tx.get<{ id: string; lane: string }>(sql`
        select j.id, coalesce(j.workspace_id, j.tenant_id, '') as lane from jobs j
        left join job_turns t on t.lane = coalesce(j.workspace_id, j.tenant_id, '')
        where j.state = 'ready' and j.run_at <= ${now} and j.kind in ${among(kinds)}
        order by j.priority, coalesce(t.turn, 0), j.run_at, j.id limit 1`);
      if (!next) return null;
      tx.run(sql`insert into job_turns (lane, turn)
        values (${next.lane}, (select coalesce(max(turn), 0) + 1 from job_turns))
        on conflict (lane) do update set turn = excluded.turn`);
      const set = sql`state = 'running', attempt = attempt + 1, fence = fence + 1, boot_id = ${this.bootId},
        worker_pid = ${process.pid}, lease_until = ${now + LEASE_MS}, started_at = ${now}, progress = 0,
        progress_note = null`;
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
    this.tell(id);
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
    const set = sql`state = 'ready', attempt = 0, crashes = 0, run_at = ${this.clock.now()}, cancel_requested_at = null,
      finished_at = null, progress = 0, progress_note = null`;
    const where = sql`id = ${id} and ${ofTenant(tenant)} and state in ('dead', 'quarantined', 'cancelled')`;
    const job = this.change(tx, set, where);
    if (job) this.tell(id);
    return job !== null;
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
    const { tenant, kind, states, limit = 100 } = query;
    const rows = this.db.all<JobRow>(sql`select * from jobs where ${ofTenant(tenant)}
      and (${kind ?? null} is null or kind = ${kind ?? null})
      and (${states ? 1 : 0} = 0 or state in ${among(states ?? [])})
      order by created_at desc, id desc limit ${limit}`);
    return rows.map(jobOf);
  }

  count(tenant?: string): Record<JobState, number> {
    const rows = this.db.all<{ state: JobState; n: number }>(
      sql`select state, count(*) as n from jobs where ${ofTenant(tenant)} group by state`,
    );
    const none = { ready: 0, running: 0, done: 0, cancelled: 0, dead: 0, quarantined: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) };
  }

  nextDueAtMs(kinds: readonly string[]): number | null {
    const due = sql`select min(run_at) as at from jobs where state = 'ready' and kind in ${among(kinds)}`;
    return this.db.get<{ at: number | null }>(due)?.at ?? null;
  }

  prune(olderThanMs: number): number {
    const before = this.clock.now() - olderThanMs;
    return this.db.run(sql`delete from jobs where state in ('done', 'cancelled') and finished_at < ${before}`).changes;
  }

  watch(listener: (id: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** By the next turn the transaction under way has ended. */
  private tell(id: string): void {
    queueMicrotask(() => {
      for (const listener of this.listeners) listener(id);
    });
  }

  /** Sets the one job that matches; null when none did. Every change of state goes through here. */
  private change(tx: Tx, set: Sql, where: Sql): Job | null {
    const row = tx.get<JobRow>(sql`update jobs set ${set} where ${where} returning *`);
    if (!row) return null;
    const job = jobOf(row);
    this.changed(tx, job);
    return job;
  }

  private ended(state: JobState): Sql {
    return sql`state = ${state}, finished_at = ${this.clock.now()}, lease_until = null`;
  }
}

const mine = ({ id, fence }: Claim): Sql => sql`id = ${id} and fence = ${fence} and state = 'running'`;
const among = (words: readonly string[]): Sql => sql`(select value from json_each(${JSON.stringify(words)}))`;
const naming = (ids: readonly string[]): Sql => sql`(key in ${among(ids)}
  or exists (select 1 from json_each(jobs.payload) field where field.atom in ${among(ids)}))`;
const ofTenant = (tenant: string | undefined): Sql => sql`(${tenant ?? null} is null or tenant_id = ${tenant ?? null})`;

function sameKey(tx: Tx, job: NewJob): string {
  const row = tx.get<{ id: string }>(sql`select id from jobs where coalesce(tenant_id, '') = ${job.tenant ?? ''}
    and kind = ${job.kind} and key = ${job.key ?? null} and state in ('ready', 'running')`);
  if (!row) throw new Error(`the job ${job.kind} was not added, though none has its key`);
  return row.id;
}

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

function notFinished(job: Job | null, claim: Claim): AppError {
  if (job?.state === 'running' && job.fence === claim.fence && job.cancelRequested)
    return new AppError('cancelled', 'jobs.cancelled', `The job ${claim.id} was cancelled before it ended.`);
  return new AppError(
    'conflict',
    'jobs.fencedOff',
    `The job ${claim.id} is no longer in the hands of this run; its effect was not kept.`,
  );
}
