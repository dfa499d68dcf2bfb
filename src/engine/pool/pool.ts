import { AppError, type Bits } from '#sdk';
import { Lru } from '../run/lru.ts';
import { type FromWorker, type Outcome, type Request, STOP, type ToWorker } from './protocol.ts';

export interface PoolOptions {
  threads: number;
  /** Memory for selections, bytes. */
  selectionBytes: number;
  cacheFolder: string;
  /** Runs SQL over a version's archive in the DuckDB child; gives the file with the rows. */
  archiveRows(version: string, text: string, values: readonly unknown[], keptEvents: string | null): Promise<string>;
  /** A defect inside a job, for the log. */
  onDefect(error: Error): void;
}

interface Job {
  worker: number;
  stop: Int32Array;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
  onProgress: ((share: number) => void) | undefined;
}

/** The worker threads. The main thread only passes small messages on: jobs to a driver, selections from and to memory. */
export class Pool {
  readonly #workers: Worker[] = [];
  readonly #active: number[] = [];
  readonly #jobs = new Map<number, Job>();
  readonly #selections: Lru<readonly Bits[]>;
  readonly #options: PoolOptions;
  #ready: Promise<unknown> | null = null;
  #lastJob = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#selections = new Lru(options.selectionBytes);
  }

  /** Starts the threads when first asked for; resolves when all of them can work. */
  ready(): Promise<unknown> {
    this.#ready ??= Promise.all(
      connectPeers(this.#options.threads).map((peers, index) => this.#startWorker(peers, index)),
    );
    return this.#ready;
  }

  #startWorker(peers: readonly (MessagePort | null)[], index: number): Promise<void> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url).href);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) =>
      data.kind === 'ready' ? resolve() : this.#receive(index, data);
    worker.onerror = (event) => {
      const error = new Error(`worker ${index}: ${event.message}`);
      reject(error);
      this.#lose(index, error);
    };
    const transfer = peers.filter((port) => port !== null);
    const { cacheFolder } = this.#options;
    worker.postMessage({ kind: 'init', index, peers, cacheFolder } satisfies ToWorker, transfer);
    worker.unref();
    this.#workers.push(worker);
    this.#active.push(0);
    return promise;
  }

  /** Drives a job on the least busy worker. The signal cancels it; its deadline ends it. */
  async run(request: Request, signal?: AbortSignal, onProgress?: (share: number) => void): Promise<Outcome> {
    await this.ready();
    signal?.throwIfAborted();
    const id = this.#lastJob++;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = this.#active.indexOf(Math.min(...this.#active));
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#jobs.set(id, { worker, stop, resolve, reject, onProgress });
    this.#active[worker]!++;
    const end = (reason: number) => {
      Atomics.compareExchange(stop, 0, STOP.none, reason);
      this.#post(worker, { kind: 'stop' });
    };
    const onAbort = () => end(STOP.cancelled);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => end(STOP.timeout), Math.min(request.deadlineMs, 2 ** 31 - 1));
    this.#workers[worker]!.ref();
    this.#post(worker, { kind: 'drive', job: id, request, stop });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#jobs.delete(id);
      if (--this.#active[worker]! === 0) this.#workers[worker]!.unref();
    }
  }

  /** Lets every worker close a version that is about to be removed. */
  forget(version: string): void {
    for (let worker = 0; worker < this.#workers.length; worker++) this.#post(worker, { kind: 'forget', version });
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs.values()) Atomics.store(job.stop, 0, STOP.cancelled);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #post(worker: number, message: ToWorker): void {
    this.#workers[worker]!.postMessage(message);
  }

  #receive(worker: number, message: FromWorker): void {
    if (message.kind === 'done') {
      this.#jobs.get(message.job)?.resolve(message.outcome);
    } else if (message.kind === 'failed') {
      this.#fail(message);
    } else if (message.kind === 'progress') {
      this.#jobs.get(message.job)?.onProgress?.(message.share);
    } else if (message.kind === 'memoAsk') {
      this.#post(worker, { kind: 'memo', ask: message.ask, bits: this.#selections.get(message.key) ?? null });
    } else if (message.kind === 'memoKeep') {
      this.#selections.set(
        message.key,
        message.bits,
        message.bits.reduce((n, b) => n + b.byteLength, 200),
      );
    } else if (message.kind === 'sqlAsk') {
      void this.#archiveRows(worker, message);
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
    worker: number,
    { ask, version, text, values, keptEvents }: Extract<FromWorker, { kind: 'sqlAsk' }>,
  ): Promise<void> {
    try {
      const file = await this.#options.archiveRows(version, text, values, keptEvents);
      this.#post(worker, { kind: 'sqlRows', ask, file, fault: null });
    } catch (error) {
      const fault = error instanceof AppError ? error : new AppError('internal', 'archive.failed', String(error));
      this.#post(worker, { kind: 'sqlRows', ask, file: null, fault: fault.toData() });
    }
  }

  #lose(worker: number, error: Error): void {
    this.#options.onDefect(error);
    for (const job of this.#jobs.values()) if (job.worker === worker) job.reject(error);
  }
}

/** `result[i][j]` is worker i's port to worker j. */
function connectPeers(threads: number): (MessagePort | null)[][] {
  const ports: (MessagePort | null)[][] = Array.from({ length: threads }, () => new Array(threads).fill(null));
  for (let i = 0; i < threads; i++) {
    for (let j = i + 1; j < threads; j++) {
      const { port1, port2 } = new MessageChannel();
      ports[i]![j] = port1;
      ports[j]![i] = port2;
    }
  }
  return ports;
}
