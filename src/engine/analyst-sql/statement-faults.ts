import { AppError, nearest } from '#sdk';

/** A place in a statement, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a byte of a statement stands; null: it has no such byte. */
export function at(statement: string, byte: number): Place | null {
  const bytes = Buffer.from(statement, 'utf8');
  if (!(byte >= 0 && byte <= bytes.length)) return null;
  const lines = bytes.toString('utf8', 0, byte).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** Says what is wrong with a statement, and where. */
export function wrong(code: string, message: string, place: Place | null = null): never {
  throw fault('invalid', code, message, place);
}

function fault(
  kind: 'invalid' | 'too_large' | 'timeout',
  code: string,
  message: string,
  place: Place | null,
): AppError {
  const where = place ? `Line ${place.line}, column ${place.column}: ` : '';
  return new AppError(kind, `sql.${code}`, where + message, place ? [{ ...place, message }] : []);
}

/** Sentences of DuckDB about a statement that was let through: what it says of columns, types and values of the two views. */
const KINDS = /^(Binder|Parser|Catalog|Conversion|Out of Range|Invalid Input|Mismatch Type|Invalid Type) Error: /;
/** Words that tell how we keep things, or where. */
const INTERNAL = /duckdb|parquet|\bmemory\.|\bmain\.|\btemp\.|(^|[\s"'])\/\w/i;
const MOST_WORDS = 400;
const MOST_NAME = 60;

/** A failure of DuckDB in plain words. It never names a file, or anything that does not stand in the statement or the views. */
export function statementFault(message: string, statement: string, columns: readonly string[]): AppError {
  const limit = limitFault(message);
  if (limit) return limit;
  const unknown = UNKNOWN_COLUMN.exec(message);
  if (unknown)
    return fault('invalid', 'column', noColumn(unknown[1] ?? unknown[2]!, columns), placeIn(message, statement));
  const kind = KINDS.exec(message)?.[0];
  const said = message.slice(kind?.length ?? 0).split(/\n\s*\n?LINE \d+:/)[0]!;
  const words = said
    .replace(/\s+/g, ' ')
    .replace(/ ?Candidate functions:.*/, '')
    .trim()
    .slice(0, MOST_WORDS);
  if (!kind || INTERNAL.test(words))
    return fault('invalid', 'failed', 'The statement could not be run. Try it in parts, to see which one fails.', null);
  return fault('invalid', 'failed', words.endsWith('.') ? words : `${words}.`, placeIn(message, statement));
}

const UNKNOWN_COLUMN = /Referenced column "([^\n]*)" (?:was )?not found|does not have a column named "([^\n]*)"/;

function noColumn(name: string, columns: readonly string[]): string {
  const near = nearest(name, columns);
  const hint = near ? ` Did you mean "${near}"?` : ' The columns of both tables are listed on the page SQL.';
  return `There is no column "${name.slice(0, MOST_NAME)}" here.${hint}`;
}

/** A limit that DuckDB was held to; null: something else failed. */
export function limitFault(message: string): AppError | null {
  if (/^INTERRUPT/i.test(message)) return tookTooLong();
  const outOfRoom = /out of memory|failed to allocate|max_temp_directory_size/i;
  return outOfRoom.test(message) ? tookTooMuch() : null;
}

/** Where DuckDB points at: `LINE 2: … ` and, below it, `^`. Of a long line it shows a part alone. */
function placeIn(message: string, statement: string): Place | null {
  const found = /\nLINE (\d+): (.*)\n( *)\^/.exec(message);
  if (!found) return null;
  const [, line, shown, spaces] = found;
  const column = spaces!.length - `LINE ${line}: `.length + 1;
  const isWhole = statement.split('\n')[Number(line) - 1]?.startsWith(shown!.slice(0, 20)) ?? false;
  return isWhole && column > 0 ? { line: Number(line), column } : null;
}

export const tookTooLong = (): AppError =>
  fault(
    'timeout',
    'tooLong',
    'The statement took too long and was stopped. Keep fewer cases by filters, or ask for less.',
    null,
  );
const tookTooMuch = (): AppError =>
  fault(
    'too_large',
    'memory',
    'The statement needs more memory than one may use. Keep fewer cases by filters, or ask for less.',
    null,
  );
export const resultTooLarge = (bytes: number): AppError =>
  fault(
    'too_large',
    'resultTooLarge',
    `The result is larger than ${Math.round(bytes / 1e6)} MB. Ask for fewer columns or rows.`,
    null,
  );
