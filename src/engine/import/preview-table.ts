import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, COLUMNS, ident, joinSql, type Sql, sql } from '#sdk';
import type { SniffedTable } from '../../mining/formats/table-sniff.ts';
import { row } from '../duckdb/query.ts';
import { anonymityOf } from './anonymity.ts';
import { isGood, problemColumns } from './bad-rows.ts';
import { cellName } from './cells.ts';
import type { ColumnPlan } from './column-plan.ts';
import { completeMapping, mergeMapping } from './complete-mapping.ts';
import { writeSample } from './csv-sample.ts';
import { type CsvSource, csvRelation, LINE } from './csv-source.ts';
import { syntaxOf, type TableTask, utf8Text } from './csv-text.ts';
import { withDeclared } from './declared-columns.ts';
import type { TableLimits } from './limits.ts';
import type { Mapping, MappingInput } from './mapping.ts';
import { normaliseCsv } from './normalise-csv.ts';
import { suspicionOf } from './personal-columns.ts';
import { planColumns } from './plan-columns.ts';
import { type ColumnFacts, columnFacts, shownText, storedText } from './preview-columns.ts';
import {
  type FilePreview,
  type Looked,
  PREVIEW_BYTES,
  PREVIEW_CELL_CHARS,
  PREVIEW_PROBLEMS,
  type PreviewCounts,
  type PreviewJob,
  type PreviewRow,
} from './preview-job.ts';
import { preparePrivacy } from './privacy-macros.ts';
import { withPrivateCells } from './private-cells.ts';
import { Quarantine } from './quarantine.ts';
import { sniffCsvFile } from './sniff-file.ts';
import type { Rejected } from './staged-log.ts';
import { eventRows, isFirst, isTaken } from './wide-rows.ts';

export type SampleRows = Pick<FilePreview, 'rows' | 'problems' | 'counts' | 'anonymity'> & { facts: ColumnFacts[] };

/** The beginning of a file as rows that DuckDB reads, each with its line. */
export interface Sample {
  readonly relation: Sql;
  readonly whole: boolean;
  readonly misshapen: readonly Rejected[];
}

/** What the file says by itself, what was given, and what is still to be asked. Faults: those of a file that cannot be read at all. */
export async function lookAtTable(job: PreviewJob, input: MappingInput, limits: TableLimits): Promise<Looked> {
  const sniffed = await sniffCsvFile(job.file, input.dialect ?? {}, limits);
  return lookedAt(withDeclared(sniffed, job.declared), job, input);
}

/** The mapping of a sniffed file, or the question that stands in its way. */
export function lookedAt(sniffed: SniffedTable, job: PreviewJob, input: MappingInput): Looked {
  const given = { ...input, timeZone: job.timeZone ?? input.timeZone ?? null };
  try {
    return { sniffed, mapping: completeMapping(sniffed, given, job.asksPrivacy, job.standing), question: null };
  } catch (error) {
    if (!isQuestion(error)) throw error;
    const { code, message } = error;
    return { sniffed, mapping: mergeMapping(sniffed, given), question: { code, message, column: columnIn(message) } };
  }
}

/** What a person can answer in the mapping: what the file does not say, and what the dataset decided otherwise. */
export const isQuestion = (error: unknown): error is AppError =>
  error instanceof AppError && (error.fault === 'invalid' || error.code === 'import.otherDecision');

/** Faults name a column in quotes behind the word. */
const columnIn = (message: string): string | null => /\bcolumn "(.*?)"(?= |\)|,|\.|$)/.exec(message)?.[1] ?? null;

/** Reads the beginning of the file under a mapping: the first rows, the first problems, and what it comes to. */
export async function readSampleRows(
  connection: DuckDBConnection,
  job: PreviewJob,
  { sniffed, mapping, question }: Looked,
  limits: TableLimits,
): Promise<SampleRows> {
  const headers = sniffed.columns.map((c) => c.name);
  const sample = await sampleOf(connection, job, mapping, headers.length, limits);
  return rowsOfSample(connection, job, { sniffed, mapping, question }, sample);
}

