import {
  type Cell,
  english,
  ident,
  invalid,
  joinSql,
  notThere,
  type ReadRequest,
  type Sql,
  sql,
  type TableColumn,
} from '#sdk';

/** What a test of a database says of its tables. */
export const countOfTables = (count: number): string =>
  count === 1 ? english('One table or view can be read.') : english(`${count} tables and views can be read.`);

/** A column as a statement reads it. */
export interface ReadableColumn extends TableColumn {
  /** What rows are compared and ordered by. */
  readonly value: Sql;
  /** What comes out. */
  readonly shown: Sql;
  /** A value that came out, to be compared with `value`. */
  bound(cell: Cell): Sql;
}

/** A table of a database that numbers its rows by itself, or a view or query of one. */
export interface Readable {
  /** What stands before the statement: the query, under a name. */
  readonly before: Sql;
  readonly from: Sql;
  readonly columns: readonly ReadableColumn[];
  /** The number of a row; null: there is none, and nothing can go on in the middle. */
  readonly rowid: Sql | null;
}

/** After which row a reading goes on: its number, and its value in the order of the reading. */
interface After {
  readonly rowid: string;
  readonly value?: Kept;
}
type Kept = string | number | boolean | null | { readonly integer: string } | { readonly real: string };

export interface Reading {
  readonly columns: readonly ReadableColumn[];
  statement(cursor: unknown, limit: number | null): Sql;
  /** The cells of a row of that statement. */
  cells(row: readonly Cell[]): readonly Cell[];
  /** What goes on after such a row. */
  cursor(row: readonly Cell[]): unknown;
}

/** Statements that read what is asked for in an order in which each row has its place: by its number, or by a column and its number. */
export function readingOf(server: string, readable: Readable, request: ReadRequest): Reading {
  const { before, from, rowid } = readable;
  const named = (name: string) =>
    readable.columns.find((column) => column.name === name) ?? lacks(server, `column "${name}"`);
  const columns = request.columns?.map(named) ?? readable.columns;
  const by = request.since ? named(request.since.column) : null;
  const places = [...(rowid ? [rowid] : []), ...(by ? [by.shown] : [])];
  const order = [...(by ? [sql`${by.value} nulls first`] : []), ...(rowid ? [rowid] : [])];
  const list = joinSql([...places, ...columns.map(({ shown }) => shown)].map(aliased), ', ');
  return {
    columns,
    statement(cursor, limit) {
      const wanted = cursor === null ? sinceStart(by, request) : afterRow(by, rowid, cursor as After);
      const where = wanted ? sql` where ${wanted}` : sql``;
      const ordered = order.length > 0 ? sql` order by ${joinSql(order, ', ')}` : sql``;
      const limited = limit === null ? sql`` : sql` limit ${limit}`;
      return sql`${before}select ${list} from ${from}${where}${ordered}${limited}`;
    },
    cells: (row) => (places.length > 0 ? row.slice(places.length) : row),
    cursor(row) {
      if (!rowid) return null;
      const after: After = { rowid: String(row[0]), ...(by ? { value: keptOf(row[1]!) } : {}) };
      return after;
    },
  };
}

/** Names of the result that stay apart, and in their order, whatever the columns are called. */
const aliased = (expression: Sql, i: number): Sql => sql`${expression} as ${ident(`c${i}`)}`;

function sinceStart(by: ReadableColumn | null, { since }: ReadRequest): Sql | null {
  return by && since && since.value !== null ? sql`${by.value} >= ${by.bound(since.value)}` : null;
}

function afterRow(by: ReadableColumn | null, rowid: Sql | null, { rowid: last, value }: After): Sql {
  if (!rowid || !/^-?\d+$/.test(last))
    invalid('connector.cursor', 'The reading cannot go on from there. Start it anew.');
  const later = sql`${rowid} > ${BigInt(last)}`;
  if (!by || value === undefined) return later;
  if (value === null) return sql`(${by.value} is not null or ${later})`;
  const bound = by.bound(cellOf(value));
  return sql`(${by.value} > ${bound} or (${by.value} = ${bound} and ${later}))`;
}

/** JSON knows no large integers, and no infinity. */
function keptOf(cell: Cell): Kept {
  if (typeof cell === 'bigint') return { integer: String(cell) };
  return typeof cell === 'number' && !Number.isFinite(cell) ? { real: String(cell) } : cell;
}

function cellOf(kept: Kept): Cell {
  if (typeof kept !== 'object' || kept === null) return kept;
  return 'integer' in kept ? BigInt(kept.integer) : Number(kept.real);
}

const lacks = (server: string, what: string): never => {
  throw notThere(server, what);
};
