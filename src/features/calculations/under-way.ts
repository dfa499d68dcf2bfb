import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Analyses } from '../analyses/index.ts';
import { type Analysis, hasEnded } from './model.ts';
import type { AnalysisStore } from './store.ts';

/** Told at each step and at the end. */
export type Follower = (analysis: Analysis, progress: number) => void;

interface Run {
  analysis: Analysis;
  progress: number;
  readonly actor: Actor;
  readonly stop: AbortController;
  readonly followers: Set<Follower>;
}

export interface UnderWayParts {
  readonly store: Pick<AnalysisStore, 'keepState'>;
  readonly analyses: Pick<Analyses, 'compute'>;
  readonly clock: Clock;
  readonly limits: { readonly running: number; readonly openPerOwner: number; readonly deadlineMs: number };
  readonly onDefect: (error: unknown) => void;
}

/** The analyses that wait or run in this process: first come, first served; each can be followed and stopped. */
export class UnderWay {
  readonly #parts: UnderWayParts;
  readonly #runs = new Map<string, Run>();
  #ended = false;

  constructor(parts: UnderWayParts) {
    this.#parts = parts;
  }

  /** Refuses who has too many open. */
  demandRoom(actor: Actor): void {
    const { openPerOwner } = this.#parts.limits;
    const own = [...this.#runs.values()].filter((run) => run.analysis.owner === actor.id).length;
    if (own >= openPerOwner)
      throw new AppError(
        'rate_limited',
        'analysis.tooMany',
        `You have ${own} analyses that wait or run. Wait for one to end, or cancel one.`,
      );
  }

  add(analysis: Analysis, actor: Actor): void {
    const run: Run = { analysis, actor, progress: 0, stop: new AbortController(), followers: new Set() };
    this.#runs.set(analysis.id, run);
    // After the transaction that made it.
    queueMicrotask(() => this.#next());
  }

  /** As it is now; null: not under way here. */
  find(id: string): { analysis: Analysis; progress: number } | null {
    const run = this.#runs.get(id);
    return run ? { analysis: run.analysis, progress: run.progress } : null;
  }

  /** Tells the follower from now on. Gives how to leave; null: not under way here. */
  follow(id: string, follower: Follower): (() => void) | null {
    const run = this.#runs.get(id);
    if (!run) return null;
    run.followers.add(follower);
    return () => void run.followers.delete(follower);
  }

  cancel(id: string): void {
    const run = this.#runs.get(id);
    if (!run) return;
    const waits = run.analysis.state === 'waiting';
    run.stop.abort();
    if (waits) this.#end(run, { state: 'cancelled' });
  }

  /** No further one begins, and those that run are stopped; what they are recorded as is settled at the next start. */
  stop(): void {
    this.#ended = true;
    for (const run of this.#runs.values()) run.stop.abort();
    this.#runs.clear();
  }

  #next(): void {
    if (this.#ended) return;
    const runs = [...this.#runs.values()];
    let free = this.#parts.limits.running - runs.filter((run) => run.analysis.state === 'running').length;
    for (const run of runs) {
      if (free <= 0) return;
      if (run.analysis.state !== 'waiting') continue;
      free--;
      this.#run(run).catch(this.#parts.onDefect);
    }
  }

  async #run(run: Run): Promise<void> {
    const { analyses, clock, limits, onDefect } = this.#parts;
    this.#become(run, { state: 'running', startedAtMs: clock.now() });
    try {
      const { key } = await analyses.compute(run.actor, run.analysis.request, run.stop.signal, {
        deadlineMs: limits.deadlineMs,
        onProgress: (share) => this.#progress(run, share),
      });
      this.#end(run, { state: 'done', resultKey: key });
    } catch (error) {
      const known = error instanceof AppError && error.fault !== 'internal';
      if (!known) onDefect(error);
      if (run.stop.signal.aborted) this.#end(run, { state: 'cancelled' });
      else this.#end(run, { state: 'failed', error: known ? plain(error) : DEFECT });
    }
  }

  #progress(run: Run, share: number): void {
    // A hundred steps are enough for a bar, and never back.
    const progress = Math.min(0.99, Math.floor(share * 100) / 100);
    if (progress <= run.progress) return;
    run.progress = progress;
    this.#tell(run);
  }

  #end(run: Run, how: Partial<Analysis>): void {
    if (hasEnded(run.analysis) || this.#ended) return;
    if (how.state === 'done') run.progress = 1;
    this.#runs.delete(run.analysis.id);
    this.#become(run, { ...how, finishedAtMs: this.#parts.clock.now() });
    run.followers.clear();
    this.#next();
  }

  #become(run: Run, change: Partial<Analysis>): void {
    run.analysis = { ...run.analysis, ...change };
    this.#parts.store.keepState(run.analysis);
    this.#tell(run);
  }

  #tell(run: Run): void {
    for (const follower of [...run.followers]) follower(run.analysis, run.progress);
  }
}

const plain = ({ fault, code, message }: AppError) => ({ fault, code, message });
const DEFECT = {
  ...{ fault: 'internal' as const, code: 'analysis.defect' },
  message: 'The calculation failed by a fault of the server’s own. It is in the log.',
};
