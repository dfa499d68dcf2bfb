import { AppError, type FaultDetail, invalid } from '#sdk';
import type { Mapping } from '../../engine/import/mapping.ts';
import { JsonElements } from '../../mining/formats/json-elements.ts';
import { plainCsvCell } from '../../platform/csv.ts';
import { nextTurn } from '../../platform/next-turn.ts';

/** One event as a program sends it: values by the headers of the dataset's files. */
export type PushedRow = Readonly<Record<string, string | number | boolean | null>>;

/** Mistakes that are told one by one. */
const MOST_TOLD = 100;
/** Bytes after which others get their turn: some milliseconds of work. */
const BYTES_A_TURN = 256 * 1024;
/** One row is read at once. */
const MOST_ROW_BYTES = 1_048_576;
const LF = 10;

export interface RowLimits {
  readonly maxRows: number;
}

/**
 * Reads a JSON array of rows, or one row a line (NDJSON), in pieces, so that nobody else waits. Faults: `push.notJson`,
 * `push.noRows`, `push.rowTooLong`, `push.tooManyRows`, `push.badRows`.
 */
export async function readRows(bytes: Buffer, mapping: Mapping | null, { maxRows }: RowLimits): Promise<PushedRow[]> {
  const columns = mapping && new Set(mapping.columns.map((c) => c.column));
  const needed = neededIn(mapping);
  const mistakes: FaultDetail[] = [];
  const rows: PushedRow[] = [];
  let count = 0;
  let wrong = 0;
  for await (const piece of piecesOf(bytes))
    for (const row of piece) {
      const found = mistakesOf(row, count++, columns, needed);
      if (found.length > 0) wrong++;
      if (mistakes.length < MOST_TOLD) mistakes.push(...found.slice(0, MOST_TOLD - mistakes.length));
      if (count <= maxRows) rows.push(row as PushedRow);
    }
  if (count === 0) invalid('push.noRows', 'There is no row in what was sent: nothing was taken.');
  if (count > maxRows)
    throw new AppError(
      'too_large',
      'push.tooManyRows',
      `One push takes ${maxRows} rows, and ${count} were sent. Send them in parts, or load a file; nothing was taken.`,
    );
  if (wrong > 0)
    invalid('push.badRows', `${wrong} of ${count} rows cannot be taken. Correct them; nothing was taken.`, mistakes);
  return rows;
}

const notJson = (where: string): never =>
  invalid('push.notJson', `${where} is no JSON. Send an array of rows, or one row a line; nothing was taken.`);

const rowTooLong = (): never => {
  const message = `A row is longer than ${MOST_ROW_BYTES / 1024} KiB, the most that a pushed row may have. Load it as a file; nothing was taken.`;
  throw new AppError('too_large', 'push.rowTooLong', message);
};

async function* piecesOf(bytes: Buffer): AsyncGenerator<unknown[]> {
  for (const piece of /^\s*\[/.test(bytes.toString('latin1', 0, 1_000)) ? elementsOf(bytes) : linesOf(bytes)) {
    yield piece;
    await nextTurn();
  }
}

/** The elements of an array. */
function* elementsOf(bytes: Buffer): Generator<unknown[]> {
  const elements = new JsonElements(null, MOST_ROW_BYTES);
  try {
    for (let at = 0; at < bytes.length; at += BYTES_A_TURN) {
      const found = elements.push(bytes.subarray(at, at + BYTES_A_TURN));
      yield found.map((element) => JSON.parse(Buffer.from(element.bytes).toString('utf8')) as unknown);
    }
    elements.end();
  } catch (error) {
    if (error instanceof AppError && error.code === 'import.recordTooLong') rowTooLong();
    if (error instanceof SyntaxError || error instanceof AppError) notJson('What was sent');
    throw error;
  }
}

function* linesOf(bytes: Buffer): Generator<unknown[]> {
  let line = 0;
  let piece: unknown[] = [];
  let pieceFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    line++;
    const found = bytes.indexOf(LF, at);
    const end = found < 0 ? bytes.length : found;
    if (end - at > MOST_ROW_BYTES) rowTooLong();
    const text = bytes.toString('utf8', at, end);
    at = end + 1;
    if (text.trim() !== '')
      try {
        piece.push(JSON.parse(text));
      } catch {
        notJson(`Line ${line}`);
      }
    if (at - pieceFrom < BYTES_A_TURN) continue;
    yield piece;
    [piece, pieceFrom] = [[], at];
  }
  yield piece;
}

function mistakesOf(
  row: unknown,
  place: number,
  columns: ReadonlySet<string> | null,
  needed: readonly string[],
): FaultDetail[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return [{ pointer: `/${place}`, message: 'an object with a value for each column' }];
  const found: FaultDetail[] = [];
  for (const [name, value] of Object.entries(row)) {
    const pointer = `/${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (columns && !columns.has(name)) found.push({ pointer, message: 'the dataset has no such column' });
    else if (typeof value === 'object' && value !== null)
      found.push({ pointer, message: 'a text, a number, true, false or null' });
  }
  for (const name of needed) {
    const value = (row as PushedRow)[name];
    if (value === undefined || value === null || value === '')
      found.push({ pointer: `/${place}/${name}`, message: 'every row needs a value here' });
  }
  return found;
}

/** Columns without a value of which no row is an event. */
const neededIn = (mapping: Mapping | null): string[] =>
  (mapping?.columns ?? [])
    .filter((c) => !c.drop && c.default === undefined)
    .filter((c) => c.role === 'case' || c.role === 'activity' || (c.role === 'timestamp' && !c.optional))
    .map((c) => c.column);

/** Rows after which others get their turn. */
const ROWS_A_TURN = 1_000;

/** Rows as lines of JSON, in pieces, as they wait on the disk; {@link readRows} reads them back. */
export async function* linesToKeep(rows: readonly PushedRow[]): AsyncGenerator<string> {
  for (let at = 0; at < rows.length; at += ROWS_A_TURN) {
    yield rows
      .slice(at, at + ROWS_A_TURN)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
    await nextTurn();
  }
}

/** The rows as a file with every column that the mapping names, in pieces. */
export async function* csvOf(rows: readonly PushedRow[], mapping: Mapping | null): AsyncGenerator<string> {
  const heads = mapping ? mapping.columns.map((c) => c.column) : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  yield `${heads.map(plainCsvCell).join(',')}\n`;
  for (let at = 0; at < rows.length; at += ROWS_A_TURN) {
    const lines = rows.slice(at, at + ROWS_A_TURN);
    yield lines.map((row) => `${heads.map((head) => cellOf(row[head], mapping)).join(',')}\n`).join('');
    await nextTurn();
  }
}

function cellOf(value: PushedRow[string] | undefined, mapping: Mapping | null): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && mapping?.dialect.decimal === ',')
    return plainCsvCell(String(value).replace('.', ','));
  return plainCsvCell(String(value));
}

/** The mapping of a former file, for one that {@link csvOf} writes. */
export const mappingForPush = (mapping: Mapping): Mapping => ({
  ...mapping,
  dialect: {
    ...mapping.dialect,
    ...{ encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', header: true, skip: 0 },
  },
});
