import { type Cell, connectionLost, type ReadRequest, type TableColumn, type TableSource } from '#sdk';

export interface TrialTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows of the next batch. */
  readonly batchRows: () => number;
  /** Asked before each batch: whether the connection drops there. */
  readonly drops?: () => boolean;
}

/** A table for tests: batches with cursors that are places, in the order of `since`, and a connection that drops when it is told to. */
export const trialTable = (table: TrialTable): Pick<TableSource, 'read'> => ({
  async *read({ columns: chosen, since, cursor, limit }: ReadRequest) {
    const { columns, batchRows, drops = () => false } = table;
    const at = since ? columns.findIndex(({ name }) => name === since.column) : -1;
    const all = since ? inOrder(table.rows, at, since.value) : table.rows;
    const shown = chosen ? chosen.map((name) => columns.findIndex((c) => c.name === name)) : columns.map((_, i) => i);
    const start = cursor === null ? 0 : (cursor as { place: number }).place;
    const end = limit === null ? all.length : Math.min(all.length, start + limit);
    for (let place = start; place < end; ) {
      if (drops()) throw connectionLost('the trial table', 'told to');
      const next = Math.min(end, place + Math.max(1, batchRows()));
      const rows = all.slice(place, next).map((row) => shown.map((i) => row[i]!));
      place = next;
      yield { columns: shown.map((i) => columns[i]!), rows, cursor: { place } };
    }
    if (drops()) throw connectionLost('the trial table', 'told to');
  },
});

function inOrder(rows: TrialTable['rows'], at: number, from: Cell): TrialTable['rows'] {
  const text = (cell: Cell): string => String(cell ?? '').padStart(24, '0');
  return rows
    .filter((row) => from === null || (row[at] !== null && text(row[at]!) >= text(from)))
    .toSorted((a, b) => (text(a[at]!) < text(b[at]!) ? -1 : text(a[at]!) > text(b[at]!) ? 1 : 0));
}
