import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound } from '../../platform/access/guard.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Job, JobStore } from '../../platform/jobs/index.ts';
import { checkTiming, nextRunsMs, type Policy, type Schedule, type Scheduler } from '../../platform/schedules/index.ts';

export interface ScheduleParts {
  readonly schedules: () => Scheduler;
  readonly jobs: Pick<JobStore, 'find' | 'list'>;
  readonly changes: Changes;
  readonly clock: Clock;
}

export interface ScheduleState extends Schedule {
  /** The last job that it asked for, as long as that is kept. */
  readonly last: Job | null;
}

const permission = 'admin:schedules';
/** Times and runs that the page of one shows. */
const SHOWN = 5;

export function listSchedules(parts: ScheduleParts, actor: Actor): ScheduleState[] {
  guard(actor, permission);
  return parts
    .schedules()
    .list()
    .map((schedule) => stateOf(parts, schedule));
}

const stateOf = ({ jobs }: ScheduleParts, schedule: Schedule): ScheduleState => ({
  ...schedule,
  last: schedule.lastJob === null ? null : jobs.find(schedule.lastJob),
});

/** One schedule with its next times and its last runs. */
export function getSchedule(parts: ScheduleParts, actor: Actor, id: string) {
  guard(actor, permission);
  const schedule = find(parts, id);
  return {
    schedule: stateOf(parts, schedule),
    nextMs: schedule.pausedAtMs === null ? nextRunsMs(schedule, parts.clock.now(), SHOWN) : [],
    runs: parts.jobs.list({ tenant: null, schedule: id, limit: SHOWN * 2 }),
  };
}

const find = ({ schedules }: ScheduleParts, id: string): Schedule => schedules().find(id) ?? notFound('schedule');

/** Adds its job now, beside its times; where one waits or runs already and the schedule skips, that one. */
export const runSchedule = (parts: ScheduleParts, actor: Actor, id: string): { job: string; added: boolean } =>
  change(parts, actor, id, 'run', ({ tx, record }, schedule) => {
    const userId = actor.kind === 'user' || actor.kind === 'service' ? actor.id : null;
    const made = parts.schedules().runNow(tx, id, { userId, correlationId: actor.requestId });
    record({ before: null, after: { ...made, kind: schedule.job.kind } });
    return made;
  });

export const pauseSchedule = (parts: ScheduleParts, actor: Actor, id: string): Schedule =>
  change(parts, actor, id, 'pause', ({ tx, record }, schedule) => {
    if (schedule.pausedAtMs === null) parts.schedules().pause(tx, id);
    record({ before: { isPaused: schedule.pausedAtMs !== null }, after: { isPaused: true } });
    return find(parts, id);
  });

export const resumeSchedule = (parts: ScheduleParts, actor: Actor, id: string): Schedule =>
  change(parts, actor, id, 'resume', ({ tx, record }, schedule) => {
    if (schedule.pausedAtMs !== null) parts.schedules().resume(tx, id);
    record({ before: { isPaused: schedule.pausedAtMs !== null }, after: { isPaused: false } });
    return find(parts, id);
  });

/** Says when it runs, in which zone, and what happens to times that overlap or were missed. */
export function changeSchedule(parts: ScheduleParts, actor: Actor, id: string, etag: string, sent: Policy): Schedule {
  return change(parts, actor, id, 'change', ({ tx, record }, schedule) => {
    if (schedule.etag !== etag) stale();
    if (schedule.isConfigured)
      throw new AppError(
        'conflict',
        'schedule.configured',
        'When this runs stands in the configuration of the server. Here it can be paused, and run at once.',
      );
    const policy = { ...sent, ...checkTiming(sent, parts.clock.now()) };
    demandSense(policy);
    parts.schedules().set(tx, id, policy);
    record({ before: policyOf(schedule), after: policyOf(policy) });
    return find(parts, id);
  });
}

/** Each of several missed times needs its own job, and "skip" has one at a time. */
function demandSense({ overlap, catchUp }: Policy): void {
  if (catchUp !== 'all' || overlap !== 'skip') return;
  invalid(
    'schedule.allNeedsQueue',
    'Each missed time can be caught up only where jobs wait for each other or run at once: choose another way for overlaps.',
    [{ pointer: '/overlap', message: 'Leaving out what overlaps leaves out what is caught up.' }],
  );
}

const policyOf = ({ cron, zone, overlap, catchUp }: Policy): Policy => ({ cron, zone, overlap, catchUp });

type Recorded = Pick<Change, 'tx'> & { record(what: { before: unknown; after: unknown }): void };

function change<T>(
  parts: ScheduleParts,
  actor: Actor,
  id: string,
  what: string,
  work: (change: Recorded, schedule: Schedule) => T,
): T {
  guard(actor, permission);
  const schedule = find(parts, id);
  return parts.changes.make(actor, ({ tx, record }) =>
    work({ tx, record: (done) => record({ action: `schedule.${what}`, kind: 'schedule', id, ...done }) }, schedule),
  );
}
