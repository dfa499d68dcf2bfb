import { type Sql, sql } from '#sdk';
import type { Reader, Tx } from '../db/index.ts';
import type { CatchUp, NewWorkspaceSchedule, Overlap, OwnerName, WorkspaceSchedule } from './schedule.ts';
import type { Timed } from './settle.ts';

interface Row {
  id: string;
  tenant_id: string;
  workspace_id: string;
  owner_kind: string;
  owner_id: string;
  title: string;
  job: string;
  cron: string;
  zone: string;
  overlap: Overlap;
  catch_up: CatchUp;
  paused_at: number | null;
  noted_at: number | null;
  next_run_at: number | null;
  last_run_at: number | null;
  last_job_id: string | null;
  etag: string;
}

const toSchedule = (row: Row): WorkspaceSchedule => ({
  id: row.id,
  owner: { tenant: row.tenant_id, workspace: row.workspace_id, kind: row.owner_kind, id: row.owner_id },
  ...{ title: row.title, job: JSON.parse(row.job) },
  ...{ cron: row.cron, zone: row.zone, overlap: row.overlap, catchUp: row.catch_up },
  ...{ pausedAtMs: row.paused_at, notedAtMs: row.noted_at, etag: row.etag },
  nextRunAtMs: row.paused_at === null ? row.next_run_at : null,
  ...{ lastRunAtMs: row.last_run_at, lastJob: row.last_job_id },
});

export const timedOf = (schedule: WorkspaceSchedule): Timed => ({
  ...schedule,
  ...{ tenant: schedule.owner.tenant, workspace: schedule.owner.workspace },
  write: (tx, set) => writeWorkspaceSchedule(tx, schedule, set),
});

/**
 * Of every tenant: the schedules whose next time has come or is not known yet, and those that were decided ahead of the present clock;
 * and when the next of the others is due. Where a workspace is put away, its schedules rest.
 */
export function attentionOf(db: Reader, nowMs: number): { schedules: Timed[]; nextRunAtMs: number | null } {
  const rows = db.all<Row>(sql`select * from workspace_schedules s where paused_at is null
    and (noted_at is null or next_run_at is null or next_run_at <= ${nowMs} or noted_at > ${nowMs}) and not exists (select 1 from workspaces w
      join tenants t on t.id = w.tenant_id where w.tenant_id = s.tenant_id and w.id = s.workspace_id
      and (w.archived_at is not null or t.disabled_at is not null)) order by id`);
  const next = db.get<{ at: number | null }>(
    sql`select min(next_run_at) as at from workspace_schedules where paused_at is null and next_run_at > ${nowMs}`,
  );
  return { schedules: rows.map((row) => timedOf(toSchedule(row))), nextRunAtMs: next?.at ?? null };
}

export function findOfOwner(db: Reader, { tenant, kind, id }: OwnerName): WorkspaceSchedule | null {
  const row = db.get<Row>(
    sql`select * from workspace_schedules where tenant_id = ${tenant} and owner_kind = ${kind} and owner_id = ${id}`,
  );
  return row && toSchedule(row);
}

export function listOfWorkspaces(
  db: Reader,
  of: { readonly tenant: string; readonly workspaces: readonly string[] | 'all' } | null,
): WorkspaceSchedule[] {
  if (of === null) return db.all<Row>(sql`select * from workspace_schedules order by title, id`).map(toSchedule);
  const all = of.workspaces === 'all';
  return db
    .all<Row>(sql`select * from workspace_schedules where tenant_id = ${of.tenant} and (${all ? 1 : 0} = 1 or workspace_id in
      (select value from json_each(${JSON.stringify(all ? [] : of.workspaces)}))) order by title, id`)
    .map(toSchedule);
}

export function insertSchedule(tx: Tx, id: string, schedule: NewWorkspaceSchedule, nowMs: number): void {
  const { owner, title, job, cron, zone, overlap, catchUp } = schedule;
  tx.run(sql`insert into workspace_schedules (id, tenant_id, workspace_id, owner_kind, owner_id, title, job, cron, zone, overlap,
      catch_up, created_at, updated_at)
    values (${id}, ${owner.tenant}, ${owner.workspace}, ${owner.kind}, ${owner.id}, ${title}, ${JSON.stringify(job)}, ${cron},
      ${zone}, ${overlap}, ${catchUp}, ${nowMs}, ${nowMs})`);
}

export function writeWorkspaceSchedule(tx: Tx, { id, owner }: WorkspaceSchedule, set: Sql): void {
  tx.run(sql`update workspace_schedules set ${set} where tenant_id = ${owner.tenant} and id = ${id}`);
}

export function removeOfOwner(tx: Tx, { tenant, kind, id }: OwnerName): void {
  tx.run(
    sql`delete from workspace_schedules where tenant_id = ${tenant} and owner_kind = ${kind} and owner_id = ${id}`,
  );
}
