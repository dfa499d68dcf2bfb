import { notThere, type ReadRequest, type Sql, sql, type Table, type TableShape, type TableSource } from '#sdk';
import { allRows, columnsOf, type SqlSession } from './sql-dialect.ts';
import { tableName, tableParts, tableSql } from './sql-names.ts';
import { type QuerySyntax, readingQuery } from './sql-query.ts';
import { readInOrder } from './sql-reading.ts';

/** What is particular to one kind of server, beside its dialect. */
export interface SqlServer {
  readonly session: SqlSession;
  /** How many parts the name of a table has: 2 for schema and table. */
  readonly nameParts: number;
  /** Rows of as many names, and a note or null. */
  readonly tables: Sql;
  /** Columns, in their order, whose values tell the rows of a table apart, none of them without a value; null: no server sees to that. */
  readonly keyOf: ((parts: readonly string[]) => Sql) | null;
  /** Rows of one text each: version, who we are, what speaks against it. */
  readonly greeting: Sql;
  readonly syntax?: QuerySyntax;
  /** A query as a relation; where that cannot be, its faults say so. */
  asRelation?(query: Sql): Sql;
}

/** Tables of a server that speaks SQL, and queries to it. */
export function sqlSource(server: SqlServer): TableSource {
  const { session } = server;
  const relationOf = ({ table, query }: Pick<ReadRequest, 'table' | 'query'>): Sql => {
    if (table !== undefined) return tableSql(session.dialect, tableParts(table, server.nameParts));
    const asked = readingQuery(query ?? '', server.syntax);
    // The line break ends a comment that the query ends with.
    return server.asRelation?.(asked) ?? sql`(${asked}\n) asked`;
  };
  const describe = async (what: Pick<ReadRequest, 'table' | 'query'>): Promise<TableShape> => {
    const columns = await columnsOf(session, sql`select * from ${relationOf(what)}`);
    if (what.table === undefined || server.keyOf === null) return { columns, key: [] };
    const key = await allRows(session, server.keyOf(tableParts(what.table, server.nameParts)));
    return { columns, key: key.map(([name]) => String(name)) };
  };
  return {
    async check() {
      const [[name], ...details] = (await allRows(session, server.greeting)) as [[string], ...[string][]];
      return { server: name, details: details.map(([detail]) => detail) };
    },
    tables: async () =>
      (await allRows(session, server.tables)).map((row): Table => {
        const note = row[server.nameParts] ?? null;
        const name = tableName(row.slice(0, server.nameParts).map(String));
        return note === null ? { name } : { name, note: String(note) };
      }),
    describe,
    async *read(request) {
      const shape = await describe(request);
      const known = new Map(shape.columns.map((column) => [column.name, column]));
      const column = (name: string) => known.get(name) ?? raise(notThere(session.server, `column "${name}" there`));
      yield* readInOrder(session, relationOf(request), request, {
        columns: request.columns?.map(column) ?? shape.columns,
        since: request.since ? column(request.since.column) : null,
        key: shape.key.map(column),
      });
    },
    [Symbol.asyncDispose]: async () => session[Symbol.asyncDispose](),
  };
}

function raise(error: Error): never {
  throw error;
}
