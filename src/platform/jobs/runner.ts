import { AppError } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log/index.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
import { type JobRun, startRun } from './run.ts';
import type { JobStore } from './store.ts';

export interface JobRunner {
  /** Rescues what a former process left, then runs what is ready. Returns the rescued jobs. */
  start(): Job[];
  /** Takes nothing new, waits so long for what runs, then gives the rest back to the queue. */
  stop(drainMs: number): Promise<void>;
  /** What people call jobs of this kind, in English. */
  titleOf(kind: string): string;
  /** Ids of the jobs running now. */
  running(): string[];
}

export interface JobRunnerParts {
  readonly store: JobStore;
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side; each checks its own
  readonly kinds: readonly JobKind<any>[];
  readonly log: Log;
  /** Jobs at a time, all kinds together. */
  readonly concurrency?: number;
  readonly pollMs?: number;
  readonly timeLimitMs?: number;
  readonly clock?: Clock;
  /** Every call of `progress`, for pages; not only those that are written. */
  readonly onProgress?: (job: Job, share: number, note: string | null) => void;
}

const STOPPING = new AppError('unavailable', 'jobs.stopping', 'The server is stopping.');

export const jobRunner = (parts: JobRunnerParts): JobRunner => new QueueRunner(parts);

class QueueRunner implements JobRunner {
  private readonly parts: JobRunnerParts & { pollMs: number; timeLimitMs: number; clock: Clock };
  private readonly kinds: ReadonlyMap<string, JobKind>;
  private readonly concurrency: number;
  private readonly runs = new Map<string, JobRun>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unwatch = () => {};
  private stopping = false;

  constructor(parts: JobRunnerParts) {
    this.parts = { pollMs: 5000, timeLimitMs: 1_800_000, clock: systemClock, ...parts };
    this.kinds = new Map(parts.kinds.map((kind) => [kind.kind, kind]));
    if (this.kinds.size !== parts.kinds.length) throw new Error('two job kinds have the same name');
    this.concurrency = parts.concurrency ?? 2;
  }

  start(): Job[] {
    const { store, log } = this.parts;
    this.stopping = false;
    const rescued = store.rescue();
    for (const job of rescued) log.warn('jobs.rescued', { job_id: job.id, kind: job.kind, state: job.state });
    this.unwatch = store.watch((id, news) => {
      if (news === 'ready') this.look();
      else if (news === 'stopping') this.runs.get(id)?.look();
    });
    this.look();
    return rescued;
  }

  async stop(drainMs: number): Promise<void> {
    this.stopping = true;
    this.unwatch();
    clearTimeout(this.timer);
    const all = Promise.all([...this.runs.values()].map((run) => run.ended));
    const late = setTimeout(() => {
      for (const run of this.runs.values()) run.abort(STOPPING);
    }, drainMs);
    await all;
    clearTimeout(late);
  }

  titleOf(kind: string): string {
    return this.kinds.get(kind)?.title ?? kind;
  }

  running(): string[] {
    return [...this.runs.keys()];
  }

  /** Fills the free places, then sleeps until the next job is due, something wakes it, or the poll time is over. */
  private look(): void {
    if (this.stopping) return;
    clearTimeout(this.timer);
    const { store, log, clock, pollMs } = this.parts;
    let waitMs = pollMs;
    try {
      while (this.take());
      const due = store.nextDueAtMs(this.freeKinds());
      if (due !== null) waitMs = Math.min(pollMs, Math.max(0, due - clock.now()));
    } catch (error) {
      // The database may be full or busy for a while: the next look tries again.
      log.error('jobs.cannotClaim', { error });
    }
    this.timer = setTimeout(() => this.look(), waitMs);
  }

  private take(): boolean {
    const kinds = this.freeKinds();
    const job = kinds.length > 0 ? this.parts.store.claim(kinds) : null;
    if (!job) return false;
    const kind = this.kinds.get(job.kind) as JobKind;
    const run = startRun(job, kind, this.parts);
    this.runs.set(job.id, run);
    void run.ended.then(() => {
      this.runs.delete(job.id);
      this.look();
    });
    return true;
  }

  private freeKinds(): string[] {
    const running = [...this.runs.values()].map((run) => run.job.kind);
    const hasPlace = running.filter((kind) => !this.kinds.get(kind)?.isSmall).length < this.concurrency;
    const free = (kind: JobKind) =>
      (kind.isSmall || hasPlace) &&
      running.filter((k) => k === kind.kind).length < (kind.concurrency ?? this.concurrency);
    return [...this.kinds.values()].filter(free).map((kind) => kind.kind);
  }
}
