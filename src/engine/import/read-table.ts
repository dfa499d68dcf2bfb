import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnSpec, ident, invalid, sql } from '#sdk';
import { type Anonymity, anonymityOf } from './anonymity.ts';
import { checkMapping } from './check-mapping.ts';
import type { ColumnPlan } from './column-plan.ts';
import { headerOnly, type ReadTableOptions, syntaxOf, type TableTask, utf8Text } from './csv-text.ts';
import { interruptible } from './import-faults.ts';
import { TABLE_LIMITS } from './limits.ts';
import { loadCsv } from './load-csv.ts';
import { loadParts } from './load-parts.ts';
import { type Loaded, loadRelation } from './load-relation.ts';
import type { Mapping } from './mapping.ts';
import { isMasked, removesValues } from './private-cells.ts';
import { addUnreadable, Quarantine } from './quarantine.ts';
import { sniffCsvFile } from './sniff-file.ts';
import { splitLevels } from './stage-rows.ts';
import type { Rejected, StagedLog } from './staged-log.ts';
import type { Finding } from './survey.ts';
import type { TextRecords } from './text-records.ts';

export interface TableResult {
  staged: StagedLog;
  /** Records below the header, accepted ones, refused ones: `read = accepted + refused`. */
  read: number;
  accepted: number;
  refused: number;
  /** The first 10,000 problems, by line. */
  rejected: readonly Rejected[];
  /** Every refused row, one JSON object a line; null when there is none. */
  quarantineFile: string | null;
  findings: readonly Finding[];
  /** Under the columns that were called quasi-identifiers; null: there are none. */
  anonymity: Anonymity | null;
}

/**
 * Reads a CSV or gzipped CSV file by its mapping into a staged log. The file is scanned once for its shape, read twice to
 * settle types and dictionaries, and once more for the rows; memory holds the typed rows and nothing of the text. Plain
 * files are read by DuckDB on all threads; the others go through the exact reader first (normalise-csv.ts).
 *
 * Faults: all of {@link checkMapping} and {@link sniffCsvFile}, `import.headerOnly`, `import.nothingAccepted`,
 * `import.badRow` and `import.tooManyBadRows` (by policy), `import.lineTooLong`, `import.damagedGzip`, `import.gzipBomb`,
 * `import.tooManyActivities`, `import.cancelled`, `import.diskFull`, `import.outOfMemory`.
 * @param connection of an in-memory DuckDB with TimeZone UTC that may read `path` and the folder
 */
export async function readCsv(
  connection: DuckDBConnection,
  path: string,
  mapping: Mapping,
  options: ReadTableOptions,
): Promise<TableResult> {
  const limits = { ...TABLE_LIMITS, ...options.limits };
  const quarantine = new Quarantine(options.quarantine, removesValues(mapping.columns));
  const task: TableTask = { connection, mapping, options, limits, quarantine, temporary: [] };
  return supervised(task, () => fromCsv(task, path));
}

/**
 * Reads the records of any other file by a mapping into a staged log, as {@link readCsv} does. Faults: the same without those of
 * text files.
 */
export async function readRecords(
  connection: DuckDBConnection,
  records: TextRecords,
  mapping: Mapping,
  quarantine: Quarantine,
  options: ReadTableOptions,
): Promise<TableResult> {
  const limits = { ...TABLE_LIMITS, ...options.limits };
  const task: TableTask = { connection, mapping, options, limits, quarantine, temporary: [...records.temporary] };
  const headers = records.sniffed.columns.map((c) => c.name);
  return supervised(task, async () => {
    checkMapping(mapping, headers);
    const refused = quarantine.rows;
    const relation = records.relation(mapping.dialect.missing);
    const { reading = (work) => work() } = records;
    const loaded = await reading(() => loadRelation(task, headers, () => relation));
    if (loaded.read + refused === 0) headerOnly();
    if (loaded.accepted < loaded.read) {
      const { parts = [{ file: undefined, relation: () => relation }] } = records;
      for (const part of parts) {
        const of = part.file === undefined ? {} : { file: part.file };
        const numbering = { numbered: true, firstLine: 1, refusedLines: [], ...of };
        const table = part.relation(mapping.dialect.missing);
        await reading(() => addUnreadable(connection, table, loaded.plan, headers.length, numbering, quarantine));
      }
    }
    const findings = [...records.findings, ...loaded.findings];
    return finish(task, headers, { ...loaded, findings, read: loaded.read + refused });
  });
}

/** Runs the reading; what it needed for itself goes away, whatever comes of it. */
async function supervised(task: TableTask, work: () => Promise<TableResult>): Promise<TableResult> {
  return interruptible(task.connection, task.options.signal, async () => {
    try {
      return await work();
    } finally {
      await task.quarantine[Symbol.asyncDispose]();
      for (const file of task.temporary) await rm(file, { force: true, recursive: true });
    }
  });
}

