import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type SqlValue } from '#sdk';
import { childEnvironment, ownCommand, textLines } from '../child-process.ts';
import { type SqlAnswer, type SqlChildSettings, type SqlRequest, sqlFault } from './sql-child.ts';

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

  /** Runs a statement that gives rows `(segment, index)` over a version's archive; gives the file that holds them. */
  async rows(version: string, text: string, values: readonly SqlValue[], keptEvents: string | null): Promise<string> {
    const id = this.#last++;
    mkdirSync(this.#settings.tempFolder, { recursive: true, mode: 0o700 });
    const into = join(this.#settings.tempFolder, `rows-${randomUUID()}`);
    const wait = Promise.withResolvers<number>();
    this.#waiting.set(id, wait);
    const request: SqlRequest = { id, version, text, values: [...values], keptEvents, into };
    const child = this.#running();
    child.stdin.write(`${JSON.stringify(request)}\n`);
    child.stdin.flush();
    try {
      await wait.promise;
      return into;
    } catch (error) {
      rmSync(into, { force: true });
      throw error;
    } finally {
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
    child.stdin.write(`${JSON.stringify(this.#settings)}\n`);
    child.unref();
    this.#child = child;
    void this.#listen(child);
    return child;
  }

  async #listen(child: Child): Promise<void> {
    for await (const line of textLines(child.stdout)) {
      const answer = JSON.parse(line) as SqlAnswer;
      const wait = this.#waiting.get(answer.id);
      if ('error' in answer) wait?.reject(sqlFault(answer.error));
      else wait?.resolve(answer.rows);
    }
    if (this.#child === child) this.#child = null;
    const died = new AppError(
      'unavailable',
      'archive.childDied',
      'The SQL engine ended while it worked. It starts again by itself; try once more.',
    );
    for (const wait of this.#waiting.values()) wait.reject(died);
  }
}
