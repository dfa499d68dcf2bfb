import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Databases as the import child has one: in memory, in UTC. Each costs some MB until it is closed. */
export class ImportDatabases implements Disposable {
  private readonly open = new Map<DuckDBConnection, { instance: DuckDBInstance; second: DuckDBConnection | null }>();

  [Symbol.dispose](): void {
    for (const connection of [...this.open.keys()]) this.close(connection);
  }

  /** A connection to a new one. */
  async create(): Promise<DuckDBConnection> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    this.open.set(connection, { instance, second: null });
    await connection.run(`set global TimeZone = 'UTC'`);
    return connection;
  }

  /** A second connection to the same, on which publishing writes its archive. */
  async second(first: DuckDBConnection): Promise<DuckDBConnection> {
    const database = this.open.get(first)!;
    database.second ??= await database.instance.connect();
    return database.second;
  }

  close(connection: DuckDBConnection): void {
    const database = this.open.get(connection);
    if (!database) return;
    this.open.delete(connection);
    database.second?.closeSync();
    connection.closeSync();
    database.instance.closeSync();
  }
}
