import { AppError, type FaultDetail, invalid } from '#sdk';
import type { Mapping } from '../../engine/import/mapping.ts';
import { plainCsvCell } from '../../platform/csv.ts';

/** One event as a program sends it: values by the headers of the dataset's files. */
export type PushedRow = Readonly<Record<string, string | number | boolean | null>>;

/** Mistakes that are told one by one. */
const MOST_TOLD = 100;

export interface RowLimits {
  readonly maxRows: number;
}

/** Reads a JSON array of rows, or one row a line (NDJSON). Faults: `push.notJson`, `push.noRows`, `push.tooManyRows`, `push.badRows`. */
export function readRows(text: string, mapping: Mapping | null, { maxRows }: RowLimits): PushedRow[] {
  const read = /^\s*\[/.test(text) ? readArray(text) : readLines(text);
  if (read.length === 0) invalid('push.noRows', 'There is no row in what was sent: nothing was taken.');
  if (read.length > maxRows)
    throw new AppError(
      'too_large',
      'push.tooManyRows',
      `One push takes ${maxRows} rows, and ${read.length} were sent. Send them in parts, or load a file; nothing was taken.`,
    );
  const mistakes: FaultDetail[] = [];
  let wrong = 0;
  for (const [i, row] of read.entries()) {
    const found = mistakesOf(row, i, mapping);
    if (found.length > 0) wrong++;
    if (mistakes.length < MOST_TOLD) mistakes.push(...found.slice(0, MOST_TOLD - mistakes.length));
  }
  if (wrong > 0)
    invalid(
      'push.badRows',
      `${wrong} of ${read.length} rows cannot be taken. Correct them; nothing was taken.`,
      mistakes,
    );
  return read as PushedRow[];
}

const notJson = (where: string): never =>
  invalid('push.notJson', `${where} is no JSON. Send an array of rows, or one row a line; nothing was taken.`);

function readArray(text: string): unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return notJson('What was sent');
  }
}

function readLines(text: string): unknown[] {
  const rows: unknown[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push(JSON.parse(line));
    } catch {
      notJson(`Line ${i + 1}`);
    }
  }
  return rows;
}

function mistakesOf(row: unknown, place: number, mapping: Mapping | null): FaultDetail[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return [{ pointer: `/${place}`, message: 'an object with a value for each column' }];
  const known = mapping && new Set(mapping.columns.map((c) => c.column));
  const found: FaultDetail[] = [];
  for (const [name, value] of Object.entries(row)) {
    const pointer = `/${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (known && !known.has(name)) found.push({ pointer, message: 'the dataset has no such column' });
    else if (typeof value === 'object' && value !== null)
      found.push({ pointer, message: 'a text, a number, true, false or null' });
  }
  for (const name of neededIn(mapping)) {
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

/** The rows as a file with every column that the mapping names. */
export function csvOf(rows: readonly PushedRow[], mapping: Mapping | null): string {
  const heads = mapping ? mapping.columns.map((c) => c.column) : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => heads.map((head) => cellOf(row[head], mapping)).join(','));
  return `${[heads.map(plainCsvCell).join(','), ...lines].join('\n')}\n`;
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
