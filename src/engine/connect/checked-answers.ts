import { AppError, type Batch, type Cell, type Table, type TableColumn, type TableShape } from '#sdk';
import type { ConnectorLimits } from './connector-job.ts';

/** What a plug-in gives is looked at before it is believed: a customer's may be wrong, and its server may lie. */

const COLUMN_TYPES: readonly string[] = ['text', 'number', 'boolean', 'time'] satisfies TableColumn['type'][];
const MAX_COLUMNS = 60_000;
const MAX_CURSOR_CHARS = 65_536;

export function checkedColumns(columns: unknown): readonly TableColumn[] {
  if (!Array.isArray(columns) || columns.length > MAX_COLUMNS)
    throw wrong('its columns are no list, or too long a one');
  for (const column of columns)
    if (typeof column?.name !== 'string' || !COLUMN_TYPES.includes(column.type))
      throw wrong('a column has no name or no type');
  return columns;
}

export function checkedShape(shape: TableShape): TableShape {
  const columns = checkedColumns(shape?.columns);
  const { key } = shape;
  if (!Array.isArray(key) || !key.every((name) => columns.some((column) => column.name === name)))
    throw wrong('its key names what is no column');
  return { columns, key };
}

export function checkedTables(tables: readonly Table[]): readonly Table[] {
  if (!Array.isArray(tables)) throw wrong('its tables are no list');
  for (const table of tables) if (typeof table?.name !== 'string') throw wrong('a table has no name');
  return tables;
}

/** Rows as long as the columns, cells of the kinds that there are, nothing larger than allowed. */
export function checkedBatch(batch: Batch, limits: ConnectorLimits): Batch {
  const columns = checkedColumns(batch?.columns);
  if (!Array.isArray(batch.rows)) throw wrong('its rows are no list');
  const cursor = JSON.stringify(batch.cursor ?? null);
  if (cursor === undefined || cursor.length > MAX_CURSOR_CHARS) throw wrong('its cursor is no JSON of at most 64 KiB');
  let bytes = 0;
  for (const row of batch.rows as readonly (readonly Cell[])[]) {
    if (!Array.isArray(row) || row.length !== columns.length) throw wrong('a row has not as many cells as columns');
    for (let i = 0; i < row.length; i++) bytes += sizeOf(row[i], columns[i]!, limits);
  }
  if (bytes > limits.maxBatchBytes) throw tooLarge('batch', limits.maxBatchBytes, 'connectors.max_batch_bytes');
  return batch;
}

function sizeOf(cell: unknown, column: TableColumn, limits: ConnectorLimits): number {
  if (typeof cell === 'string') {
    // A character has at most three bytes; counting them is for the few that could be too long.
    if (cell.length * 3 > limits.maxCellBytes && Buffer.byteLength(cell) > limits.maxCellBytes)
      throw tooLarge(`value in the column "${column.name}"`, limits.maxCellBytes, 'connectors.max_cell_bytes');
    return cell.length;
  }
  if (cell === null || typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return 8;
  throw wrong(`a cell of the column "${column.name}" is of no known kind`);
}

const wrong = (what: string) =>
  new AppError('unavailable', 'connector.badAnswer', `The connector gives what cannot be used: ${what}.`);

const tooLarge = (what: string, limit: number, setting: string) =>
  new AppError(
    'too_large',
    'connector.tooLarge',
    `The source has a ${what} of more than ${limit} bytes. Leave it out, or let the administrator raise "${setting}".`,
  );
