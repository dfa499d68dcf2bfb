import { type Sql, sql } from '#sdk';
import type { Clock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import type { JobStore, NewJob } from '../jobs/index.ts';
import type { Log } from '../log/index.ts';
import { nextRunMs } from './cron.ts';
import { decide } from './due.ts';
import type { Policy, ScheduleProgress } from './schedule.ts';

export interface SettleParts {
  readonly db: Db;
  readonly jobs: Pick<JobStore, 'enqueue' | 'count'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A schedule, whoever made it, as its times are decided. */
export interface Timed extends Policy, Pick<ScheduleProgress, 'notedAtMs' | 'nextRunAtMs'> {
  readonly id: string;
  /** Null: of the appliance itself. */
  readonly tenant: string | null;
  readonly workspace: string | null;
  readonly job: Pick<NewJob, 'kind' | 'payload' | 'priority' | 'maxAttempts' | 'serial'> & { readonly key: string };
  /** Sets columns of its row. */
  write(tx: Tx, set: Sql, nowMs: number): void;
}

export interface AskedBy {
  readonly userId: string | null;
  readonly correlationId: string | null;
}

export interface RunNow {
  readonly job: string;
  readonly added: boolean;
}

/** Jobs of one schedule that may wait for each other. */
const MOST_QUEUED = 100;

/** Decides about the times of one schedule that have come; gives its next one. That a time is decided commits with its job. */
export function settle(parts: SettleParts, schedule: Timed): number | null {
  const { db, clock, log } = parts;
  const nowMs = clock.now();
  if (schedule.notedAtMs === null) {
    const nextRunAtMs = nextRunMs(schedule, nowMs);
    db.transaction((tx) => schedule.write(tx, sql`noted_at = ${nowMs}, next_run_at = ${nextRunAtMs}`, nowMs));
    return nextRunAtMs;
  }
  const { runs, missed, notedAtMs, nextRunAtMs } = decide(schedule, schedule.notedAtMs, nowMs);
  if (notedAtMs === null && nextRunAtMs === schedule.nextRunAtMs) return nextRunAtMs;
  if (missed > 0) log.warn('schedules.missed', { schedule: schedule.id, times: missed });
  db.transaction((tx) => {
    schedule.write(tx, sql`noted_at = ${notedAtMs ?? schedule.notedAtMs}, next_run_at = ${nextRunAtMs}`, nowMs);
    runTimes(parts, tx, schedule, runs);
  });
  return nextRunAtMs;
}

/** Adds a job for each of these times, as far as the schedule's way with overlaps lets it. */
export function runTimes(parts: SettleParts, tx: Tx, schedule: Timed, times: readonly number[]): void {
  const { log, clock } = parts;
  for (const time of times) {
    const made = enqueueRun(parts, tx, schedule, { userId: null, correlationId: null });
    if (made?.added) schedule.write(tx, sql`last_run_at = ${time}, last_job_id = ${made.job}`, clock.now());
    else log.warn('schedules.skipped', { schedule: schedule.id, time: new Date(time).toISOString() });
  }
}

/** Null: too many of its jobs wait already. */
export function enqueueRun({ jobs }: SettleParts, tx: Tx, schedule: Timed, by: AskedBy): RunNow | null {
  const { id, tenant, workspace, overlap, job } = schedule;
  if (overlap !== 'skip' && jobs.count({ tenant, schedule: id }).ready >= MOST_QUEUED) return null;
  const { key, serial, ...rest } = job;
  const turns = serial ?? (overlap === 'queue' ? id : undefined);
  const made = jobs.enqueue(tx, {
    ...{ ...rest, ...by, tenant, workspace, schedule: id },
    ...(overlap === 'skip' ? { key } : {}),
    ...(turns === undefined ? {} : { serial: turns }),
  });
  return { job: made.id, added: made.added };
}
