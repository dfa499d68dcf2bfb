import { type Sql, sql } from '#sdk';
import type { Tx } from '../db/index.ts';
import type { Policy, Schedule, ScheduleDefinition } from './schedule.ts';
import { type AskedBy, enqueueRun, type RunNow, runTimes, type SettleParts, settle, type Timed } from './settle.ts';
import { readSchedules, writeSchedule } from './store.sqlite.ts';
import { type WorkspaceSchedules, workspaceSchedules } from './workspace-schedules.ts';
import { attentionOf } from './workspace-store.sqlite.ts';

export interface SchedulerParts extends SettleParts {
  readonly definitions: readonly ScheduleDefinition[];
  readonly newId?: () => string;
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
  /** Those that people made; the rest of this interface speaks of what the program declares. */
  readonly ofWorkspaces: WorkspaceSchedules;
}

/** The alarm never sleeps longer: a clock that was set, or a machine that slept, is noticed by then. */
const LONGEST_SLEEP_MS = 30_000;

export const scheduler = (parts: SchedulerParts): Scheduler => new CronScheduler(parts);

class CronScheduler implements Scheduler {
  readonly ofWorkspaces: WorkspaceSchedules;
  private readonly parts: SchedulerParts;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isRunning = false;

  constructor(parts: SchedulerParts) {
    this.parts = parts;
    // By then the transaction has ended.
    this.ofWorkspaces = workspaceSchedules(parts, () => queueMicrotask(() => this.look()));
    const ids = new Set(parts.definitions.map(({ id }) => id));
    if (ids.size !== parts.definitions.length) throw new Error('two schedules have the same id');
  }

  start(): void {
    this.isRunning = true;
    const { db, definitions, clock } = this.parts;
    for (const schedule of this.list()) {
      if (schedule.pausedAtMs !== null) continue;
      if (definitions.find(({ id }) => id === schedule.id)?.atStart)
        db.transaction((tx) => runTimes(this.parts, tx, timed(schedule), [clock.now()]));
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
    const declared = this.list().filter(({ pausedAtMs }) => pausedAtMs === null);
    const { schedules, nextRunAtMs } = attentionOf(this.parts.db, clock.now());
    nextMs = Math.min(nextMs, nextRunAtMs ?? nextMs);
    for (const schedule of [...declared.map(timed), ...schedules]) {
      try {
        nextMs = Math.min(nextMs, settle(this.parts, schedule) ?? nextMs);
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
    const made = enqueueRun(this.parts, tx, timed(schedule), by);
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
}

const timed = (schedule: Schedule): Timed => ({
  ...schedule,
  ...{ tenant: null, workspace: null, job: { ...schedule.job, key: schedule.job.key ?? schedule.id } },
  write: (tx, set, nowMs) => writeSchedule(tx, schedule.id, set, nowMs),
});
