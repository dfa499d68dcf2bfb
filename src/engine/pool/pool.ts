import { AppError, type Bits } from '#sdk';
import type { CacheFolders } from '../cache-folders.ts';
import { Lru } from '../run/lru.ts';
import { Crew } from './crew.ts';
import { type FromWorker, type Outcome, type Request, STOP } from './protocol.ts';
import { stopFault } from './scatter.ts';

export interface PoolOptions {
  threads: number;
  /** Memory for selections, bytes. */
  selectionBytes: number;
  caches: CacheFolders;
  /** Runs SQL over a version's archive in the DuckDB child; gives the file with the rows. */
  archiveRows(
    version: string,
    text: string,
    values: readonly unknown[],
    keptEvents: string | null,
    signal: AbortSignal,
  ): Promise<string>;
  /** A defect inside a job, for the log. */
  onDefect(error: Error): void;
  /** Entry of a worker thread; the pool's own unless a test brings plug-ins of its own. */
  worker?: string;
  /** How long a stopped job may take to notice before the threads are started anew. */
  patienceMs?: number;
}

interface Job {
  worker: number;
  stop: Int32Array;
  /** Ends SQL that the job waits for. */
  abort: AbortController;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
  onProgress: ((share: number) => void) | undefined;
  patience: Timer | undefined;
}

/** Between a stop and the thought that a thread hangs. Long: a driver may be in the middle of a long pure step. */
const PATIENCE_MS = 30_000;

/** The worker threads. The main thread only passes small messages on: jobs to a driver, selections from and to memory. */
export class Pool {
  readonly #jobs = new Map<number, Job>();
  readonly #selections: Lru<readonly Bits[]>;
  readonly #options: PoolOptions;
  /** Null until a job, or whoever waits for readiness, first needs threads. */
  #crew: Crew | null = null;
  #active: number[];
  #lastJob = 0;
  #stopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#selections = new Lru(options.selectionBytes);
    this.#active = new Array(options.threads).fill(0);
  }

  /** Starts the threads, if they are not there yet; resolves when all live. */
  ready(): Promise<unknown> {
    return this.#threads().ready;
  }

  /** Drives a job on the least busy worker. The signal cancels it; its deadline ends it; either rejects at once. */
  async run(request: Request, signal?: AbortSignal, onProgress?: (share: number) => void): Promise<Outcome> {
    if (this.#stopped) throw shutDown();
    await this.#threads().ready;
    if (this.#stopped) throw shutDown();
    const stop = new Int32Array(new SharedArrayBuffer(4));
    if (signal?.aborted) Atomics.store(stop, 0, STOP.cancelled);
    if (Atomics.load(stop, 0) !== STOP.none) throw stopFault(stop);
    const id = this.#lastJob++;
    const worker = this.#active.indexOf(Math.min(...this.#active));
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const job = { worker, stop, abort: new AbortController(), resolve, reject, onProgress, patience: undefined };
    this.#jobs.set(id, job);
    this.#active[worker]!++;
    const onAbort = () => this.#end(job, STOP.cancelled);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => this.#end(job, STOP.timeout), Math.min(request.deadlineMs, 2 ** 31 - 1));
    this.#threads().hold(worker, true);
    this.#threads().post(worker, { kind: 'drive', job: id, request, stop });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Lets every worker close a version that is about to be removed. */
  forget(version: string): void {
    for (let worker = 0; worker < this.#active.length; worker++) this.#crew?.post(worker, { kind: 'forget', version });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#failAll(shutDown());
    await this.#crew?.dismiss();
  }

  #threads(): Crew {
    this.#crew ??= this.#newCrew();
    return this.#crew;
  }

  #newCrew(): Crew {
    const { threads, caches, worker } = this.#options;
    return new Crew({
      threads,
      caches,
      worker,
      onMessage: (index, message) => this.#receive(index, message),
      onLost: (error) => this.#startAnew(error),
    });
  }

  /** Tells the threads to leave a job, and its caller that it ended. Threads notice at the next segment. */
  #end(job: Job, reason: number): void {
    if (Atomics.compareExchange(job.stop, 0, STOP.none, reason) !== STOP.none) return;
    job.abort.abort();
    this.#crew?.post(job.worker, { kind: 'stop' });
    job.reject(stopFault(job.stop));
    job.patience = setTimeout(
      () => this.#startAnew(new Error('a calculation did not stop when it was told to')),
      this.#options.patienceMs ?? PATIENCE_MS,
    );
    job.patience.unref();
  }

  /** Threads share their tasks, so that one that is lost leaves none of them whole. */
  #startAnew(error: Error): void {
    if (this.#stopped) return;
    this.#options.onDefect(error);
    const lost = 'A calculation thread ended unexpectedly; the threads were started anew. Try once more.';
    this.#failAll(new AppError('unavailable', 'pool.threadLost', lost));
    void this.#crew?.dismiss();
    this.#crew = this.#newCrew();
  }

  #failAll(fault: AppError): void {
    for (const [id, job] of this.#jobs) {
      Atomics.compareExchange(job.stop, 0, STOP.none, STOP.cancelled);
      job.abort.abort();
      job.reject(fault);
      this.#close(id);
    }
  }

  /** The worker has done with the job, or is gone. */
  #close(id: number): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    clearTimeout(job.patience);
    this.#jobs.delete(id);
    if (--this.#active[job.worker]! === 0) this.#crew?.hold(job.worker, false);
  }

  #receive(worker: number, message: FromWorker): void {
    if (message.kind === 'done') {
      this.#jobs.get(message.job)?.resolve(message.outcome);
      this.#close(message.job);
    } else if (message.kind === 'failed') {
      this.#fail(message);
      this.#close(message.job);
    } else if (message.kind === 'progress') {
      this.#jobs.get(message.job)?.onProgress?.(message.share);
    } else if (message.kind === 'defect') {
      this.#options.onDefect(Object.assign(new Error(message.message), { stack: message.stack }));
    } else if (message.kind === 'memoAsk') {
      const bits = this.#selections.get(message.key) ?? null;
      this.#crew?.post(worker, { kind: 'memo', ask: message.ask, bits });
    } else if (message.kind === 'memoKeep') {
      this.#selections.set(message.key, message.bits, weightOf(message.bits));
    } else if (message.kind === 'sqlAsk') {
      void this.#archiveRows(this.#threads(), worker, message);
    }
  }

  #fail({ job, fault, stack }: Extract<FromWorker, { kind: 'failed' }>): void {
    const error = AppError.fromData(fault);
    if (stack) {
      error.stack = stack;
      this.#options.onDefect(error);
    }
    this.#jobs.get(job)?.reject(error);
  }

  async #archiveRows(
    crew: Crew,
    worker: number,
    { ask, job, version, text, values, keptEvents }: Extract<FromWorker, { kind: 'sqlAsk' }>,
  ): Promise<void> {
    const signal = this.#jobs.get(job)?.abort.signal ?? AbortSignal.abort();
    try {
      const file = await this.#options.archiveRows(version, text, values, keptEvents, signal);
      crew.post(worker, { kind: 'sqlRows', ask, file, fault: null });
    } catch (error) {
      const fault = error instanceof AppError ? error : new AppError('internal', 'archive.failed', String(error));
      crew.post(worker, { kind: 'sqlRows', ask, file: null, fault: fault.toData() });
    }
  }
}

const weightOf = (bits: readonly Bits[]): number => bits.reduce((n, b) => n + b.byteLength, 200);
const shutDown = () => new AppError('unavailable', 'pool.stopped', 'The server is shutting down. Try again later.');
