import { sql } from '#sdk';
import type { Tx } from '../db/index.ts';
import { newId as systemId } from '../ids.ts';
import type { NewWorkspaceSchedule, OwnerName, Policy, WorkspaceSchedule } from './schedule.ts';
import { type AskedBy, enqueueRun, type RunNow, type SettleParts } from './settle.ts';
import {
  findOfOwner,
  insertSchedule,
  listOfWorkspaces,
  removeOfOwner,
  timedOf,
  writeWorkspaceSchedule,
} from './workspace-store.sqlite.ts';

/**
 * Schedules that people made in workspaces. Whoever owns the thing that a schedule is for asks whether the caller may; here is only
 * when it runs. They follow the same rules as those of the appliance.
 */
export interface WorkspaceSchedules {
  find(owner: OwnerName): WorkspaceSchedule | null;
  /** Of these workspaces of a tenant, by title; null: of every tenant, for who operates the machine. */
  list(of: { readonly tenant: string; readonly workspaces: readonly string[] | 'all' } | null): WorkspaceSchedule[];
  /** Times before now are decided. */
  create(tx: Tx, schedule: NewWorkspaceSchedule): void;
  /** Sets when it runs and how, and what it asks for; times before now are decided where the policy is another one. */
  change(tx: Tx, schedule: WorkspaceSchedule, to: NewWorkspaceSchedule): void;
  pause(tx: Tx, schedule: WorkspaceSchedule): void;
  /** Goes on from now: what passed meanwhile was not missed. */
  resume(tx: Tx, schedule: WorkspaceSchedule): void;
  /** With the thing that it is for. */
  remove(tx: Tx, owner: OwnerName): void;
  /** Adds its job now, beside its times. */
  runNow(tx: Tx, schedule: WorkspaceSchedule, by: AskedBy): RunNow;
}

interface Parts extends SettleParts {
  readonly newId?: () => string;
}

/** @param changed after each change, so that the alarm is set anew */
export function workspaceSchedules(parts: Parts, changed: () => void): WorkspaceSchedules {
  const { db, clock, newId = systemId } = parts;
  const write = (tx: Tx, schedule: WorkspaceSchedule, set: Parameters<typeof writeWorkspaceSchedule>[2]): void => {
    const marks = sql`updated_at = ${clock.now()}, etag = cast(cast(etag as integer) + 1 as text)`;
    writeWorkspaceSchedule(tx, schedule, sql`${set}, ${marks}`);
    changed();
  };
  return {
    find: (owner) => findOfOwner(db, owner),
    list: (of) => listOfWorkspaces(db, of),
    create(tx, schedule) {
      insertSchedule(tx, newId(), schedule, clock.now());
      changed();
    },
    change(tx, schedule, to) {
      const { cron, zone, overlap, catchUp } = to;
      const policy = sql`cron = ${cron}, zone = ${zone}, overlap = ${overlap}, catch_up = ${catchUp}`;
      const anew = isSameTiming(schedule, to) ? sql`` : sql`, noted_at = null, next_run_at = null`;
      write(tx, schedule, sql`${policy}, title = ${to.title}, job = ${JSON.stringify(to.job)}${anew}`);
    },
    pause: (tx, schedule) => write(tx, schedule, sql`paused_at = ${clock.now()}, next_run_at = null`),
    resume: (tx, schedule) => write(tx, schedule, sql`paused_at = null, noted_at = null`),
    remove: (tx, owner) => removeOfOwner(tx, owner),
    runNow(tx, schedule, by) {
      const made = enqueueRun(parts, tx, timedOf(schedule), by);
      if (!made) return { job: schedule.lastJob ?? '', added: false };
      if (made.added) writeWorkspaceSchedule(tx, schedule, sql`last_job_id = ${made.job}`);
      return made;
    },
  };
}

const isSameTiming = (a: Policy, b: Policy): boolean => a.cron === b.cron && a.zone === b.zone;
