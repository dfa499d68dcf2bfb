import { AppError, type FaultData } from '#sdk';
import { type CacheFolders, cacheFolderOf } from '../cache-folders.ts';
import { diskFull, isNoSpace } from '../disk-full.ts';
import type { Registry } from '../registry.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { STOP, type Task, type ToPeer } from './protocol.ts';
import { lensOf, runBlock } from './task-runner.ts';

/** A task that this thread has a share in, with the time it spent on it. */
interface Turn {
  task: Task;
  from: number;
  spentMs: number;
}

interface Waiting {
  partials: unknown[];
  missing: number;
  resolve(partials: unknown[]): void;
  reject(error: unknown): void;
  stop: Int32Array;
}

/**
 * One worker's share in all tasks. A driver posts a task to its peers and takes part itself; each takes the next block
 * from the shared counter until none is left, one block at a time. The next block is of the task that had the least of
 * the thread's time while they stood in the queue together: no job starves, and a short one does not wait for a long one.
 */
export class Scatter {
  readonly #peers: readonly (MessagePort | null)[];
  readonly #index: number;
  readonly #registry: Registry;
  readonly #open: (folder: string) => OpenVersion;
  readonly #caches: CacheFolders;
  readonly #waiting = new Map<number, Waiting>();
  readonly #queue: Turn[] = [];
  #scheduled = false;
  #lastTask = 0;

  constructor(
    index: number,
    peers: readonly (MessagePort | null)[],
    registry: Registry,
    open: (folder: string) => OpenVersion,
    caches: CacheFolders,
  ) {
    this.#index = index;
    this.#peers = peers;
    this.#registry = registry;
    this.#open = open;
    this.#caches = caches;
    for (const port of peers) if (port) port.onmessage = (event) => this.#receive(event.data as ToPeer);
  }

  /** Runs a task on all workers; gives the partials in block order. */
  run(task: Omit<Task, 'id' | 'counter'>): Promise<unknown[]> {
    if (task.blocks === 0) return Promise.resolve([]);
    const id = this.#lastTask++;
    const complete: Task = { ...task, id, counter: new Int32Array(new SharedArrayBuffer(4)) };
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
    this.#waiting.set(id, { partials: new Array(task.blocks), missing: task.blocks, resolve, reject, stop: task.stop });
    if (task.blocks > 1)
      for (const port of this.#peers) port?.postMessage({ kind: 'task', task: complete, from: this.#index });
    this.#enqueue(complete, this.#index);
    return promise;
  }

  /** Ends the wait of every task that was stopped from outside; blocks that still run end at their next segment. */
  stopWaiting(): void {
    for (const [id, waiting] of this.#waiting) {
      if (Atomics.load(waiting.stop, 0) === STOP.none) continue;
      this.#waiting.delete(id);
      waiting.reject(stopFault(waiting.stop));
    }
  }

  #receive(message: ToPeer): void {
    if (message.kind === 'task') this.#enqueue(message.task, message.from);
    else if (message.kind === 'block') this.#finish(message.task, message.block, message.partial);
    else this.#fail(message.task, message.fault, message.stack);
  }

  #enqueue(task: Task, from: number): void {
    const spentMs = this.#queue.length > 0 ? Math.min(...this.#queue.map((turn) => turn.spentMs)) : 0;
    this.#queue.push({ task, from, spentMs });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#step();
      this.#schedule();
    });
  }

  #step(): void {
    const turn = this.#queue.reduce((a, b) => (b.spentMs < a.spentMs ? b : a));
    const { task, from } = turn;
    const stopped = Atomics.load(task.stop, 0) !== STOP.none;
    const block = stopped ? task.blocks : Atomics.add(task.counter, 0, 1);
    if (stopped) this.stopWaiting();
    if (block >= task.blocks) {
      this.#queue.splice(this.#queue.indexOf(turn), 1);
      return;
    }
    const began = performance.now();
    try {
      const version = this.#open(task.version);
      const partial = runBlock(
        task,
        block,
        version,
        lensOf(version, task, cacheFolderOf(this.#caches, task.version)),
        this.#registry,
      );
      if (from === this.#index) this.#finish(task.id, block, partial);
      else this.#peers[from]!.postMessage({ kind: 'block', task: task.id, block, partial });
    } catch (error) {
      const { fault, stack } = asFault(error);
      if (from === this.#index) this.#fail(task.id, fault, stack);
      else this.#peers[from]!.postMessage({ kind: 'blockFailed', task: task.id, fault, stack });
    }
    turn.spentMs += performance.now() - began;
  }

  #finish(task: number, block: number, partial: unknown): void {
    const waiting = this.#waiting.get(task);
    if (!waiting) return;
    if (Atomics.load(waiting.stop, 0) !== STOP.none) {
      this.stopWaiting();
      return;
    }
    waiting.partials[block] = partial;
    if (--waiting.missing > 0) return;
    this.#waiting.delete(task);
    waiting.resolve(waiting.partials);
  }

  #fail(task: number, fault: FaultData, stack: string | undefined): void {
    const waiting = this.#waiting.get(task);
    if (!waiting) return;
    this.#waiting.delete(task);
    const error = AppError.fromData(fault);
    if (stack) error.stack = stack;
    waiting.reject(error);
  }
}

export const stopFault = (stop: Int32Array): AppError =>
  Atomics.load(stop, 0) === STOP.timeout
    ? new AppError(
        'timeout',
        'run.timeout',
        'The calculation took longer than its time limit. Narrow the filters, or allow more time.',
      )
    : new AppError('cancelled', 'run.cancelled', 'The calculation was cancelled.');

/** Anything thrown, as data; what is no AppError, or an internal one, is a defect and keeps its stack for the log. */
export function asFault(error: unknown): { fault: FaultData; stack: string | undefined } {
  if (error instanceof AppError) {
    return { fault: error.toData(), stack: error.fault === 'internal' ? error.stack : undefined };
  }
  if (isNoSpace(error)) return { fault: diskFull().toData(), stack: undefined };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { fault: { fault: 'internal', code: 'run.defect', message, details: [] }, stack };
}
