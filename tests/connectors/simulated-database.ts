import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/*
 * The database behind servers that cannot be had: DuckDB answers what their dialect was translated to, so that a
 * statement is understood and not recognised, and a wrong one is refused.
 */

export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** In pieces, as they are asked for. */
  rows(): AsyncIterable<readonly (readonly unknown[])[]>;
}

export class SimulatedDatabase implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** `nulls`: where the server that is simulated puts rows without a value. */
  static async open(nulls: 'first' | 'last', statements: readonly string[]): Promise<SimulatedDatabase> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', default_null_order: `nulls_${nulls}` });
    const database = new SimulatedDatabase(instance, await instance.connect());
    for (const statement of statements) await database.run(statement);
    return database;
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Aborting ends it, also in the middle of a long calculation. */
  async answer(sql: string, signal: AbortSignal): Promise<Answer> {
    // One connection each: answers of several queries may be read side by side.
    const connection = await this.#instance.connect();
    const settled = endedBy(connection, signal);
    const result = await connection.stream(sql).catch((error) => {
      settled();
      throw error;
    });
    const columns = result.columnNames().map((name, at) => ({ name, type: String(result.columnType(at)) }));
    return {
      columns,
      async *rows() {
        try {
          for (;;) {
            const chunk = await result.fetchChunk();
            if (!chunk || chunk.rowCount === 0) return;
            yield chunk.getRows();
          }
        } finally {
          settled();
          connection.closeSync();
        }
      },
    };
  }

  async [Symbol.asyncDispose]() {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Interrupts again and again, for one that comes before the calculation has begun is lost. Gives what ends that. */
function endedBy(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    timer = setInterval(() => connection.interrupt(), 10).unref();
  };
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(timer);
  };
}
