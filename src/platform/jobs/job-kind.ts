import type { Tx } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import type { Job } from './job.ts';

/** What a job's work gets. */
export interface JobContext<P = unknown> {
  readonly job: Job;
  readonly payload: P;
  /** Aborted when the job is cancelled, takes too long, or the server stops. */
  readonly signal: AbortSignal;
  /** Its lines are kept with the job and shown to whoever may see it: no paths of this machine, nothing of the data itself. */
  readonly log: Log;
  /** Keeps what the next attempt goes on from (`job.checkpoint`), should this one not come to its end; the progress so far stays too. */
  keep(checkpoint: unknown): void;
  /** Share done, 0 … 1. Cheap: written at most once a second. */
  progress(share: number, note?: string): void;
  /**
   * Ends the job and commits its effect in the same transaction; what `effect` returns is the job's result. Call it last, once.
   * Without a call the job ends, with no effect, when the handler returns.
   */
  finish(effect: (tx: Tx) => unknown): void;
}

export interface JobKind<P = unknown> {
  readonly kind: string;
  /** What people call it, in English; else the kind itself. */
  readonly title?: string;
  /** How many of this kind at a time; default: as many as the runner takes. */
  readonly concurrency?: number;
  readonly timeLimitMs?: number;
  /** Small work that must not wait behind long loads: it takes none of the runner's places. */
  readonly isSmall?: boolean;
  handler(context: JobContext<P>): Promise<void> | void;
}
