import type { CacheFolders } from '../cache-folders.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

export interface CrewOptions {
  threads: number;
  caches: CacheFolders;
  /** Entry of a worker thread; absent: the pool's own. */
  worker: string | undefined;
  onMessage(worker: number, message: FromWorker): void;
  /** A thread of a crew that was ready has ended. Told once; the crew is of no use any more. */
  onLost(error: Error): void;
}

/** A set of worker threads that know each other by message ports; all live, or none is of use. */
export class Crew {
  /** Rejects when a thread cannot start. */
  readonly ready: Promise<unknown>;
  readonly #workers: Worker[] = [];
  readonly #options: CrewOptions;
  #dismissed = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    const ports = connectPeers(options.threads);
    const started = ports.map((peers, index) => this.#start(index, peers));
    let isReady = false;
    this.ready = Promise.all(started.map((s) => s.ready)).then(() => {
      isReady = true;
    });
    this.ready.catch(() => {}); // reported to everyone who waits for it
    for (const { ended } of started) {
      void ended.then((error) => {
        if (this.#dismissed || !isReady) return;
        this.#dismissed = true;
        options.onLost(error);
      });
    }
  }

  post(worker: number, message: ToWorker): void {
    if (!this.#dismissed) this.#workers[worker]!.postMessage(message);
  }

  /** Whether the process stays alive for this thread. */
  hold(worker: number, held: boolean): void {
    if (held) this.#workers[worker]!.ref();
    else this.#workers[worker]!.unref();
  }

  async dismiss(): Promise<void> {
    this.#dismissed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(index: number, peers: readonly (MessagePort | null)[]): { ready: Promise<void>; ended: Promise<Error> } {
    const { worker: entry, caches, onMessage } = this.#options;
    const worker = new Worker(entry ?? new URL('./worker.ts', import.meta.url).href);
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<Error>();
    let reason = 'it ended without a word';
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'ready') ready.resolve();
      else if (!this.#dismissed) onMessage(index, data);
    };
    worker.onerror = (event) => {
      reason = event.message;
    };
    worker.addEventListener('close', () => {
      const error = new Error(`calculation thread ${index}: ${reason}`);
      ready.reject(error);
      ended.resolve(error);
    });
    const transfer = peers.filter((port) => port !== null);
    worker.postMessage({ kind: 'init', index, peers, caches } satisfies ToWorker, transfer);
    worker.unref();
    this.#workers.push(worker);
    return { ready: ready.promise, ended: ended.promise };
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
