import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, ident, invalid, joinSql, literal, type Sql, sql, wholeNumber } from '#sdk';
import type { SniffedColumn } from '../../mining/formats/table-sniff.ts';
import { SNIFFED_ROWS } from '../../mining/formats/table-sniff.ts';
import { row, rows } from '../duckdb/query.ts';
import { cellName } from './cells.ts';
import { LINE } from './csv-source.ts';
import { megabytes } from './limits.ts';
import { FILE } from './plan-columns.ts';
import type { Finding } from './survey.ts';
import { type RecordsTask, sniffRecords, type TextRecords } from './text-records.ts';

/** A column of the file and how DuckDB reads its type. */
interface ParquetColumn {
  name: string;
  type: string;
}

/**
 * Opens a Parquet file: DuckDB reads its columns, and each becomes text in one exact form, so that everything behind goes the
 * way of every table. Times with a zone end in `Z`, times without one are naive; NaN is missing; nested values are
 * JSON texts. What the columns are goes into the proposals. Faults: `import.damagedParquet`, `import.tooManyColumns`,
 * `import.cellTooLarge`.
 */
export async function parquetRecords(task: RecordsTask): Promise<TextRecords> {
  const { connection, limits } = task;
  const { link, file } = linked(task);
  return readable(async () => {
    const columns = await columnsOf(connection, file);
    if (columns.length > limits.columns) {
      const message = `The file has ${columns.length} columns; at most ${limits.columns} are taken.`;
      throw new AppError('too_large', 'import.tooManyColumns', message);
    }
    await refuseLargeCells(connection, file, columns, limits.cellBytes);
    const count = await row<{ n: number }>(connection, sql`select count(*)::double as n from ${file}`);
    const relation = (missing: readonly string[], most: number | null) => {
      const cells = columns.map((c, i) => sql`${cellText(c, missing)} as ${ident(cellName(i))}`);
      const end = most === null ? sql`` : sql` limit ${wholeNumber(most)}`;
      return sql`(select ${ident(ROW)} + 1 as ${ident(LINE)}, ${joinSql(cells, ', ')}, ${literal(task.name)} as ${ident(FILE)}
        from ${file}${end})`;
    };
    const most = Number.isFinite(task.most) ? task.most : null;
    const sample = await sampleOf(connection, relation([], SNIFFED_ROWS), columns.length);
    const names = columns.map((c) => c.name);
    return {
      sniffed: sniffRecords(names, sample, { declared: columns.map(declaredOf) }),
      relation: (missing) => relation(missing, most),
      reading: readable,
      ...{ whole: most === null || count.n <= most, temporary: [link], findings: columns.flatMap(nestedFinding) },
    };
  });
}

/** Names of the columns, of which the end of the file tells: nothing else of it is read. */
export function parquetColumns(task: RecordsTask): Promise<string[]> {
  const { file } = linked(task);
  return readable(async () => (await columnsOf(task.connection, file)).map(({ name }) => name));
}

function linked({ path, folder }: Pick<RecordsTask, 'path' | 'folder'>): { link: string; file: Sql } {
  const link = join(folder, 'source.parquet'); // DuckDB would take some signs in a file name for a pattern of names
  symlinkSync(resolve(path), link);
  return { link, file: sql`read_parquet(${literal(link)}, hive_partitioning = false, file_row_number = true)` };
}

async function columnsOf(connection: DuckDBConnection, file: Sql): Promise<ParquetColumn[]> {
  const described = sql`select column_name as name, column_type as "type" from (describe select * from ${file})`;
  return (await rows<ParquetColumn>(connection, described)).filter((c) => c.name !== ROW);
}

/** The row's number, as DuckDB calls it. */
const ROW = 'file_row_number';

const isNested = (type: string) => /\]$|^(STRUCT|MAP|UNION|LIST|VARIANT)\b/.test(type);

/** The text of a value, null where it is missing. */
function cellText({ name, type }: ParquetColumn, missing: readonly string[]): Sql {
  const value = ident(name);
  const text = (of: Sql) => (missing.length === 0 ? of : sql`case when ${of} not in (${list(missing)}) then ${of} end`);
  if (isNested(type)) return sql`to_json(${value})::varchar`;
  if (type === 'VARCHAR' || type === 'JSON') return text(sql`nullif(${value}::varchar, '')`);
  if (type === 'BLOB') return text(sql`nullif(coalesce(try(decode(${value})), '0x' || lower(hex(${value}))), '')`);
  if (type === 'FLOAT' || type === 'DOUBLE') return sql`case when not isnan(${value}) then ${value}::varchar end`;
  if (type === 'TIMESTAMP WITH TIME ZONE') return sql`((${value} at time zone 'UTC')::varchar || 'Z')`;
  return sql`${value}::varchar`;
}

const list = (texts: readonly string[]) => joinSql(texts.map(literal), ', ');

function declaredOf({ type }: ParquetColumn): SniffedColumn['declared'] {
  if (type === 'BOOLEAN') return { type: 'boolean', word: type };
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type)
    ? { type: 'number', word: type }
    : null;
}

function nestedFinding({ name, type }: ParquetColumn): Finding[] {
  if (!isNested(type)) return [];
  return [{ code: 'nestedValues', column: name, count: 0, message: `is nested (${type}): kept as JSON text` }];
}

async function sampleOf(connection: DuckDBConnection, from: Sql, width: number): Promise<(string | null)[][]> {
  const cells = Array.from({ length: width }, (_, i) => ident(cellName(i)));
  const query = sql`select ${joinSql(cells, ', ')} from ${from}`;
  return (await connection.runAndReadAll(query.text, [...query.values])).getRows() as (string | null)[][];
}

async function refuseLargeCells(
  connection: DuckDBConnection,
  file: Sql,
  columns: readonly ParquetColumn[],
  most: number,
): Promise<void> {
  const long = columns.filter(({ type }) => type === 'VARCHAR' || type === 'BLOB');
  if (long.length === 0) return;
  const lengths = long.map(({ name, type }, i) => {
    return sql`max(${type === 'BLOB' ? sql`octet_length` : sql`strlen`}(${ident(name)}))::double as ${ident(`n${i}`)}`;
  });
  const found = await row<Record<string, number | null>>(
    connection,
    sql`select ${joinSql(lengths, ', ')} from ${file}`,
  );
  const worst = long.find((_, i) => (found[`n${i}`] ?? 0) > most);
  if (!worst) return;
  const message = `Column "${worst.name}" holds a value larger than ${megabytes(most)}, the most a cell may hold.`;
  throw new AppError('too_large', 'import.cellTooLarge', message);
}

/** Whatever DuckDB says of a file that it cannot read is said as what it is: the file is damaged. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (error instanceof AppError || /Out of Memory|INTERRUPT|no space left|max_temp_directory_size/i.test(said))
      throw error;
    if (/encrypt/i.test(said))
      invalid('import.encryptedParquet', 'The Parquet file is encrypted. Write it without encryption.');
    const reason = said
      .split('\n')[0]!
      .replace(/"[^"]*source\.parquet"/, 'the file')
      .slice(0, 300);
    return invalid('import.damagedParquet', `The Parquet file is damaged or was cut off: ${reason}`);
  }
}
