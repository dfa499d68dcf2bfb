import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheFolders, cacheFolderOf } from '../cache-folders.ts';
import { runInChild } from '../child-process.ts';
import type { PoolJob } from './pool-child.ts';
import { asSent, type Outcome, type Request } from './protocol.ts';

export interface ChildPoolOptions {
  readonly threads: number;
  /** Memory for selections in one child, bytes. */
  readonly selectionBytes: number;
  /** Memory of one child, and as much for the SQL that it asks, bytes. */
  readonly memoryBytes: number;
  readonly caches: CacheFolders;
  /** Folders that SQL may read. */
  readonly dataFolders: readonly string[];
}

/** In a folder of caches: one folder for each job that runs. */
const FOLDER = 'pool';
/** Longest that a timer waits. */
const MOST_MS = 2 ** 31 - 1;

/**
 * The pool of work that nobody waits for (docs/adr/background-calculations.md): each job has a child process with threads of its own,
 * whose memory is gone when it ends.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions;

  constructor(options: ChildPoolOptions) {
    this.#options = options;
    const { usual, regions } = options.caches;
    for (const folder of [usual, ...regions.map((region) => region.folder)])
      rmSync(join(folder, FOLDER), { recursive: true, force: true }); // of a process that was killed
  }

  async run(request: Request, signal: AbortSignal, onProgress: (share: number) => void): Promise<Outcome> {
    const { caches, threads, selectionBytes, memoryBytes, dataFolders } = this.#options;
    // What SQL spills is data: it stays in the region of its version.
    const folder = join(cacheFolderOf(caches, request.version), FOLDER, randomUUID());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      const job: PoolJob = {
        ...{ request: asSent(request), threads, selectionBytes, folder },
        sql: { folders: [...dataFolders], tempFolder: join(folder, 'sql'), threads, memoryBytes },
      };
      const limits = { memoryBytes, timeoutMs: Math.min(request.deadlineMs, MOST_MS) };
      return await runInChild<Outcome>('pool-host', job, limits, { signal, onProgress });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
