import type { Appliance } from './assemble.ts';
import {
  cancelJob,
  discardJob,
  EVERY_JOB,
  getJob,
  type JobParts,
  listJobs,
  presentDetail,
  presentJob,
  retryJob,
} from './features/jobs/index.ts';
import {
  listSchedules,
  pauseSchedule,
  presentSchedule,
  resumeSchedule,
  runSchedule,
  type ScheduleParts,
  type ScheduleState,
} from './features/schedules/index.ts';
import type { Actor } from './platform/access/actor.ts';
import type { JobState } from './platform/jobs/index.ts';

/** What the operator may ask about jobs, as plain data. */
export type JobCommand =
  | { do: 'job'; action: 'list'; states: readonly JobState[] | null; kind: string | null; limit: number }
  | { do: 'job'; action: 'show' | 'retry' | 'cancel' | 'discard'; id: string };

/** What the operator may ask about the repeated work of the appliance. */
export type ScheduleCommand =
  | { do: 'schedule'; action: 'list' }
  | { do: 'schedule'; action: 'run' | 'pause' | 'resume'; id: string };

/** Carries out a command about jobs: the operator of the machine sees those of every tenant, and the appliance's own. */
export function operateJobs(appliance: Appliance, actor: Actor, command: JobCommand): unknown {
  const { jobs, changes, clock, events } = appliance;
  const parts: JobParts = { jobs, changes, clock, events };
  if (command.action === 'list') {
    const { states, kind, limit } = command;
    const filter = { ...(states ? { states } : {}), ...(kind === null ? {} : { kind }) };
    const { items, total, counts } = listJobs(parts, EVERY_JOB, actor, filter, { limit, offset: 0, after: null });
    return { items: items.map(presentJob), total, counts };
  }
  const { id } = command;
  switch (command.action) {
    case 'show':
      return presentDetail(getJob(parts, EVERY_JOB, actor, id));
    case 'retry':
      return presentJob(retryJob(parts, EVERY_JOB, actor, id));
    case 'cancel':
      return presentJob(cancelJob(parts, EVERY_JOB, actor, id));
    case 'discard':
      discardJob(parts, EVERY_JOB, actor, id);
      return { id, discarded: true };
  }
}

export function operateSchedules(appliance: Appliance, actor: Actor, command: ScheduleCommand): unknown {
  const { jobs, changes, clock, schedules } = appliance;
  const parts: ScheduleParts = { jobs, changes, clock, schedules: () => schedules };
  switch (command.action) {
    case 'list':
      return [...listSchedules(parts, actor), ...schedulesOfWorkspaces(appliance)].map(presentSchedule);
    case 'run':
      return runSchedule(parts, actor, command.id);
    case 'pause':
      return presentSchedule(pauseSchedule(parts, actor, command.id));
    case 'resume':
      return presentSchedule(resumeSchedule(parts, actor, command.id));
  }
}

/** Those that people made in any tenant; here they are seen, and changed where they were made. */
const schedulesOfWorkspaces = ({ schedules, jobs }: Appliance): ScheduleState[] =>
  schedules.ofWorkspaces.list(null).map(({ owner, ...schedule }) => {
    const { cron, zone, overlap, catchUp, lastJob } = schedule;
    const last = lastJob === null ? null : jobs.find(lastJob);
    return { ...schedule, id: `${owner.kind}/${owner.id}`, declared: { cron, zone, overlap, catchUp }, last };
  });
