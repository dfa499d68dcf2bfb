import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Step } from '#sdk';
import { Turns } from '../../platform/turns.ts';
import { type CacheFolders, cacheFolderOf } from '../cache-folders.ts';
import { runInChild } from '../child-process.ts';
import type { Engine } from '../engine.ts';
import { Lru } from '../run/lru.ts';
import { SharedRuns } from '../run/shared-runs.ts';
import { NO_VEIL, type Veil } from '../segments/veil.ts';
import type { StatementJob } from './analyst-sql-child.ts';
import type { StatementResult } from './result.ts';

/** A statement, and what it is asked of. */
export interface AskedStatement {
  readonly version: { readonly folder: string; readonly hash: string };
  readonly policy: readonly Step[];
  /** Columns that must not be seen, by id or name in small letters; absent: none. */
  readonly veil?: Veil;
  readonly steps: readonly Step[];
  readonly statement: string;
}

/** A result under the key of the question: equal keys give equal results. */
export interface Answered extends StatementResult {
  readonly key: string;
}

export interface AnalystSqlOptions {
  readonly engine: Pick<Engine, 'keyOf' | 'select'>;
  readonly caches: CacheFolders;
  readonly newId: () => string;
  readonly timeLimitMs: number;
  /** Memory of DuckDB in one child. */
  readonly memoryBytes: number;
}

/** In a folder of caches: one for each statement that runs. */
const FOLDER = 'analyst-sql';
/** Statements that run at a time, and those that wait for their turn. */
const AT_A_TIME = 2;
const MOST_WAITING = 20;
/** Results that are kept, for turning pages and for the file of the same rows. */
const KEPT_BYTES = 48e6;
/** What the child needs besides DuckDB, and how much longer than its statement it may take. */
const CHILD_BYTES = 400e6;
const CHILD_MS = 5000;

/**
 * Runs statements of analysts (docs/adr/analyst-sql.md): what policy and filters keep is chosen by the engine, and a child
 * that lives for one statement copies it and answers. Results are kept by the engine's own keys.
 */
export class AnalystSql {
  readonly #options: AnalystSqlOptions;
  readonly #results = new Lru<Answered>(KEPT_BYTES);
  readonly #running = new SharedRuns<Answered>();
  readonly #turns = new Turns(AT_A_TIME, MOST_WAITING, tooBusy);

  constructor(options: AnalystSqlOptions) {
    this.#options = options;
    const { usual, regions } = options.caches;
    for (const folder of [usual, ...regions.map((region) => region.folder)])
      rmSync(join(folder, FOLDER), { recursive: true, force: true }); // of a process that was killed
  }

  async run(asked: AskedStatement, signal: AbortSignal): Promise<Answered> {
    const key = this.#keyOf(asked);
    return (
      this.#results.get(key) ??
      this.#running.join(key, { signal }, (shared) => this.#turns.take(() => this.#answer(asked, key, shared.signal)))
    );
  }

  #keyOf = (asked: AskedStatement): string =>
    this.#options.engine.keyOf({ ...asked, k: 1, deadlineMs: this.#options.timeLimitMs });

  async #answer(asked: AskedStatement, key: string, signal: AbortSignal): Promise<Answered> {
    const { engine, caches, newId, timeLimitMs, memoryBytes } = this.#options;
    const { version, policy, veil = NO_VEIL, steps, statement } = asked;
    // What is spilled is data: it stays in the region of its version.
    const folder = join(cacheFolderOf(caches, version.folder), FOLDER, newId());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      const selection = join(folder, 'selection');
      await engine.select({ version, policy, veil, steps, k: 1, deadlineMs: timeLimitMs }, selection, signal);
      const job: StatementJob = {
        ...{ version: version.folder, veil, selection, statement, timeLimitMs, memoryBytes },
        tempFolder: join(folder, 'spilled'),
      };
      const limits = { memoryBytes: memoryBytes + CHILD_BYTES, timeoutMs: timeLimitMs + CHILD_MS };
      const result = await runInChild<StatementResult>('analyst-sql-host', job, limits, { signal });
      const answered = { ...result, key };
      // A filter that looks at the clock may have chosen by the next minute.
      if (this.#keyOf(asked) === key) this.#results.set(key, answered, 2 * JSON.stringify(result.rows).length);
      return answered;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const tooBusy = () =>
  new AppError('rate_limited', 'sql.tooBusy', 'Many statements are waiting to be run just now. Try again in a moment.');
