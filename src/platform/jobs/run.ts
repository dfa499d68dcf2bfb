import { AppError } from '#sdk';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Log, LogRecord } from '../log/index.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
import type { JobLine } from './job-lines.ts';
import type { JobStore } from './store.ts';

/** One job at work. */
export interface JobRun {
  readonly job: Job;
  /** Resolves when the job has left this runner, however it ended; never rejects. */
  readonly ended: Promise<void>;
  abort(reason: AppError): void;
  /** Looks now whether the job was cancelled or lost, and tells that it lives. */
  look(): void;
}

interface RunParts {
  readonly store: JobStore;
  readonly log: Log;
  readonly clock: Clock;
  readonly pollMs: number;
  /** For kinds that set none. */
  readonly timeLimitMs: number;
  readonly onProgress?: (job: Job, share: number, note: string | null) => void;
}

const WRITE_PROGRESS_EVERY_MS = 1000;
/** What a handler gets to end by itself once its signal is aborted. */
const GRACE_MS = 5000;

const CANCELLED = new AppError('cancelled', 'jobs.cancelled', 'The job was cancelled.');
const LOST = new AppError('conflict', 'jobs.fencedOff', 'The job was taken over by another run.');

export const startRun = (job: Job, kind: JobKind, parts: RunParts): JobRun => new HandlerRun(job, kind, parts);

class HandlerRun implements JobRun {
  readonly job: Job;
  readonly ended: Promise<void>;
  private readonly kind: JobKind;
  private readonly parts: RunParts;
  private readonly log: Log;
  /** Said and not kept yet. */
  private lines: JobLine[] = [];
  private readonly stop = new AbortController();
  /** The job has left this run: its effect is committed, or someone else may have it. */
  private over = false;
  private writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(job: Job, kind: JobKind, parts: RunParts) {
    this.job = job;
    this.kind = kind;
    this.parts = parts;
    this.log = parts.log
      .child({ job_id: job.id, kind: job.kind, attempt: job.attempt, request_id: job.correlationId })
      .heardBy((line) => this.hear(line));
    this.ended = this.run();
  }

  abort(reason: AppError): void {
    this.stop.abort(reason);
  }

  look(): void {
    try {
      this.beat();
    } catch (error) {
      this.log.warn('jobs.cannotBeat', { error });
    }
  }

  private async run(): Promise<void> {
    const timeLimitMs = this.kind.timeLimitMs ?? this.parts.timeLimitMs;
    const pulse = setInterval(() => this.look(), this.parts.pollMs);
    const limit = setTimeout(() => this.stop.abort(tooLong(timeLimitMs)), timeLimitMs);
    this.log.info('jobs.started');
    try {
      await Promise.race([this.work(), givenUp(this.stop.signal)]);
      this.log.info('jobs.done');
    } catch (error) {
      this.settle(error);
    } finally {
      this.over = true;
      clearInterval(pulse);
      clearTimeout(limit);
      this.keepLines();
    }
  }

  private async work(): Promise<void> {
    const { job, log } = this;
    await this.kind.handler({
      job,
      payload: job.payload,
      signal: this.stop.signal,
      log,
      keep: (checkpoint) => this.keep(checkpoint),
      progress: (share, note) => this.progress(Math.min(1, Math.max(0, share)), note),
      finish: (effect) => this.finish(effect),
    });
    if (this.over) return;
    if (this.stop.signal.aborted) throw this.stop.signal.reason;
    this.finish();
  }

  private finish(effect?: (tx: Tx) => unknown): void {
    if (this.over) throw new Error('a job finishes once');
    this.parts.store.finish(this.job, effect);
    this.over = true;
  }

  private progress(share: number, note?: string): void {
    if (this.over) return;
    this.parts.onProgress?.(this.job, share, note ?? null);
    const now = this.parts.clock.now();
    if (now - this.writtenAtMs < WRITE_PROGRESS_EVERY_MS) return;
    this.writtenAtMs = now;
    this.beat(share, note);
  }

  private keep(checkpoint: unknown): void {
    if (!this.over && !this.parts.store.keep(this.job, checkpoint)) this.stop.abort(LOST);
  }

  private hear({ level, event, fields }: LogRecord): void {
    const { attempt } = this.job;
    this.lines.push({ atMs: this.parts.clock.now(), attempt, level, event, fields: withoutStacks(fields) });
  }

  private keepLines(): void {
    const lines = this.lines.splice(0);
    try {
      if (lines.length > 0) this.parts.store.addLines(this.job.id, lines);
    } catch (error) {
      this.parts.log.warn('jobs.cannotKeepLines', { job_id: this.job.id, error });
    }
  }

  private beat(share?: number, note?: string): void {
    if (this.over) return;
    this.keepLines();
    const answer = this.parts.store.beat(this.job, share, note);
    if (answer === 'cancel') this.stop.abort(CANCELLED);
    if (answer === 'lost') this.stop.abort(LOST);
  }

  /** Decides what becomes of a job whose work did not come to its end. */
  private settle(error: unknown): void {
    const { store } = this.parts;
    const reason: unknown = this.stop.signal.aborted ? this.stop.signal.reason : error;
    const code = reason instanceof AppError ? reason.code : '';
    try {
      if (this.over) this.log.error('jobs.failedAfterFinish', { error });
      else if (code === LOST.code) this.log.warn('jobs.fencedOff');
      else if (code === CANCELLED.code) this.log.info('jobs.cancelled', { kept: !store.endCancelled(this.job) });
      else if (code === 'jobs.stopping') this.log.info('jobs.released', { kept: !store.release(this.job) });
      else this.log.error('jobs.failed', { state: store.fail(this.job, reason), error: reason });
    } catch (storeError) {
      // The job stays "running" under this boot; the next start rescues it.
      this.log.error('jobs.cannotEnd', { error: storeError });
    }
  }
}

const tooLong = (timeLimitMs: number) =>
  new AppError('timeout', 'jobs.timeLimit', `The job took longer than ${Math.round(timeLimitMs / 1000)} seconds.`);

/** Rejects some time after the signal: a handler that does not listen must not hold its place for ever. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), GRACE_MS).unref());
  });
}

/** What went wrong, for whoever sees the job; where in the program, the log of the server says. */
const withoutStacks = (fields: LogRecord['fields']): LogRecord['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name !== 'error' || typeof value !== 'object' || value === null) return [name, value];
      const { code, message } = value as Record<string, unknown>;
      return [name, code === undefined ? message : `${code}: ${message}`];
    }),
  );
