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

/** A schedule as it holds now: the declaration, with what people changed, and how far it is. */
export interface Schedule extends ScheduleDefinition {
  /** As the program declares it. */
  readonly declared: Policy;
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
