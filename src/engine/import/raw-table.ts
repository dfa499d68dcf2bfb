import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVarCharVector,
  UINTEGER,
  USMALLINT,
  VARCHAR,
} from '@duckdb/node-api';
import { ident, joinSql, keyword, MAX_CATEGORY_VALUES, type Sql, sql } from '#sdk';
import { BATCH_ROWS, type RowTable, type XesColumn } from '../../mining/formats/xes/row-table.ts';
import { execute } from '../duckdb/query.ts';

/** What one column of the raw table holds of one column of the file. */
interface Part {
  column: XesColumn;
  holds: 'codes' | 'numbers' | 'texts';
  name: string;
}

interface TypedVector {
  items: { set(values: ArrayLike<number>): void };
  flush(): void;
}

const TYPES: Readonly<Record<Part['holds'], DuckDBType>> = { codes: UINTEGER, numbers: DOUBLE, texts: VARCHAR };

/**
 * Batches of the reader, appended as they are to a table of the database: codes, numbers, and the number of the trace.
 * Columns join as they come. A column with more distinct values than a category may have hands its dictionary over to
 * the database and goes on as text, so that memory does not grow with the file.
 */
export class RawTable {
  readonly name: string;
  private readonly connection: DuckDBConnection;
  private readonly rows: RowTable;
  private readonly parts: Part[] = [];
  private readonly spilled = new Set<XesColumn>();
  private appender: DuckDBAppender | null = null;
  private created = false;
  private shared: DuckDBDataChunk | null = null;

  constructor(connection: DuckDBConnection, name: string, rows: RowTable) {
    this.connection = connection;
    this.name = name;
    this.rows = rows;
  }

  get columns(): readonly XesColumn[] {
    return this.rows.columns;
  }

  isSpilled(column: XesColumn): boolean {
    return this.spilled.has(column);
  }

  /** Appends the batch and empties it. */
  async flush(): Promise<void> {
    await this.addColumns();
    if (this.rows.rows > 0) {
      this.appender ??= await this.connection.createAppender(this.name);
      this.appender.appendDataChunk(this.chunk());
    }
    this.rows.clear();
    for (const column of this.rows.columns) {
      if (this.spilled.has(column)) column.dictionary!.clear();
      else if (column.dictionary && column.dictionary.size > MAX_CATEGORY_VALUES) await this.spill(column);
    }
  }

  /** Appends what is left, and the dictionaries. */
  async finish(): Promise<void> {
    await this.flush();
    this.close();
    for (const column of this.rows.columns)
      if (column.dictionary && !this.spilled.has(column)) await this.saveDictionary(column);
  }

  /** Column of a raw value. Codes and numbers as the reader has them: 0 and NaN are missing. */
  partName(column: XesColumn, texts = false): Sql {
    return ident(`${texts ? 't' : 'p'}${this.rows.columns.indexOf(column)}`);
  }

  /** Table `(code, v)` with the texts of a column; of a spilled one, of its first rows only. */
  dictionaryName(column: XesColumn): Sql {
    return ident(`${this.name}_d${this.rows.columns.indexOf(column)}`);
  }

  async drop(): Promise<void> {
    await execute(this.connection, sql`drop table ${ident(this.name)}`);
    for (const column of this.rows.columns)
      if (column.dictionary) await execute(this.connection, sql`drop table ${this.dictionaryName(column)}`);
  }

  private async addColumns(): Promise<void> {
    const fresh: Part[] = [];
    this.rows.columns.forEach((column, i) => {
      const known = this.parts.filter((part) => part.column === column);
      if (known.length === 0)
        fresh.push({ column, holds: column.numbers.length > 0 ? 'numbers' : 'codes', name: `p${i}` });
      if (known.length === 1 && this.spilled.has(column)) fresh.push({ column, holds: 'texts', name: `t${i}` });
    });
    const definition = ({ name, holds }: Part) => sql`${ident(name)} ${keyword(String(TYPES[holds]))}`;
    if (!this.created) {
      const own = [sql`trace uinteger`, sql`"offset" usmallint`];
      await execute(
        this.connection,
        sql`create table ${ident(this.name)} (${joinSql([...own, ...fresh.map(definition)], ', ')})`,
      );
      this.created = true;
    } else {
      if (fresh.length > 0) this.close();
      for (const part of fresh)
        await execute(this.connection, sql`alter table ${ident(this.name)} add column ${definition(part)}`);
    }
    this.parts.push(...fresh);
  }

  private chunk(): DuckDBDataChunk {
    const { rows } = this.rows;
    const chunk = this.emptyChunk(rows);
    const put = (place: number, values: Uint32Array | Uint16Array | Float64Array) => {
      const vector = chunk.getColumnVector(place) as unknown as TypedVector;
      vector.items.set(values.length === rows ? values : values.subarray(0, rows));
      vector.flush();
    };
    put(0, this.rows.trace);
    put(1, this.rows.offset);
    this.parts.forEach(({ column, holds }, i) => {
      if (holds === 'numbers') put(2 + i, column.numbers);
      else if (holds === 'texts') putTexts(chunk.getColumnVector(2 + i) as DuckDBVarCharVector, column, rows);
      else put(2 + i, this.spilled.has(column) ? new Uint32Array(rows) : column.codes);
    });
    return chunk;
  }

  /** Full batches without texts share one chunk: a new one each time is native memory that waits for its collection. */
  private emptyChunk(rows: number): DuckDBDataChunk {
    const types = [UINTEGER, USMALLINT, ...this.parts.map((part) => TYPES[part.holds])];
    if (rows < BATCH_ROWS || this.parts.some((part) => part.holds === 'texts'))
      return DuckDBDataChunk.create(types, rows);
    if (this.shared?.columnCount !== types.length) this.shared = DuckDBDataChunk.create(types, rows);
    return this.shared;
  }

  private async spill(column: XesColumn): Promise<void> {
    this.close();
    await this.saveDictionary(column);
    column.dictionary!.clear();
    this.spilled.add(column);
  }

  private async saveDictionary(column: XesColumn): Promise<void> {
    const table = this.dictionaryName(column);
    await execute(this.connection, sql`create table ${table} (code uinteger, v varchar)`);
    const appender = await this.connection.createAppender(`${this.name}_d${this.rows.columns.indexOf(column)}`);
    const { dictionary } = column;
    for (let code = 1; code <= dictionary!.size; code++) {
      appender.appendUInteger(code);
      appender.appendVarchar(dictionary!.text(code));
      appender.endRow();
    }
    appender.closeSync();
  }

  private close(): void {
    this.appender?.closeSync();
    this.appender = null;
  }
}

function putTexts(vector: DuckDBVarCharVector, column: XesColumn, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const code = column.codes[r]!;
    vector.setItem(r, code === 0 ? null : column.dictionary!.text(code));
  }
  vector.flush();
}
