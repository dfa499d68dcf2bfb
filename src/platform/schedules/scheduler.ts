import { type Sql, sql } from '#sdk';
import type { Clock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import type { JobStore } from '../jobs/index.ts';
import type { Log } from '../log/index.ts';
import { nextRunMs } from './cron.ts';
import { decide } from './due.ts';
import type { Policy, Schedule, ScheduleDefinition } from './schedule.ts';
import { readSchedules, writeSchedule } from './store.sqlite.ts';

export interface SchedulerParts {
  readonly db: Db;
  readonly jobs: Pick<JobStore, 'enqueue' | 'count'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly definitions: readonly ScheduleDefinition[];
}

/** Puts jobs into the queue when their time has come. */
export interface Scheduler {
  start(): void;
  stop(): void;
  /** Does what is due now, and sets the alarm for what comes next. */
  look(): void;
  list(): Schedule[];
  find(id: string): Schedule | null;
  /** Adds its job now, beside its times; `added` is false where one waits or runs already and the schedule skips. */
  runNow(tx: Tx, id: string, by: AskedBy): RunNow;
  /** Sets when it runs and how; times before now are decided. */
  set(tx: Tx, id: string, policy: Policy): void;
  pause(tx: Tx, id: string): void;
  /** Goes on from now: what passed meanwhile was not missed. */
  resume(tx: Tx, id: string): void;
}

interface AskedBy {
  readonly userId: string | null;
  readonly correlationId: string | null;
}

export interface RunNow {
  readonly job: string;
  readonly added: boolean;
}

/** The alarm never sleeps longer: a clock that was set, or a machine that slept, is noticed by then. */
const LONGEST_SLEEP_MS = 30_000;
/** Jobs of one schedule that may wait for each other. */
const MOST_QUEUED = 100;

export const scheduler = (parts: SchedulerParts): Scheduler => new CronScheduler(parts);

class CronScheduler implements Scheduler {
  private readonly parts: SchedulerParts;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isRunning = false;

  constructor(parts: SchedulerParts) {
    this.parts = parts;
    const ids = new Set(parts.definitions.map(({ id }) => id));
    if (ids.size !== parts.definitions.length) throw new Error('two schedules have the same id');
  }

  start(): void {
    this.isRunning = true;
    const { db, definitions, clock } = this.parts;
    for (const schedule of this.list()) {
      if (schedule.pausedAtMs !== null) continue;
      if (definitions.find(({ id }) => id === schedule.id)?.atStart)
        db.transaction((tx) => this.run(tx, schedule, [clock.now()]));
    }
    this.look();
  }

  stop(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
  }

  list(): Schedule[] {
    return readSchedules(this.parts.db, this.parts.definitions);
  }

  find(id: string): Schedule | null {
    return this.list().find((schedule) => schedule.id === id) ?? null;
  }

  look(): void {
    clearTimeout(this.timer);
    const { log, clock } = this.parts;
    let nextMs = clock.now() + LONGEST_SLEEP_MS;
    for (const schedule of this.list()) {
      if (schedule.pausedAtMs !== null) continue;
      try {
        nextMs = Math.min(nextMs, this.settle(schedule) ?? nextMs);
      } catch (error) {
        // The database may be full for a while: nothing was decided, and the next look tries again.
        log.error('schedules.cannotRun', { schedule: schedule.id, error });
      }
    }
    if (!this.isRunning) return;
    this.timer = setTimeout(() => this.look(), Math.max(0, nextMs - clock.now()));
    this.timer.unref();
  }

  runNow(tx: Tx, id: string, by: AskedBy): RunNow {
    const schedule = this.find(id);
    if (!schedule) throw new Error(`there is no schedule "${id}"`);
    const made = this.enqueue(tx, schedule, by);
    if (!made) throw new Error('nothing was added');
    if (made.added) writeSchedule(tx, id, sql`last_job_id = ${made.job}`, this.parts.clock.now());
    return made;
  }

  set(tx: Tx, id: string, { cron, zone, overlap, catchUp }: Policy): void {
    const set = sql`cron = ${cron}, zone = ${zone}, overlap = ${overlap}, catch_up = ${catchUp}`;
    this.change(tx, id, sql`${set}, noted_at = null, next_run_at = null`);
  }

  pause(tx: Tx, id: string): void {
    this.change(tx, id, sql`paused_at = ${this.parts.clock.now()}, next_run_at = null`);
  }

  resume(tx: Tx, id: string): void {
    this.change(tx, id, sql`paused_at = null, noted_at = null`);
  }

  private change(tx: Tx, id: string, set: Sql): void {
    const nowMs = this.parts.clock.now();
    writeSchedule(tx, id, sql`${set}, updated_at = ${nowMs}, etag = cast(cast(etag as integer) + 1 as text)`, nowMs);
    // By then the transaction has ended.
    queueMicrotask(() => this.look());
  }

  /** Decides about the times of one schedule that have come; gives its next one. That a time is decided commits with its job. */
  private settle(schedule: Schedule): number | null {
    const { db, clock, log } = this.parts;
    const nowMs = clock.now();
    if (schedule.notedAtMs === null) {
      const nextRunAtMs = nextRunMs(schedule, nowMs);
      db.transaction((tx) =>
        writeSchedule(tx, schedule.id, sql`noted_at = ${nowMs}, next_run_at = ${nextRunAtMs}`, nowMs),
      );
      return nextRunAtMs;
    }
    const { runs, missed, notedAtMs, nextRunAtMs } = decide(schedule, schedule.notedAtMs, nowMs);
    if (notedAtMs === null && nextRunAtMs === schedule.nextRunAtMs) return nextRunAtMs;
    if (missed > 0) log.warn('schedules.missed', { schedule: schedule.id, times: missed });
    db.transaction((tx) => {
      const set = sql`noted_at = ${notedAtMs ?? schedule.notedAtMs}, next_run_at = ${nextRunAtMs}`;
      writeSchedule(tx, schedule.id, set, nowMs);
      this.run(tx, schedule, runs);
    });
    return nextRunAtMs;
  }

  private run(tx: Tx, schedule: Schedule, times: readonly number[]): void {
    const { log, clock } = this.parts;
    for (const time of times) {
      const made = this.enqueue(tx, schedule, { userId: null, correlationId: null });
      if (made?.added)
        writeSchedule(tx, schedule.id, sql`last_run_at = ${time}, last_job_id = ${made.job}`, clock.now());
      else log.warn('schedules.skipped', { schedule: schedule.id, time: new Date(time).toISOString() });
    }
  }

  /** Null: too many of its jobs wait already. */
  private enqueue(tx: Tx, { id, overlap, job }: Schedule, by: AskedBy): RunNow | null {
    const { jobs } = this.parts;
    const { key, ...rest } = job;
    if (overlap !== 'skip' && jobs.count({ tenant: null, schedule: id }).ready >= MOST_QUEUED) return null;
    const how = { skip: { key: key ?? id }, queue: { serial: id }, parallel: {} }[overlap];
    const made = jobs.enqueue(tx, { ...rest, ...how, ...by, tenant: null, schedule: id });
    return { job: made.id, added: made.added };
  }
}
