import { type Sql, sql } from '#sdk';
import type { Reader, Writer } from '../db/index.ts';
import type { CatchUp, Overlap, Schedule, ScheduleDefinition } from './schedule.ts';

interface ScheduleRow {
  id: string;
  cron: string | null;
  zone: string | null;
  overlap: Overlap | null;
  catch_up: CatchUp | null;
  paused_at: number | null;
  noted_at: number | null;
  next_run_at: number | null;
  last_run_at: number | null;
  last_job_id: string | null;
  etag: string;
}

/** The declared schedules with what is kept about them, in the order of their declaration. */
export function readSchedules(db: Reader, definitions: readonly ScheduleDefinition[]): Schedule[] {
  const rows = new Map(db.all<ScheduleRow>(sql`select * from schedules`).map((row) => [row.id, row]));
  return definitions.map((definition) => withRow(definition, rows.get(definition.id)));
}

function withRow(definition: ScheduleDefinition, row: ScheduleRow | undefined): Schedule {
  const { cron, zone, overlap, catchUp, isConfigured } = definition;
  const declared = { cron, zone, overlap, catchUp };
  // What the configuration says wins over what was changed before it said so.
  const changed = isConfigured ? undefined : row;
  return {
    ...definition,
    declared,
    cron: changed?.cron ?? cron,
    zone: changed?.zone ?? zone,
    overlap: changed?.overlap ?? overlap,
    catchUp: changed?.catch_up ?? catchUp,
    pausedAtMs: row?.paused_at ?? null,
    notedAtMs: row?.noted_at ?? null,
    nextRunAtMs: row?.paused_at == null ? (row?.next_run_at ?? null) : null,
    lastRunAtMs: row?.last_run_at ?? null,
    lastJob: row?.last_job_id ?? null,
    etag: row?.etag ?? '1',
  };
}

/** Sets columns of a schedule, whose row is made where there is none yet. */
export function writeSchedule(db: Writer, id: string, set: Sql, nowMs: number): void {
  db.run(sql`insert into schedules (id, updated_at) values (${id}, ${nowMs}) on conflict do nothing`);
  db.run(sql`update schedules set ${set} where id = ${id}`);
}
