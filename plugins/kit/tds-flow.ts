import type { Request } from 'tedious';
import type { Cell } from '#sdk';
import type { Answer } from './sql-dialect.ts';
import { cellOf, columnOf, type SqlServerColumn, type TdsColumn } from './tds-values.ts';

/** The rows of one statement, which flow only while they are asked for. */
export class RowFlow {
  readonly #request: Request;
  #columns: readonly SqlServerColumn[] = [];
  #cells: readonly ((value: unknown) => Cell)[] = [];
  #rows: Cell[][] = [];
  #wanted = Number.POSITIVE_INFINITY;
  #wake = () => {};
  #told = false;
  #ended: { readonly error: Error | null } | null = null;

  /** `send` starts the statement, and says when it is over. */
  constructor(send: (done: (error?: Error | null) => void) => Request) {
    this.#request = send((error) => {
      this.#ended = { error: error ?? null };
      this.#wake();
    });
    this.#request.on('columnMetadata', (columns) => {
      const all = columns as unknown as readonly TdsColumn[];
      this.#columns = all.map(columnOf);
      this.#cells = all.map(cellOf);
    });
    this.#request.on('row', (row: readonly { value: unknown }[]) => this.#take(row));
  }

  /** So many rows, a few more where they came together; null: there are no more. A first piece comes even without rows. */
  async next(wanted: number): Promise<Answer | null> {
    this.#wanted = wanted;
    while (this.#rows.length < wanted && !this.#ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      if (this.#request.paused) this.#request.resume();
      await promise;
    }
    const rows = this.#rows;
    this.#rows = [];
    // What arrived before a fault is passed on first: a reading goes on after it.
    if (rows.length === 0 && this.#ended?.error) throw this.#ended.error;
    if (rows.length === 0 && this.#told) return null;
    this.#told = true;
    return { columns: this.#columns, rows };
  }

  /** Calls the statement off where it is not over, and waits for the server to say that it is. */
  async end(): Promise<void> {
    if (this.#ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = this.#wake;
    this.#wake = () => {
      wake();
      resolve();
    };
    this.#request.cancel();
    await promise;
  }

  #take(row: readonly { value: unknown }[]): void {
    const cells = new Array<Cell>(row.length);
    for (let c = 0; c < row.length; c += 1) cells[c] = this.#cells[c]!(row[c]!.value);
    this.#rows.push(cells);
    if (this.#rows.length < this.#wanted) return;
    this.#request.pause();
    this.#wake();
  }
}
