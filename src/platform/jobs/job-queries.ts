import { type Sql, sql } from '#sdk';
import type { Db, Reader } from '../db/index.ts';
import { type Job, type JobRow, type JobState, jobOf, type NewJob } from './job.ts';
import type { JobQuery, JobScope } from './store.ts';

const among = (words: readonly string[]): Sql => sql`(select value from json_each(${JSON.stringify(words)}))`;

/** Jobs that name one of these ids, as their key or in a field of their payload. */
export const naming = (ids: readonly string[]): Sql => sql`(key in ${among(ids)}
  or exists (select 1 from json_each(jobs.payload) field where field.atom in ${among(ids)}))`;

export const ofTenant = (tenant: string | null | undefined): Sql =>
  tenant === null ? sql`tenant_id is null` : sql`(${tenant ?? null} is null or tenant_id = ${tenant ?? null})`;

const within = ({ tenant, workspaces, kind, schedule }: JobScope): Sql => sql`${ofTenant(tenant)}
  and (${workspaces ? 1 : 0} = 0 or workspace_id in ${among(workspaces ?? [])})
  and (${kind ?? null} is null or kind = ${kind ?? null})
  and (${schedule ?? null} is null or schedule_id = ${schedule ?? null})`;

/** Waits for nothing but its time: no other job, and none of those that run one at a time with it. */
const FREE = sql`j.state = 'ready' and j.waits_for = 0 and (j.serial is null or not exists
  (select 1 from jobs r where r.serial = j.serial and r.state = 'running' and r.tenant_id is j.tenant_id))`;

/**
 * The next job to run: by priority, then the lane (workspace, else tenant) served longest ago, then age. A job that was due as soon as it
 * was added is due also where the clock has been set back since.
 */
export const nextInTurn = (db: Reader, kinds: readonly string[], nowMs: number): { id: string; lane: string } | null =>
  db.get(sql`
    select first.id, t.lane from job_turns t join jobs first on first.id = (
      select j.id from jobs j indexed by jobs_in_lane where j.lane = t.lane and ${FREE}
        and (j.run_at <= ${nowMs} or (j.created_at > ${nowMs} and j.run_at <= j.created_at))
        and j.kind in ${among(kinds)}
      order by j.priority, j.run_at, j.id limit 1)
    order by first.priority, t.turn, first.run_at, first.id limit 1`);

export function nextDueAtMs(db: Reader, kinds: readonly string[]): number | null {
  const due = sql`select j.run_at as at from jobs j indexed by jobs_by_due where ${FREE} and j.kind in ${among(kinds)}
    order by j.run_at limit 1`;
  return db.get<{ at: number | null }>(due)?.at ?? null;
}

export function listJobs(db: Reader, query: JobQuery): Job[] {
  const { states, limit = 100, offset = 0, after = null } = query;
  const rows = db.all<JobRow>(sql`select * from jobs where ${within(query)}
    and (${states ? 1 : 0} = 0 or state in ${among(states ?? [])})
    and (${after ? 1 : 0} = 0 or created_at < ${after?.createdAtMs ?? 0}
      or (created_at = ${after?.createdAtMs ?? 0} and id < ${after?.id ?? ''}))
    order by created_at desc, id desc limit ${limit} offset ${offset}`);
  return rows.map(jobOf);
}

export function countJobs(db: Reader, scope: JobScope): Record<JobState, number> {
  const rows = db.all<{ state: JobState; n: number }>(
    sql`select state, count(*) as n from jobs where ${within(scope)} group by state`,
  );
  const none = { ready: 0, running: 0, done: 0, cancelled: 0, dead: 0, quarantined: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, n }) => [state, n])) };
}

export const jobKinds = (db: Reader, scope: JobScope): string[] =>
  db
    .all<{ kind: string }>(sql`select distinct kind from jobs where ${within(scope)} order by kind`)
    .map(({ kind }) => kind);

/** So many runs of each schedule are kept, however young they are. */
const RUNS_KEPT = 50;

export const pruneJobs = (db: Db, beforeMs: number): number =>
  db.run(sql`delete from jobs where state in ('done', 'cancelled')
    and id not in (select last_job_id from schedules where last_job_id is not null
      union all select last_job_id from workspace_schedules where last_job_id is not null) and (finished_at < ${beforeMs}
    or (schedule_id is not null and (select count(*) from jobs newer
      where newer.schedule_id = jobs.schedule_id and newer.created_at > jobs.created_at) >= ${RUNS_KEPT}))`).changes;

/** Id of the job that waits or runs with the key of this one. */
export function sameKey(db: Reader, job: NewJob): string {
  const row = db.get<{ id: string }>(sql`select id from jobs where coalesce(tenant_id, '') = ${job.tenant ?? ''}
    and kind = ${job.kind} and key = ${job.key ?? null} and state in ('ready', 'running')`);
  if (!row) throw new Error(`the job ${job.kind} was not added, though none has its key`);
  return row.id;
}
