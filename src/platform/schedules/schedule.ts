import type { NewJob } from '../jobs/index.ts';
import type { Timing } from './cron.ts';

/** When its job still waits or runs: leave this time out, let the new job wait for the one before, or run both at once. */
export const OVERLAPS = ['skip', 'queue', 'parallel'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** Times that passed while the server was down or the clock jumped: none of them, one run for all of them, or each. */
export const CATCH_UPS = ['skip', 'once', 'all'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

export interface Policy extends Timing {
  readonly overlap: Overlap;
  readonly catchUp: CatchUp;
}

/** Repeated work, as the program declares it. */
export interface ScheduleDefinition extends Policy {
  /** Stable: what people changed is kept under it. */
  readonly id: string;
  /** In English; pages translate it. */
  readonly title: string;
  readonly job: Pick<NewJob, 'kind' | 'payload' | 'priority' | 'maxAttempts'> & {
    /** With `overlap: skip`, by which another job of the same work is known; else the schedule's id. */
    readonly key?: string;
  };
  /** Also as soon as the server starts. */
  readonly atStart?: boolean;
  /** The configuration says when; here it can be paused only. */
  readonly isConfigured?: boolean;
}

/** How far a schedule is. */
export interface ScheduleProgress {
  readonly pausedAtMs: number | null;
  /** The last of its times for which was decided. */
  readonly notedAtMs: number | null;
  /** Null: paused, or there is none. */
  readonly nextRunAtMs: number | null;
  /** The time of the schedule for which it last ran. */
  readonly lastRunAtMs: number | null;
  readonly lastJob: string | null;
  readonly etag: string;
}

/** A schedule as it holds now: the declaration, with what people changed, and how far it is. */
export interface Schedule extends ScheduleDefinition, ScheduleProgress {
  /** As the program declares it. */
  readonly declared: Policy;
}

/** What a schedule of a workspace is for: a thing of a feature, which says who may see and change it. */
export interface OwnerName {
  readonly tenant: string;
  /** The feature's word for such things. */
  readonly kind: string;
  readonly id: string;
}

/** Repeated work that people asked for in a workspace; a thing has one schedule at most. */
export interface NewWorkspaceSchedule extends Policy {
  readonly owner: OwnerName & { readonly workspace: string };
  /** Name of the thing, as people gave it. */
  readonly title: string;
  /** `key`: while a job of this kind and key waits or runs, a time is left out, with `overlap: skip`. `serial`: with which others it takes turns. */
  readonly job: Pick<NewJob, 'kind' | 'payload' | 'priority' | 'maxAttempts' | 'serial'> & { readonly key: string };
}

export interface WorkspaceSchedule extends NewWorkspaceSchedule, ScheduleProgress {
  readonly id: string;
}
