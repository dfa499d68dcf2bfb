import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import type { Job } from './platform/jobs/index.ts';

interface Waiting {
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
  /** Whether the job ends with who waits for it; not, where others asked for it. */
  readonly cancels?: boolean;
}

/** Waits until a job has ended. A job that will be tried again is not waited for: its error is the answer. */
export async function jobEnded(
  { jobs, db }: Pick<Appliance, 'jobs' | 'db'>,
  id: string,
  { progress, signal, cancels = true }: Waiting,
): Promise<Job> {
  let wake = () => {};
  let isCancelled = false;
  const unwatch = jobs.watch((changed) => changed === id && wake());
  const abort = () => wake();
  signal.addEventListener('abort', abort);
  try {
    for (;;) {
      const job = jobs.find(id);
      if (!job) throw new AppError('internal', 'operator.lost', 'The job that was waited for is gone.');
      if (!['ready', 'running'].includes(job.state) || (job.state === 'ready' && job.attempt > 0)) return job;
      if (signal.reason instanceof AppError) throw signal.reason; // the server is stopping; the job is not cancelled
      if (signal.aborted && !cancels) return job;
      if (signal.aborted && !isCancelled) db.transaction((tx) => jobs.cancel(tx, id));
      isCancelled = signal.aborted;
      progress(job.progress);
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      // What it says of its progress is looked at from time to time; its end wakes at once.
      const timer = setTimeout(resolve, 250);
      await promise;
      clearTimeout(timer);
    }
  } finally {
    unwatch();
    signal.removeEventListener('abort', abort);
  }
}