/** The first rows of a sample, its first problems, and what it comes to. */
export async function rowsOfSample(
  connection: DuckDBConnection,
  job: PreviewJob,
  { sniffed, mapping, question }: Looked,
  sample: Sample,
): Promise<SampleRows> {
  const headers = sniffed.columns.map((c) => c.name);
  if (question) {
    const { relation } = sample;
    const rows = await plainRows(connection, relation, headers.length, job.rows);
    return {
      rows,
      problems: [],
      counts: null,
      anonymity: null,
      facts: await columnFacts(connection, relation, null, headers),
    };
  }
  const plan = planColumns(mapping, headers);
  // A key of its own: nobody learns by a preview what becomes of a value.
  await preparePrivacy(connection, mapping, () => randomBytes(32).toString('hex'));
  const relation = withPrivateCells(sample.relation, plan.privateCells);
  const facts = await columnFacts(connection, relation, plan, headers);
  const first = await firstRows(connection, relation, plan, headers, job.rows);
  const unreadable = await firstProblems(connection, relation, plan);
  const problems = [...sample.misshapen, ...unreadable].sort((a, b) => a.line - b.line);
  const counts = await count(connection, relation, plan, sample);
  const anonymity = await anonymityOf(connection, casesOf(relation, plan), quasiIdentifiers(plan, sniffed));
  const last = first.at(-1)?.line ?? Number.POSITIVE_INFINITY;
  const broken = sample.misshapen.filter(({ line }) => line <= last).map(brokenRow);
  const rows = [...first, ...broken].sort((a, b) => a.line - b.line).slice(0, job.rows);
  return { rows, problems: problems.slice(0, PREVIEW_PROBLEMS), counts, anonymity, facts };
}

const casesOf = (relation: Sql, plan: ColumnPlan): Sql =>
  sql`(select *, ${plan.caseId} as case_id, ${ident(LINE)}::double as place from ${relation})`;

/** Those that were called so, and those about which nobody decided yet. */
const quasiIdentifiers = ({ columns }: ColumnPlan, sniffed: Looked['sniffed']) =>
  columns
    .filter(
      ({ mapping, ofEvents }) => !ofEvents && (mapping.privacy ?? suspicionOf(mapping, sniffed))?.class === 'quasi',
    )
    .map(({ mapping, raw }) => ({ name: mapping.column, value: raw }));

async function sampleOf(
  connection: DuckDBConnection,
  job: PreviewJob,
  mapping: Mapping,
  width: number,
  limits: TableLimits,
): Promise<Sample> {
  const sampled = join(job.tempFolder, 'sample');
  const { dialect } = mapping;
  const whole = await writeSample(job.file, sampled, PREVIEW_BYTES, dialect.encoding);
  const path = join(job.tempFolder, 'quarantine.ndjson');
  const quarantine = new Quarantine(path);
  const task: TableTask = {
    connection,
    mapping,
    limits,
    quarantine,
    options: { folder: job.tempFolder, quarantine: path },
    temporary: [],
  };
  const text = await utf8Text(task, sampled);
  const into = join(job.tempFolder, 'records.csv');
  const misshapen: Rejected[] = [];
  await normaliseCsv({
    ...{ path: text.path, into, syntax: syntaxOf(mapping), width, skip: dialect.skip, header: dialect.header, limits },
    onRefused: async ({ text: _, ...problem }) => void misshapen.push(problem),
  });
  const source: CsvSource = {
    ...{ path: into, syntax: { delimiter: dialect.delimiter, quote: '"', escape: '"' }, header: false, width },
    ...{
      numbered: true,
      multiLine: true,
      longLines: text.facts.longLines,
      missing: dialect.missing,
      lineEnd: '\n',
      file: job.name,
    },
  };
  // A cell that goes on behind the end of the sample looks broken from its first line on.
  const torn = whole ? misshapen.length : misshapen.findIndex((m) => m.line > text.facts.lines - TORN_LINES);
  return {
    relation: csvRelation(source, limits),
    whole,
    misshapen: misshapen.slice(0, torn < 0 ? misshapen.length : torn),
  };
}

