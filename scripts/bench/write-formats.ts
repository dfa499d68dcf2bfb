import { readFileSync, writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { inlineCell, workbookParts, zipped } from '../../tests/zipped.ts';

/** The rows of a CSV file without quotes, as the made-up log is one. */
function rowsOf(csv: string): { names: string[]; rows: string[][] } {
  const [names, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\n');
  return { names: names!.split(','), rows: rows.map((row) => row.split(',')) };
}

/** The same log, one JSON object a line. */
export function writeNdjson(csv: string, into: string): void {
  const { names, rows } = rowsOf(csv);
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]]))));
  writeFileSync(into, `${lines.join('\n')}\n`);
}

/** The same log as a workbook, with its texts in the cells. */
export function writeWorkbook(csv: string, into: string): void {
  const { names, rows } = rowsOf(csv);
  const line = (row: readonly string[], number: number) =>
    `<row r="${number}">${row.map((text, i) => inlineCell(`${'ABCDEFGH'[i]}${number}`, text)).join('')}</row>`;
  writeFileSync(into, zipped(workbookParts([names, ...rows].map((row, i) => line(row, i + 1)).join(''))));
}

/** The same log as Parquet, with times as times and amounts as numbers. */
export async function writeParquet(csv: string, into: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`set TimeZone = 'UTC'`);
  await connection.run(
    `copy (select * replace ("time:timestamp"::timestamptz as "time:timestamp", "case:amount"::double as "case:amount")
      from read_csv('${csv}', all_varchar = true, header = true)) to '${into}' (format parquet, compression zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
}
