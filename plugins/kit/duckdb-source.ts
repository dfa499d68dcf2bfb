import {
  type Batch,
  type Cell,
  type DuckDbFile,
  ident,
  joinSql,
  notThere,
  type ReadRequest,
  type Sql,
  sql,
  type Table,
  type TableColumn,
  type TableShape,
  type TableSource,
} from '#sdk';
import { duckdbColumn } from './duckdb-columns.ts';
import { countOfTables, type Readable, readingOf } from './rowid-reading.ts';
import { readingQuery } from './sql-query.ts';

const SERVER = 'The DuckDB file';
const BATCH_ROWS = 4096;
const BATCH_CELLS = 200_000;

interface Found extends Table {
  readonly from: Sql;
  readonly isView: boolean;
  readonly oid: bigint;
}

export class DuckDbSource implements TableSource {
  readonly #file: DuckDbFile;

  constructor(file: DuckDbFile) {
    this.#file = file;
  }

  async check() {
    const tables = await this.tables();
    const [[version]] = (await this.#all(sql`select version()`)) as [[string]];
    return { server: `DuckDB ${version}`, details: [countOfTables(tables.length)] };
  }

  async tables(): Promise<readonly Table[]> {
    return (await this.#found()).map(({ name, isView }) => ({ name, ...(isView ? { note: 'view' } : {}) }));
  }

  async describe(what: Pick<ReadRequest, 'table' | 'query'>): Promise<TableShape> {
    const { columns, oid } = await this.#readable(what);
    const key =
      oid === null
        ? []
        : await this.#all(
            sql`select unnest(constraint_column_names) from duckdb_constraints() where table_oid = ${oid} and constraint_type = 'PRIMARY KEY'`,
          );
    return { columns: columns.map(plain), key: key.map(([name]) => String(name)) };
  }

  async *read(request: ReadRequest): AsyncGenerator<Batch> {
    const reading = readingOf(SERVER, await this.#readable(request), request);
    const columns = reading.columns.map(plain);
    const size = Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_CELLS / columns.length)));
    let rows: (readonly Cell[])[] = [];
    for await (const piece of this.#file.rows(reading.statement(request.cursor, request.limit))) {
      rows.push(...piece);
      if (rows.length < size) continue;
      yield { columns, rows: rows.map(reading.cells), cursor: reading.cursor(rows.at(-1)!) };
      rows = [];
    }
    if (rows.length > 0) yield { columns, rows: rows.map(reading.cells), cursor: reading.cursor(rows.at(-1)!) };
  }

  async [Symbol.asyncDispose]() {
    await this.#file[Symbol.asyncDispose]();
  }

  async #found(): Promise<readonly Found[]> {
    const all =
      await this.#all(sql`select schema_name, table_name, false, table_oid from duckdb_tables() where database_name = current_database() and not internal
      union all select schema_name, view_name, true, view_oid from duckdb_views() where database_name = current_database() and not internal order by 1, 2`);
    return (all as [string, string, boolean, bigint][]).map(([schema, name, isView, oid]) => ({
      ...{ name: schema === 'main' ? part(name) : `${part(schema)}.${part(name)}`, isView, oid },
      from: sql`${ident(schema)}.${ident(name)}`,
    }));
  }

  async #readable(what: Pick<ReadRequest, 'table' | 'query'>): Promise<Readable & { oid: bigint | null }> {
    if (what.query !== undefined) return this.#queryOf(what.query);
    const found = (await this.#found()).find(({ name }) => name === what.table);
    if (!found) throw notThere(SERVER, `table "${what.table}"`);
    const described = await this.#described(sql`select * from ${found.from}`);
    return {
      ...{ before: sql``, from: found.from, oid: found.isView ? null : found.oid },
      columns: described.map(([name, type]) => duckdbColumn(name, type, ident(name))),
      // A column of that name hides the number of the row.
      rowid: found.isView || described.some(([name]) => name.toLowerCase() === 'rowid') ? null : ident('rowid'),
    };
  }

  async #queryOf(query: string): Promise<Readable & { oid: null }> {
    // On lines of its own: it may end in a comment.
    const asked = sql`(\n${readingQuery(query)}\n)`;
    const described = await this.#described(sql`select * from ${asked}`);
    const aliases = described.map((_, i) => ident(`q${i}`));
    return {
      ...{ before: sql`with ${ident('asked')}(${joinSql(aliases, ', ')}) as ${asked} `, from: ident('asked') },
      columns: described.map(([name, type], i) => duckdbColumn(name, type, aliases[i]!)),
      ...{ rowid: null, oid: null },
    };
  }

  async #described(statement: Sql): Promise<[string, string][]> {
    return (await this.#all(sql`describe ${statement}`)).map(([name, type]) => [String(name), String(type)]);
  }

  async #all(statement: Sql): Promise<(readonly Cell[])[]> {
    const all: (readonly Cell[])[] = [];
    for await (const piece of this.#file.rows(statement)) all.push(...piece);
    return all;
  }
}

/** So that a point in a name is not taken for the one between schema and table. */
const part = (name: string): string => (/[."]/.test(name) ? ident(name).text : name);

const plain = ({ name, type }: TableColumn): TableColumn => ({ name, type });