/** Lines at the end of a sample in which a broken quote may be the doing of the cut. */
const TORN_LINES = 1000;

async function arrays(connection: DuckDBConnection, query: Sql): Promise<unknown[][]> {
  return (await connection.runAndReadAll(query.text, [...query.values])).getRows() as unknown[][];
}

/** The cells as they are written: nothing is read from them while a question is open. */
async function plainRows(connection: DuckDBConnection, from: Sql, width: number, rows: number): Promise<PreviewRow[]> {
  const cells = Array.from({ length: width }, (_, i) => shownText(ident(cellName(i))));
  const found = await arrays(
    connection,
    sql`select ${ident(LINE)}::double, ${joinSql(cells, ', ')} from ${from} limit ${rows}`,
  );
  return found.map(([line, ...values]) => ({
    ...{ line: line as number, cells: values as (string | null)[], problems: [] },
  }));
}

async function firstRows(
  connection: DuckDBConnection,
  from: Sql,
  plan: ColumnPlan,
  headers: readonly string[],
  rows: number,
): Promise<PreviewRow[]> {
  const cells = headers.map((header) => storedText(plan, header, headers));
  const { columns, select } = problemColumns(plan);
  const query = sql`select ${ident(LINE)}::double, ${joinSql(cells, ', ')}, ${select} from ${from} limit ${rows}`;
  return (await arrays(connection, query)).map(([line, ...values]) => ({
    line: line as number,
    cells: values.slice(0, headers.length) as (string | null)[],
    problems: problemsIn(columns, values.slice(headers.length)),
  }));
}

/** Pairs of problem and text, as `problemColumns` selects them. */
const problemsIn = (columns: readonly (string | null)[], values: readonly unknown[]): Omit<Rejected, 'line'>[] =>
  columns.flatMap((column, i) => {
    const reason = values[2 * i] as string | null;
    const value = (values[2 * i + 1] as string | null)?.slice(0, PREVIEW_CELL_CHARS) ?? null;
    return reason === null ? [] : [{ column, value, reason }];
  });

async function firstProblems(connection: DuckDBConnection, from: Sql, plan: ColumnPlan): Promise<Rejected[]> {
  const { columns, select } = problemColumns(plan);
  const query = sql`select ${ident(LINE)}::double, ${select} from ${from} where not ${isGood(plan)} limit ${PREVIEW_PROBLEMS}`;
  return (await arrays(connection, query)).flatMap(([line, ...values]) =>
    problemsIn(columns, values).map((problem) => ({ line: line as number, ...problem })),
  );
}

async function count(
  connection: DuckDBConnection,
  from: Sql,
  plan: ColumnPlan,
  sample: Sample,
): Promise<PreviewCounts> {
  const good = isTaken(plan);
  const first = isFirst(plan);
  const activity = plan.columns.find((c) => c.id === COLUMNS.activity)!;
  const time = plan.columns.find((c) => c.id === COLUMNS.time);
  const at = time?.read ? time.read.value : sql`null::double`;
  const found = await row<
    Record<'n' | 'accepted' | 'cases' | 'events' | 'activities', number> & Record<'start' | 'end', number | null>
  >(
    connection,
    sql`select (count(*) filter (where ${first}))::double as n,
      (count(*) filter (where ${good} and ${first}))::double as accepted,
      (count(distinct ${plan.caseId}) filter (where ${good}))::double as cases,
      (count(*) filter (where ${good}))::double as events,
      (count(distinct ${activity.raw}) filter (where ${good}))::double as activities,
      min(${at}) filter (where ${good}) as "start", max(${at}) filter (where ${good}) as "end"
    from ${eventRows(from, plan)}`,
  );
  const { n, ...counts } = found;
  const read = n + sample.misshapen.length;
  return { whole: sample.whole, read, refused: read - found.accepted, ...counts };
}

const brokenRow = ({ line, ...problem }: Rejected): PreviewRow => ({ line, cells: [], problems: [problem] });
