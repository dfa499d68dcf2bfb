import { type ConnectorRun, ident, type Sql, sql, wholeNumber } from '#sdk';
import { serverAt } from './server-settings.ts';
import { SnowflakeClient, type SnowflakePlace } from './snowflake-client.ts';
import { cellReader, columnOf, snowflakeValue } from './snowflake-values.ts';
import type { Answer, SqlDialect, SqlSession } from './sql-dialect.ts';

export interface SnowflakeSettings extends SnowflakePlace {
  readonly database: string;
  readonly warehouse: string;
  readonly role: string;
  readonly statementMinutes: number;
}

const DIALECT: SqlDialect = {
  name: (name) => ident(name),
  value: snowflakeValue,
  nulls: 'last',
  limited: (statement, rows) => sql`${statement} limit ${wholeNumber(rows)}`,
};

const PIECE_ROWS = 10_000;

/** Every query signs in by itself: there is no connection to keep. */
export function openSnowflake(run: ConnectorRun, settings: SnowflakeSettings): SqlSession {
  const server = serverAt('Snowflake', settings);
  const client = new SnowflakeClient(run, settings, server);
  const { database, warehouse, role, statementMinutes } = settings;
  const context = { database, warehouse, ...(role ? { role } : {}), timeout: statementMinutes * 60 };
  // One statement alone, whatever the account says.
  const parameters = { MULTI_STATEMENT_COUNT: '1', TIMEZONE: 'UTC', BINARY_OUTPUT_FORMAT: 'HEX', QUERY_TAG: 'Adit' };
  return {
    ...{ server, dialect: DIALECT },
    async *answer({ text: statement }: Sql): AsyncGenerator<Answer> {
      const result = await client.run({ ...context, statement, parameters });
      const { rowType = [], partitionInfo = [] } = result.resultSetMetaData ?? {};
      const columns = rowType.map(columnOf);
      const readers = rowType.map(cellReader);
      if (!result.data?.length) yield { columns, rows: [] };
      for (let part = 0; part < Math.max(partitionInfo.length, 1); part += 1) {
        const data = part === 0 ? (result.data ?? []) : await client.part(result.statementHandle, part);
        for (let from = 0; from < data.length; from += PIECE_ROWS)
          yield {
            columns,
            rows: data.slice(from, from + PIECE_ROWS).map((row) => row.map((text, at) => readers[at]!(text))),
          };
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
