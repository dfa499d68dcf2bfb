import { basename, join } from 'node:path';
import { ident, joinSql, sql } from '#sdk';
import { row } from '../duckdb/query.ts';
import { type CsvSource, csvRelation, REJECTS } from './csv-source.ts';
import { headerOnly, syntaxOf, type TableTask, type Utf8Text } from './csv-text.ts';
import { type Loaded, loadRelation, undoLoad } from './load-relation.ts';
import { type Normalised, normaliseCsv } from './normalise-csv.ts';
import { addMisshapen, addUnreadable, cellsIn } from './quarantine.ts';

/** Reads the rows into `staged_rows`, by DuckDB's reader where the file is plain, by the exact reader otherwise. */
export async function loadCsv(task: TableTask, text: Utf8Text, headers: readonly string[]): Promise<Loaded> {
  const plain = text.facts.plain && task.mapping.dialect.skip === 0 && !text.facts.longLines;
  return (plain ? await loadPlain(task, text, headers) : null) ?? loadExact(task, text, headers);
}

/** DuckDB's own reader; null when it did not see the lines that the scan saw, so that line numbers would be wrong. */
async function loadPlain(
  task: TableTask,
  { path, facts }: Utf8Text,
  headers: readonly string[],
): Promise<Loaded | null> {
  const { connection, mapping, limits, quarantine } = task;
  const { header, missing } = mapping.dialect;
  const firstLine = header ? 2 : 1;
  const source: CsvSource = {
    ...{ path, syntax: syntaxOf(mapping), header, width: headers.length, missing, lineEnd: facts.lineEnd },
    ...{ numbered: false, multiLine: false, longLines: false, file: nameOf(task, path) },
  };
  const loaded = await loadRelation(task, headers, (keepRejects) => csvRelation(source, limits, keepRejects));
  const rejects = ident(REJECTS.table);
  const { refused } = await row<{ refused: number }>(
    connection,
    sql`select count(distinct line)::double as refused from ${rejects}`,
  );
  if (loaded.read + refused !== facts.lines - facts.blankLines - (firstLine - 1)) {
    await undoLoad(connection, loaded.plan);
    return null;
  }
  const refusedLines = refused > 0 ? await addMisshapen(connection, quarantine, headers.length, source.syntax) : [];
  const numbering = { numbered: false, firstLine, refusedLines };
  if (loaded.accepted < loaded.read) {
    await addUnreadable(connection, csvRelation(source, limits), loaded.plan, headers.length, numbering, quarantine);
  }
  return { ...loaded, read: loaded.read + refused };
}

/** Our own reader first, which numbers the records and refuses the broken ones; DuckDB reads what it wrote. */
async function loadExact(task: TableTask, text: Utf8Text, headers: readonly string[]): Promise<Loaded> {
  const part = await exactPart(task, text, headers, { name: nameOf(task, text.path), several: false });
  if (part.normalised.records + part.normalised.refused === 0) headerOnly();
  return loadNumbered(task, headers, [part]);
}

/** A file that the exact reader has written anew. */
export interface ExactPart {
  readonly source: CsvSource;
  readonly normalised: Normalised;
  /** Named with what is refused, where there are several. */
  readonly file: string | undefined;
}

export async function exactPart(
  { mapping, limits, options, quarantine, temporary }: TableTask,
  text: Utf8Text,
  headers: readonly string[],
  { name, several }: { name: string; several: boolean },
): Promise<ExactPart> {
  const { skip, header, missing, delimiter } = mapping.dialect;
  const into = join(options.folder, 'records.csv');
  temporary.push(into);
  const width = headers.length;
  const of = several ? { file: name } : {};
  const normalised = await normaliseCsv({
    ...{ path: text.path, into, syntax: syntaxOf(mapping), width, skip, header, limits, signal: options.signal },
    onRefused: ({ text: record, ...problem }) =>
      quarantine.add([{ ...of, ...problem }], { text: record, cells: cellsIn(record, syntaxOf(mapping), width) }),
  });
  const source: CsvSource = {
    ...{ path: into, syntax: { delimiter, quote: '"', escape: '"' }, header: false, width, missing, lineEnd: '\n' },
    ...{ numbered: true, multiLine: normalised.multiLine, longLines: text.facts.longLines, file: name },
  };
  return { source, normalised, file: several ? name : undefined };
}

/** Reads files that the exact reader has written, one behind the other. */
export async function loadNumbered(
  task: TableTask,
  headers: readonly string[],
  parts: readonly ExactPart[],
): Promise<Loaded> {
  const { connection, limits, quarantine } = task;
  const tables = parts.map(({ source }) => csvRelation(source, limits));
  const all = tables.map((table) => sql`select * from ${table}`);
  const loaded = await loadRelation(task, headers, () =>
    tables.length === 1 ? tables[0]! : sql`(${joinSql(all, ' union all ')})`,
  );
  const sum = (of: 'records' | 'refused') => parts.reduce((total, { normalised }) => total + normalised[of], 0);
  if (loaded.read !== sum('records')) {
    throw new Error(`the exact reader wrote ${sum('records')} records, DuckDB read ${loaded.read}`);
  }
  if (loaded.accepted < loaded.read) {
    for (const [i, { file }] of parts.entries()) {
      const numbering = { numbered: true, firstLine: 1, refusedLines: [], ...(file === undefined ? {} : { file }) };
      await addUnreadable(connection, tables[i]!, loaded.plan, headers.length, numbering, quarantine);
    }
  }
  return { ...loaded, read: loaded.read + sum('refused') };
}

const nameOf = ({ options }: TableTask, path: string): string => options.name ?? basename(path);
