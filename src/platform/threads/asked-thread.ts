import { AppError, type FaultData } from '#sdk';

export interface Asked<T> {
  readonly id: number;
  readonly task: T;
}
/** What a person is told (`fault`) is told apart from what is a defect. */
export type Answered<D> = { readonly id: number } & (
  | { readonly done: D }
  | { readonly fault: FaultData }
  | { readonly defect: string }
);

interface Waiting<D> {
  resolve(done: D): void;
  reject(error: Error): void;
}

/** A thread of its own that answers what it is asked, for work that would hold up everybody else. It keeps no process alive. */
export class AskedThread<T, D> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<D>>();
  #last = 0;
  #ended = false;

  /**
   * @param worker path of a file that calls `answerTasks`
   * @param what names the thread where it is lost
   */
  constructor(worker: URL, what: string) {
    this.#worker = new Worker(worker.href);
    this.#worker.onmessage = ({ data }: MessageEvent<Answered<D>>) => this.#end(data);
    this.#worker.onerror = (event) => this.#fail(new Error(`the thread of ${what}: ${event.message}`));
    this.#worker.unref();
  }

  /** It was stopped or lost: another one must be started. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Tasks that are not answered yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  ask(task: T): Promise<D> {
    const id = this.#last++;
    const { promise, resolve, reject } = Promise.withResolvers<D>();
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ id, task } satisfies Asked<T>);
    return promise;
  }

  /** Ends the thread; what it was asked fails with this. */
  stop(error: Error): void {
    this.#worker.terminate();
    this.#fail(error);
  }

  #end(answered: Answered<D>): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('done' in answered) waiting?.resolve(answered.done);
    else waiting?.reject('fault' in answered ? AppError.fromData(answered.fault) : new Error(answered.defect));
  }

  #fail(error: Error): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
