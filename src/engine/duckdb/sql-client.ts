import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type SqlValue } from '#sdk';
import { childEnvironment, ownCommand, textLines } from '../child-process.ts';
import type { SqlAnswer, SqlChildSettings, SqlRequest, SqlStop } from './sql-child.ts';
import { sqlFault } from './sql-fault.ts';

type Child = Bun.Subprocess<'pipe', 'pipe', 'inherit'>;

/** The server's side of the long-lived DuckDB child: started when first needed, started again after it died. */
export class SqlClient {
  readonly #settings: SqlChildSettings;
  readonly #waiting = new Map<number, PromiseWithResolvers<number>>();
  #child: Child | null = null;
  #last = 0;

  constructor(settings: SqlChildSettings) {
    this.#settings = settings;
  }

  /**
   * Runs a statement that gives rows `(segment, index)` over a version's archive; gives the file that holds them. The
   * signal interrupts it.
   */
  async rows(
    version: string,
    text: string,
    values: readonly SqlValue[],
    keptEvents: string | null,
    signal?: AbortSignal,
  ): Promise<string> {
    if (signal?.aborted) throw interrupted();
    const id = this.#last++;
    mkdirSync(this.#settings.tempFolder, { recursive: true, mode: 0o700 });
    const into = join(this.#settings.tempFolder, `rows-${randomUUID()}`);
    const wait = Promise.withResolvers<number>();
    this.#waiting.set(id, wait);
    const request: SqlRequest = { id, version, text, values: [...values], keptEvents, into };
    const child = this.#running();
    tell(child, request);
    const onAbort = () => tell(child, { stop: id });
    signal?.addEventListener('abort', onAbort);
    try {
      await wait.promise;
      return into;
    } catch (error) {
      rmSync(into, { force: true });
      throw signal?.aborted ? interrupted() : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#waiting.delete(id);
    }
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #running(): Child {
    if (this.#child) return this.#child;
    const child = Bun.spawn([...ownCommand(), 'sql-host'], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
      env: childEnvironment(),
    });
    tell(child, this.#settings);
    child.unref();
    this.#child = child;
    this.#listen(child).catch(() => {}); // whoever waited was told that the child is gone
    return child;
  }

  async #listen(child: Child): Promise<void> {
    try {
      for await (const line of textLines(child.stdout)) {
        const answer = JSON.parse(line) as SqlAnswer;
        const wait = this.#waiting.get(answer.id);
        if ('error' in answer) wait?.reject(sqlFault(answer.error));
        else wait?.resolve(answer.rows);
      }
    } finally {
      child.kill('SIGKILL'); // one that answers in no JSON is as good as gone
      this.#lose(child);
    }
  }

  #lose(child: Child): void {
    if (this.#child === child) this.#child = null;
    const died = new AppError(
      'unavailable',
      'archive.childDied',
      'The SQL engine ended while it worked. It starts again by itself; try once more.',
    );
    for (const wait of this.#waiting.values()) wait.reject(died);
  }
}

/** A child that is gone is noticed where its answers are read. */
function tell(child: Child, message: SqlRequest | SqlChildSettings | SqlStop): void {
  try {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    child.stdin.flush();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPIPE') throw error;
  }
}

const interrupted = () => new AppError('cancelled', 'archive.interrupted', 'The calculation was cancelled.');
