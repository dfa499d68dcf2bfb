import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ident, joinSql, type Sql, sql } from '#sdk';
import { cellName } from './cells.ts';
import { LINE } from './csv-source.ts';
import type { NamedFile } from './csv-text.ts';
import { openRecords, type RecordsKind } from './open-records.ts';
import { FILE } from './plan-columns.ts';
import { demandSameColumns, ofFile } from './several-files.ts';
import type { RecordsTask, TextRecords } from './text-records.ts';

/** A file that is no text, and what it is. */
export interface RecordsPart extends NamedFile {
  readonly kind: RecordsKind;
}

/**
 * Opens several files with the same columns as one table, in the order given, with line numbers of their own. Columns of JSON and
 * Parquet files are found by their names; those of workbooks stand in one order. What the columns are is proposed from the first file.
 */
export async function openRecordParts(parts: readonly RecordsPart[], task: RecordsTask): Promise<TextRecords> {
  const opened: TextRecords[] = [];
  let headers: readonly string[] = [];
  const sources: { file: string; relation(missing: readonly string[]): Sql }[] = [];
  for (const [i, { path, name, kind }] of parts.entries()) {
    const folder = join(task.folder, `part-${i}`);
    await mkdir(folder, { mode: 0o700 });
    task.quarantine.file = name;
    const onProgress = (share: number) => task.onProgress?.((i + share) / parts.length);
    const records = await ofFile(name, () => openRecords(kind, { ...task, path, name, folder, onProgress }));
    const own = records.sniffed.columns.map((column) => column.name);
    if (i === 0) headers = own;
    else demandSameColumns({ name: parts[0]!.name, headers }, { name, headers: own }, kind !== 'xlsx');
    const places = headers.map((header) => own.indexOf(header));
    opened.push({ ...records, temporary: [folder] });
    sources.push({ file: name, relation: (missing) => inPlaces(records.relation(missing), places) });
  }
  task.quarantine.file = undefined;
  const reading = <T>(work: () => Promise<T>) =>
    opened.reduce<() => Promise<T>>((inner, one) => () => one.reading?.(inner) ?? inner(), work)();
  return {
    sniffed: opened[0]!.sniffed,
    relation: (missing) => united(sources.map((source) => source.relation(missing))),
    ...{ reading, parts: sources, whole: opened.every(({ whole }) => whole) },
    temporary: opened.flatMap(({ temporary }) => temporary),
    findings: opened.flatMap(({ findings }) => findings),
  };
}

const united = (tables: readonly Sql[]): Sql =>
  sql`(${joinSql(
    tables.map((table) => sql`select * from ${table}`),
    ' union all ',
  )})`;

/** The columns in the places that they have in the first file. */
function inPlaces(table: Sql, places: readonly number[]): Sql {
  const cells = places.map((place, i) => sql`${ident(cellName(place))} as ${ident(cellName(i))}`);
  return sql`(select ${joinSql([ident(LINE), ...cells, ident(FILE)], ', ')} from ${table})`;
}
