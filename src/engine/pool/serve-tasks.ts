import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type Bits } from '#sdk';
import { type CacheFolders, cacheFolderOf } from '../cache-folders.ts';
import type { Registry } from '../registry.ts';
import { type DriveHost, drive } from '../run/drive.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import { type FromWorker, STOP, type ToWorker } from './protocol.ts';
import { asFault, Scatter, stopFault } from './scatter.ts';

declare const self: Worker & { onmessage: (event: MessageEvent<ToWorker>) => void };

type Init = Extract<ToWorker, { kind: 'init' }>;
type Drive = Extract<ToWorker, { kind: 'drive' }>;
type Answer = Extract<ToWorker, { ask: number }>;
type Memo = Extract<ToWorker, { kind: 'memo' }>;
type SqlRows = Extract<ToWorker, { kind: 'sqlRows' }>;

const post = (message: FromWorker): void => self.postMessage(message);

/** One thread of the pool: drives jobs, and takes its share in the tasks of all. */
class PoolThread {
  readonly #registry: Registry;
  readonly #caches: CacheFolders;
  readonly #scatter: Scatter;
  readonly #versions = new Map<string, OpenVersion>();
  readonly #asks = new Map<number, (answer: Answer) => void>();
  readonly #jobs = new Map<number, { stop: Int32Array; controller: AbortController }>();
  #lastAsk = 0;

  constructor(registry: Registry, { index, peers, caches }: Init) {
    this.#registry = registry;
    this.#caches = caches;
    this.#scatter = new Scatter(index, peers, registry, (folder) => this.#open(folder), caches);
  }

  receive(message: Exclude<ToWorker, Init>): void {
    if (message.kind === 'drive') {
      void this.#drive(message);
    } else if (message.kind === 'stop') {
      for (const { stop, controller } of this.#jobs.values())
        if (Atomics.load(stop, 0) !== STOP.none) controller.abort(stopFault(stop));
      this.#scatter.stopWaiting();
    } else if (message.kind === 'forget') {
      this.#versions.delete(message.version);
    } else {
      const answer = this.#asks.get(message.ask);
      this.#asks.delete(message.ask);
      answer?.(message);
    }
  }

  async #drive({ job, request, stop }: Drive): Promise<void> {
    const controller = new AbortController();
    this.#jobs.set(job, { stop, controller });
    try {
      post({ kind: 'done', job, outcome: await drive(request, stop, this.#hostFor(job, controller.signal)) });
    } catch (error) {
      // What a stopped job stumbles over on its way out is not why it ended.
      const stopped = Atomics.load(stop, 0) !== STOP.none;
      post({ kind: 'failed', job, ...asFault(stopped ? stopFault(stop) : error) });
    } finally {
      this.#jobs.delete(job);
    }
  }

  #open(folder: string): OpenVersion {
    let version = this.#versions.get(folder);
    if (!version) {
      version = openVersion(folder);
      this.#versions.set(folder, version);
    }
    return version;
  }

  #hostFor(job: number, signal: AbortSignal): DriveHost {
    return {
      registry: this.#registry,
      open: (folder) => this.#open(folder),
      run: (task) => this.#scatter.run(task),
      recall: async (key) => (await this.#ask<Memo>((ask) => ({ kind: 'memoAsk', ask, key }))).bits,
      keep: (key, bits: readonly Bits[]) => post({ kind: 'memoKeep', key, bits }),
      archiveRows: (version, { text, values }, kept) => this.#archiveRows(job, { version, text, values }, kept),
      progress: (share) => post({ kind: 'progress', job, share }),
      signal,
    };
  }

  async #archiveRows(
    job: number,
    statement: { version: string; text: string; values: readonly unknown[] },
    kept: Uint32Array | null,
  ): Promise<Uint32Array> {
    const keptEvents = kept && join(cacheFolderOf(this.#caches, statement.version), `kept-${crypto.randomUUID()}`);
    try {
      if (keptEvents) writeFileSync(keptEvents, kept, { mode: 0o600 });
      const { file, fault } = await this.#ask<SqlRows>((ask) => ({
        kind: 'sqlAsk',
        ask,
        job,
        ...statement,
        keptEvents,
      }));
      if (fault) throw AppError.fromData(fault);
      const bytes = readFileSync(file!);
      rmSync(file!, { force: true });
      return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
    } finally {
      if (keptEvents) rmSync(keptEvents, { force: true });
    }
  }

  #ask<A extends Answer>(message: (ask: number) => FromWorker): Promise<A> {
    const ask = this.#lastAsk++;
    const { promise, resolve } = Promise.withResolvers<A>();
    this.#asks.set(ask, resolve as (answer: Answer) => void);
    post(message(ask));
    return promise;
  }
}

/**
 * Makes this thread a thread of the pool. A plug-in that leaves a promise or a timer behind that throws later must not
 * take the thread with it: that is reported as a defect, and the thread goes on.
 */
export function serveTasks(registry: Registry): void {
  let thread: PoolThread;
  const stray = (error: unknown) => {
    if (error instanceof AppError && (error.fault === 'cancelled' || error.fault === 'timeout')) return;
    const { fault, stack } = asFault(error);
    post({ kind: 'defect', message: fault.message, stack });
  };
  process.on('unhandledRejection', stray);
  process.on('uncaughtException', stray);
  self.onmessage = ({ data }) => {
    if (data.kind !== 'init') return thread.receive(data);
    thread = new PoolThread(registry, data);
    post({ kind: 'ready' });
  };
}
