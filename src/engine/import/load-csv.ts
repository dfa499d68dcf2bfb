import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, sql } from '#sdk';
import { execute, row } from '../duckdb/query.ts';
import type { ColumnPlan } from './column-plan.ts';
import { type CsvSource, csvRelation, REJECTS } from './csv-source.ts';
import { headerOnly, syntaxOf, type TableTask, type Utf8Text } from './csv-text.ts';
import { normaliseCsv } from './normalise-csv.ts';
import { planColumns } from './plan-columns.ts';
import { addMisshapen, addUnreadable } from './quarantine.ts';
import { hasUnusedValues, readRows } from './stage-rows.ts';
import { type Finding, surveyColumns } from './survey.ts';

export interface Loaded {
  plan: ColumnPlan;
  read: number;
  accepted: number;
  findings: Finding[];
}

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
    ...{ numbered: false, multiLine: false, longLines: false },
  };
  const loaded = await load(task, headers, source);
  const rejects = ident(REJECTS.table);
  const { refused } = await row<{ refused: number }>(
    connection,
    sql`select count(distinct line)::double as refused from ${rejects}`,
  );
  if (loaded.read + refused !== facts.lines - facts.blankLines - (firstLine - 1)) {
    await undo(connection, loaded.plan);
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
  const { connection, mapping, limits, options, quarantine } = task;
  const { skip, header, missing } = mapping.dialect;
  const into = join(options.folder, 'records.csv');
  task.temporary.push(into);
  const width = headers.length;
  const normalised = await normaliseCsv({
    ...{ path: text.path, into, syntax: syntaxOf(mapping), width, skip, header, limits, signal: options.signal },
    onRefused: ({ text: record, ...problem }) => quarantine.add([problem], { text: record }),
  });
  if (normalised.records + normalised.refused === 0) headerOnly();
  const source: CsvSource = {
    ...{
      path: into,
      syntax: { delimiter: mapping.dialect.delimiter, quote: '"', escape: '"' },
      header: false,
      width,
      missing,
      lineEnd: '\n',
    },
    ...{ numbered: true, multiLine: normalised.multiLine, longLines: text.facts.longLines },
  };
  const loaded = await load(task, headers, source);
  if (loaded.read !== normalised.records) {
    throw new Error(`the exact reader wrote ${normalised.records} records, DuckDB read ${loaded.read}`);
  }
  if (loaded.accepted < loaded.read) {
    const numbering = { numbered: true, firstLine: 1, refusedLines: [] };
    await addUnreadable(connection, csvRelation(source, limits), loaded.plan, width, numbering, quarantine);
  }
  return { ...loaded, read: loaded.read + normalised.refused };
}

/** Survey and rows; done again, counting only good rows, when a refused row has a value that no accepted row has. */
async function load(task: TableTask, headers: readonly string[], source: CsvSource, strict = false): Promise<Loaded> {
  const { connection, mapping, limits, options } = task;
  const plan = planColumns(mapping, headers);
  options.onProgress?.({ step: 'survey', share: 0.1 });
  const findings = await surveyColumns(connection, csvRelation(source, limits), plan, strict);
  options.onProgress?.({ step: 'read', share: 0.4 });
  const counts = await readRows(connection, csvRelation(source, limits, true), plan);
  if (strict || counts.read === counts.accepted || !(await hasUnusedValues(connection, plan))) {
    return { plan, ...counts, findings };
  }
  await undo(connection, plan);
  return load(task, headers, source, true);
}

async function undo(connection: DuckDBConnection, plan: ColumnPlan): Promise<void> {
  await execute(connection, sql`drop table staged_rows`);
  for (const table of [REJECTS.table, REJECTS.scans])
    await execute(connection, sql`drop table if exists ${ident(table)}`);
  for (const { id } of plan.columns) await execute(connection, sql`drop type if exists ${ident(`e_${id}`)}`);
}
