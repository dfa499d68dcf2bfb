import { join } from 'node:path';
import type { Step } from '#sdk';
import { type Calculated, Engine } from '../../src/engine/engine.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { BENCH_CALCULATORS } from './calculators.ts';

export interface Question {
  steps?: readonly Step[];
  calculator?: { id: string; params: unknown };
}

export interface Log {
  folder: string;
  hash: string;
  events: number;
}

/**
 * The product's engine with the bench's calculators beside its own. It keeps no results; selections are kept only with
 * `selectionBytes`.
 */
export class BenchEngine {
  readonly #engine: Engine;

  constructor(folder: string, threads: number, selectionBytes = 0) {
    this.#engine = new Engine({
      registry: createRegistry({ calculators: BENCH_CALCULATORS }),
      threads,
      sqlMemoryBytes: 1e9,
      selectionBytes,
      resultBytes: 0,
      dataFolders: [folder],
      cacheFolder: join(folder, 'cache'),
      build: 'bench',
      now: () => 0,
      onDefect: (error) => console.error(error),
      external: null,
      worker: new URL('./worker.ts', import.meta.url).href,
    });
  }

  ready(): Promise<unknown> {
    return this.#engine.ready();
  }

  /** The whole way of a calculation, from question to answer as JSON. */
  ask({ folder, hash }: Log, { steps = [], calculator }: Question): Promise<Calculated> {
    const question = { version: { folder, hash }, policy: [], steps, k: 0, deadlineMs: 3_600_000 };
    return this.#engine.calculate(calculator ? { ...question, calculator } : question);
  }

  /** Milliseconds that a calculator of the bench spent in its passes. */
  async passes(log: Log, id: string, params: unknown, steps: readonly Step[] = []): Promise<number> {
    const { text } = await this.ask(log, { steps, calculator: { id, params } });
    return (JSON.parse(text!) as { ms: number }).ms;
  }

  stop(): Promise<void> {
    return this.#engine.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