async function fromCsv(task: TableTask, path: string): Promise<TableResult> {
  const { options } = task;
  const { headers, ...loaded } = options.more?.length
    ? await loadParts(task, [{ path, name: options.name ?? basename(path) }, ...options.more])
    : await loadOne(task, path);
  return finish(task, headers, loaded);
}

/** What the rows came to: judged by the policy, and split into events and cases. */
async function finish(task: TableTask, headers: readonly string[], loaded: Loaded): Promise<TableResult> {
  const { connection, mapping, options, quarantine } = task;
  const { plan, read, accepted } = loaded;
  quarantine.table = { headers, mapping };
  await quarantine[Symbol.asyncDispose]();
  const order = new Map([options.name, ...(options.more ?? []).map(({ name }) => name)].map((name, i) => [name, i]));
  const place = ({ file }: Rejected) => order.get(file) ?? 0;
  quarantine.first.sort((a, b) => place(a) - place(b) || a.line - b.line);
  judge(task, read, accepted);
  options.onProgress?.({ step: 'finish', share: 0.9 });
  const notMapped = headers.filter((h) => !mapping.columns.some((c) => c.column === h));
  const anonymity = await anonymityOf(connection, STAGED, quasiIdentifiers(plan));
  const findings = [...notMapped.map(notMappedFinding), ...loaded.findings, ...(await splitLevels(connection, plan))];
  options.onProgress?.({ step: 'finish', share: 1 });
  return {
    staged: stagedLog(connection, plan, mapping),
    anonymity,
    read,
    accepted,
    refused: read - accepted,
    rejected: quarantine.first,
    quarantineFile: quarantine.rows > 0 ? quarantine.path : null,
    findings,
  };
}

async function loadOne(task: TableTask, path: string): Promise<Loaded & { headers: readonly string[] }> {
  const { mapping, limits } = task;
  const text = await utf8Text(task, path);
  const { header, skip } = mapping.dialect;
  const { columns } = await sniffCsvFile(text.path, { ...syntaxOf(mapping), encoding: 'utf-8', header, skip }, limits);
  const headers = columns.map((c) => c.name);
  checkMapping(mapping, headers);
  if (header && text.facts.lines - text.facts.blankLines <= skip + 1) headerOnly();
  return { ...(await loadCsv(task, text, headers)), headers };
}

const STAGED = sql`(select *, rowid as place from staged_rows)`;

const quasiIdentifiers = ({ columns }: ColumnPlan) =>
  columns
    .filter(({ mapping }) => mapping.privacy?.class === 'quasi')
    .map(({ id, mapping }) => ({ name: mapping.column, value: ident(id) }));

/** Applies the policy, and refuses a load of which nothing is left. */
function judge({ options, quarantine }: TableTask, read: number, accepted: number): void {
  const refused = read - accepted;
  if (refused === 0) return;
  const stopAt = options.stopAt ?? 'never';
  const shown = quarantine.first.slice(0, 20).map(({ file, line, column, value, reason }) => ({
    line,
    ...(value === null ? {} : { value }),
    message: `${file === undefined ? '' : `of "${file}": `}${column === null ? reason : `column "${column}" ${reason}`}`,
  }));
  const first = shown[0]!;
  // Whoever sees the job reads this: values stand in the details alone, and with the refused rows.
  const example = `Line ${first.line}: ${first.message}.`;
  if (accepted === 0) {
    invalid('import.nothingAccepted', `None of the ${read} rows can be taken; nothing was imported. ${example}`, shown);
  }
  if (stopAt === 'first') invalid('import.badRow', `A row cannot be taken; nothing was imported. ${example}`, shown);
  if (stopAt !== 'never' && refused > (read * stopAt.percent) / 100) {
    const share = `${refused} of ${read} rows cannot be taken, more than ${stopAt.percent} %; nothing was imported.`;
    invalid('import.tooManyBadRows', `${share} ${example}`, shown);
  }
}

function stagedLog(connection: DuckDBConnection, plan: ColumnPlan, mapping: Mapping): StagedLog {
  const columns = plan.columns.map(
    ({ id, name, level, class: kind, mapping: of }): ColumnSpec => ({
      ...{ id, name, level, class: kind },
      ...(isMasked(of) ? { masked: true } : {}),
    }),
  );
  const idOf = (header: string) => plan.columns.find((c) => c.mapping.column === header)!.id;
  const classifiers = mapping.classifiers.map(({ name, columns: parts }) => ({ name, columns: parts.map(idOf) }));
  // Of a row with several times nothing says which came first.
  const inOrder = plan.events === null;
  return { connection, columns, instanceId: plan.instanceId, classifiers, zone: plan.zone, inOrder };
}

const notMappedFinding = (column: string): Finding => ({
  code: 'columnNotMapped',
  column,
  count: 0,
  message: 'the mapping does not speak of this column: left out',
});
