import { AppError } from '#sdk';

export interface RunControl {
  signal?: AbortSignal;
  onProgress?(share: number): void;
}

interface SharedRun<T> {
  promise: Promise<T>;
  stop: AbortController;
  listeners: Set<(share: number) => void>;
  waiting: number;
}

/** Work that several callers wait for at once: done once, and cancelled when the last of them has gone. */
export class SharedRuns<T> {
  readonly #runs = new Map<string, SharedRun<T>>();

  /** Joins the work that runs under this key, or starts it. The signal lets this caller go; others keep waiting. */
  join(
    key: string,
    { signal, onProgress }: RunControl,
    start: (control: Required<RunControl>) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) return Promise.reject(cancelled());
    const run = this.#runs.get(key) ?? this.#start(key, start);
    run.waiting++;
    if (onProgress) run.listeners.add(onProgress);
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal?.removeEventListener('abort', onAbort);
        if (onProgress) run.listeners.delete(onProgress);
        run.waiting--;
      };
      const onAbort = () => {
        leave();
        reject(cancelled());
        if (run.waiting > 0) return;
        this.#forget(key, run);
        run.stop.abort();
      };
      signal?.addEventListener('abort', onAbort);
      run.promise.then(resolve, reject).finally(leave);
    });
  }

  #start(key: string, start: (control: Required<RunControl>) => Promise<T>): SharedRun<T> {
    const stop = new AbortController();
    const listeners = new Set<(share: number) => void>();
    const onProgress = (share: number) => {
      for (const listener of listeners) listener(share);
    };
    const run = { promise: start({ signal: stop.signal, onProgress }), stop, listeners, waiting: 0 };
    this.#runs.set(key, run);
    const forget = () => this.#forget(key, run);
    run.promise.then(forget, forget);
    return run;
  }

  #forget(key: string, run: SharedRun<T>): void {
    if (this.#runs.get(key) === run) this.#runs.delete(key);
  }
}

const cancelled = () => new AppError('cancelled', 'run.cancelled', 'The calculation was cancelled.');
