import { type Batch, type Cell, joinSql, type ReadRequest, type Sql, sql, type TableColumn } from '#sdk';
import type { Answer, SqlSession } from './sql-dialect.ts';
import { afterPlace, orderBy, type Place, placeAfter, placeOf } from './sql-order.ts';

interface Wanted {
  readonly columns: readonly TableColumn[];
  readonly since: TableColumn | null;
  readonly key: readonly TableColumn[];
}

/**
 * Reads in the order of `since` and of the key, so that it can go on after any row. Without a key, a place is only where the value of
 * `since` changes; without both, there is none, and a reading that was broken off starts again.
 */
export async function* readInOrder(
  session: SqlSession,
  relation: Sql,
  request: ReadRequest,
  wanted: Wanted,
): AsyncGenerator<Batch> {
  const order = [...(wanted.since ? [wanted.since] : []), ...wanted.key.filter((each) => each !== wanted.since)];
  const by = order.map(({ name }) => name);
  // What it is ordered by is read along, and taken off again.
  const read = [...wanted.columns, ...order.filter((column) => !wanted.columns.includes(column))];
  const places = order.map((column) => read.indexOf(column));
  const statement = statementOf(session, relation, request, { order, read, place: placeOf(request.cursor, by) });
  const pieces = session.answer(statement);
  const width = wanted.columns.length;
  const placed: AsyncIterable<Placed> =
    order.length === 0
      ? withoutPlaces(pieces)
      : wanted.key.length > 0
        ? afterEachRow(pieces, places)
        : // Texts that the server takes for one may differ here: in capitals, accents, spaces at their ends.
          order[0]!.type === 'text'
          ? withoutPlaces(pieces)
          : betweenValues(pieces, places[0]!);
  for await (const { columns, rows, after } of placed) {
    if (read.length > width) for (const row of rows) row.length = width;
    yield { columns: columns.slice(0, width), rows, cursor: after && placeAfter(by, after) };
  }
}

interface Parts {
  readonly order: readonly TableColumn[];
  readonly read: readonly TableColumn[];
  readonly place: Place | null;
}

function statementOf({ dialect }: SqlSession, relation: Sql, { since, limit }: ReadRequest, parts: Parts): Sql {
  const { order, read, place } = parts;
  // The order begins with a key, which has values, or from a value on.
  const from = since === undefined || since.value !== null;
  const conditions = [
    ...(since && since.value !== null
      ? [sql`${dialect.name(since.column)} >= ${dialect.value(since.value, order[0]!)}`]
      : []),
    ...(place ? [afterPlace(dialect, { columns: order, after: place.after, from })] : []),
  ];
  const names = joinSql(
    read.map(({ name }) => dialect.name(name)),
    ', ',
  );
  const where = conditions.length > 0 ? sql` where ${joinSql(conditions, ' and ')}` : sql``;
  const ordered = order.length > 0 ? sql` order by ${orderBy(dialect, order)}` : sql``;
  const whole = sql`select ${names} from ${relation}${where}${ordered}`;
  return limit === null ? whole : dialect.limited(whole, limit);
}

/** Rows, and the values of the order after which a reading can go on; null: it cannot from there. */
interface Placed extends Answer {
  readonly after: readonly Cell[] | null;
}

async function* withoutPlaces(pieces: AsyncIterable<Answer>): AsyncGenerator<Placed> {
  for await (const piece of pieces) yield { ...piece, after: null };
}

async function* afterEachRow(pieces: AsyncIterable<Answer>, places: readonly number[]): AsyncGenerator<Placed> {
  for await (const piece of pieces) {
    const last = piece.rows.at(-1);
    yield { ...piece, after: last ? places.map((place) => last[place]!) : null };
  }
}

/** Rows with the last value wait for the next piece: only once the value has changed, all rows that have it were seen. */
async function* betweenValues(pieces: AsyncIterable<Answer>, place: number): AsyncGenerator<Placed> {
  let waiting: Cell[][] = [];
  let columns: readonly TableColumn[] = [];
  for await (const piece of pieces) {
    columns = piece.columns;
    const rows = [...waiting, ...piece.rows];
    const last = rows.at(-1)?.[place];
    const change = rows.findLastIndex((row) => row[place] !== last);
    if (change < 0 && rows.length > 0) {
      // One value fills the piece: it is passed on, and no place is after it yet.
      waiting = [];
      yield { columns, rows, after: null };
    } else {
      waiting = rows.slice(change + 1);
      yield { columns, rows: rows.slice(0, change + 1), after: rows[change] ? [rows[change][place]!] : null };
    }
  }
  if (waiting.length > 0) yield { columns, rows: waiting, after: [waiting[0]![place]!] };
}
