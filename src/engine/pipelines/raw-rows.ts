import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, invalid, joinSql, type Sql, sql, type TableColumn } from '#sdk';
import { row } from '../duckdb/query.ts';
import { cellName } from '../import/cells.ts';
import { mergeMapping } from '../import/complete-mapping.ts';
import { writeSample } from '../import/csv-sample.ts';
import { type CsvSource, csvRelation, LINE } from '../import/csv-source.ts';
import { syntaxOf, type TableTask, type Utf8Text, utf8Text } from '../import/csv-text.ts';
import type { TableLimits } from '../import/limits.ts';
import { exactPart } from '../import/load-csv.ts';
import { isRecordsKind, openRecords } from '../import/open-records.ts';
import { PREVIEW_BYTES, PREVIEW_RECORDS } from '../import/preview-job.ts';
import { Quarantine } from '../import/quarantine.ts';
import { sniffCsvFile } from '../import/sniff-file.ts';
import { plainFile } from '../import/zipped-log.ts';
import type { InputSource } from './pipeline-job.ts';

/** The rows of an input, as a relation of `c0`, `c1` … and `row`, in their order. */
export interface RawRows {
  readonly columns: readonly TableColumn[];
  readonly relation: Sql;
  /** Records that no reader could take apart. */
  readonly refused: number;
}

export interface RawTask {
  readonly connection: DuckDBConnection;
  /** A private folder that DuckDB may read. */
  readonly folder: string;
  readonly limits: TableLimits;
  /** The beginning is enough. */
  readonly beginning: boolean;
}

type FileSource = InputSource & { kind: 'file' };

/** A file as a table of texts; nothing is read from them yet. Faults: those of a file that is no table. */
export async function fileRows(task: RawTask, { path: given, name, sheet }: FileSource): Promise<RawRows> {
  const { unpackedBytes: maxUnpackedBytes, unpackedRatio: maxUnpackRatio } = task.limits;
  const { path, kind } = await plainFile(given, task.folder, { maxUnpackedBytes, maxUnpackRatio });
  if (kind.startsWith('xes'))
    invalid(
      'pipeline.noTable',
      `"${name}" is an XES log and no table. Load it into a dataset, and take that as the input.`,
    );
  await using quarantine = new Quarantine(join(task.folder, 'refused.ndjson'));
  const dialect = sheet === null ? {} : { sheet };
  if (!isRecordsKind(kind)) return csvRows(task, path, name, quarantine);
  const { connection, folder, limits, beginning } = task;
  const most = beginning ? PREVIEW_RECORDS : Number.MAX_SAFE_INTEGER;
  const records = await openRecords(kind, { ...{ path, name, connection, dialect, folder, limits, quarantine, most } });
  return tableOf(records.sniffed.columns, records.relation([]), quarantine.rows);
}

const tableOf = (headers: readonly { readonly name: string }[], relation: Sql, refused: number): RawRows => {
  const cells = joinSql(
    headers.map((_, i) => ident(cellName(i))),
    ', ',
  );
  return {
    columns: headers.map(({ name }) => ({ name, type: 'text' })),
    relation: sql`(select ${cells}, ${ident(LINE)}::bigint as "row" from ${relation})`,
    refused,
  };
};

async function csvRows(
  { connection, folder, limits, beginning }: RawTask,
  given: string,
  name: string,
  quarantine: Quarantine,
): Promise<RawRows> {
  let path = given;
  const sniffed = await sniffCsvFile(path, {}, limits);
  const mapping = mergeMapping(sniffed, {});
  if (beginning) {
    path = join(folder, 'beginning');
    await writeSample(given, path, PREVIEW_BYTES, mapping.dialect.encoding);
  }
  const options = { folder, quarantine: quarantine.path, name };
  const task: TableTask = { connection, mapping, options, limits, quarantine, temporary: [] };
  const headers = sniffed.columns.map((column) => column.name);
  const text = await utf8Text(task, path);
  const plain = beginning ? null : await plainRows(task, text, headers.length);
  if (plain) return tableOf(sniffed.columns, plain, 0);
  const { source, normalised } = await exactPart(task, text, headers, { name: basename(name), several: false });
  return tableOf(sniffed.columns, csvRelation(source, limits), normalised.refused);
}

/** DuckDB's own reader, for a file of which it sees the lines that the scan saw; null: another reader is needed. */
async function plainRows(task: TableTask, { path, facts }: Utf8Text, width: number): Promise<Sql | null> {
  const { connection, mapping, limits } = task;
  const { header, missing, skip } = mapping.dialect;
  if (!facts.plain || skip !== 0 || facts.longLines) return null;
  const source: CsvSource = {
    ...{ path, syntax: syntaxOf(mapping), header, width, missing, lineEnd: facts.lineEnd },
    ...{ numbered: false, multiLine: false, longLines: false, file: 'file' },
  };
  const relation = csvRelation(source, limits);
  const { n } = await row<{ n: number }>(connection, sql`select count(*)::double as n from ${relation}`);
  if (n !== facts.lines - facts.blankLines - (header ? 1 : 0)) return null;
  return sql`(select *, row_number() over () + ${header ? 1 : 0} as ${ident(LINE)} from ${relation})`;
}
