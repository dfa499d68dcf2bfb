import { AppError, type Batch, notUnderstood, type ReadRequest, type TableColumn } from '#sdk';
import { ExactNumber, type Json } from './exact-json.ts';
import { FlatColumns, type FlatRow, type FlatValue, flatRow } from './flat-rows.ts';

const ROWS_A_BATCH = 2_000;
/** Pages without a record, one after the other, after which nobody believes that any will come. */
const MOST_EMPTY_PAGES = 100;

export interface RecordsPage<P> {
  readonly records: readonly Json[];
  /** Where the next page begins; null: this was the last. */
  readonly next: P | null;
}

export interface PagedRead<P> {
  readonly server: string;
  readonly request: ReadRequest;
  /** All columns, where the source declares them; else they are seen in the records. */
  readonly known?: readonly TableColumn[];
  readonly page: (place: P | null) => Promise<RecordsPage<P>>;
}

/** Where a read goes on: the page, and how many of its rows were had. */
interface PageCursor<P> {
  readonly place: P | null;
  readonly had: number;
  readonly columns?: readonly string[] | undefined;
}

/** Pages of records as batches of rows. The cursor names page and row, so that it means the same whatever the batches' sizes. */
export async function* readPaged<P>({ server, request, known, page }: PagedRead<P>): AsyncGenerator<Batch> {
  const from = request.cursor as PageCursor<P> | null;
  const { columns: chosen } = request;
  const columns = new FlatColumns(server, {
    ...{ chosen, fixed: from?.columns, isWhole: known !== undefined },
    ...(known ? { known } : {}),
  });
  const order = request.since ? new Order(server, request.since.column) : null;
  let { place, had } = from ?? { place: null, had: 0 };
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let empty = 0;
  for (;;) {
    const { records, next } = await page(place);
    empty = records.length > 0 ? 0 : empty + 1;
    for (let at = had; at < records.length && left > 0; at += ROWS_A_BATCH) {
      const rows = records.slice(at, at + Math.min(ROWS_A_BATCH, left)).map(flatRow);
      order?.hold(rows);
      left -= rows.length;
      const batch = columns.batch(rows);
      yield { ...batch, cursor: { place, had: at + rows.length, columns: columns.kept } };
    }
    if (next === null || left <= 0) return;
    if (JSON.stringify(next) === JSON.stringify(place) || empty >= MOST_EMPTY_PAGES)
      throw notUnderstood(server, 'pages without an end: the next one is the same, or has nothing');
    [place, had] = [next, 0];
  }
}

/** Holds a source to the order that it was asked for: rows behind a later one would never be loaded. */
class Order {
  readonly #server: string;
  readonly #column: string;
  #last: number | null = null;

  constructor(server: string, column: string) {
    [this.#server, this.#column] = [server, column];
  }

  hold(rows: readonly FlatRow[]): void {
    for (const row of rows) {
      const value = comparable(row.get(this.#column) ?? null);
      if (value === null) continue;
      if (this.#last !== null && value < this.#last)
        throw new AppError(
          'invalid',
          'connector.notInOrder',
          `${this.#server} does not give the records in the order of "${this.#column}". Add the parameter that sorts them, or load everything each time.`,
        );
      this.#last = value;
    }
  }
}

/** Numbers and instants have one order everywhere; that of texts is the server's own. */
function comparable(cell: FlatValue): number | null {
  if (cell instanceof ExactNumber) return Number(cell.text);
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || !/^\d{4}-\d\d-\d\d/.test(cell)) return null;
  const atMs = Date.parse(cell);
  return Number.isNaN(atMs) ? null : atMs;
}
