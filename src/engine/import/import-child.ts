import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { invalid, type Static } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { buildLoad } from './build-load.ts';
import { completeMapping } from './complete-mapping.ts';
import type { ReadTableOptions } from './csv-text.ts';
import { withDeclared } from './declared-columns.ts';
import { detectFile } from './detect.ts';
import { type ImportJob, type ImportReport, readerOf, tableLimitsOf } from './import-job.ts';
import { keyIds } from './load-key.ts';
import { type Mapping, MappingInputSchema } from './mapping.ts';
import { isRecordsKind, openRecords } from './open-records.ts';
import { removesValues } from './private-cells.ts';
import { Quarantine } from './quarantine.ts';
import { readCsv, readRecords, type TableResult } from './read-table.ts';
import { readXes } from './read-xes.ts';
import { checkDrift } from './schema-drift.ts';
import { sniffCsvFile } from './sniff-file.ts';
import type { StagedLog } from './staged-log.ts';
import { type PlainKind, plainFile } from './zipped-log.ts';

type Staged = Pick<ImportReport, 'people' | 'anonymity' | 'read' | 'accepted' | 'rejected' | 'findings'> & {
  mapping: Mapping | null;
  staged: StagedLog;
};

/** Shares of the work, for progress: reading, then building. */
const READING = 0.6;
/** Share of reading that finding the records is, where they must be found first. */
const OPENING = 0.5;

/** Reads one file into a new version folder. Runs in the import child alone. */
export async function importInChild(asked: ImportJob, progress: (share: number) => void): Promise<ImportReport> {
  const { path: file, kind } = await plainFile(asked.file, asked.tempFolder, asked.limits);
  const job = { ...asked, file };
  await demandText(job, kind);
  mkdirSync(job.into, { recursive: true, mode: 0o750 });
  const instance = await openDuckDb({
    threads: job.threads,
    memoryBytes: job.memoryBytes,
    tempFolder: job.tempFolder,
    folders: [job.into, ...(job.base ? [job.base] : [])],
    files: [job.file, ...(job.more ?? []).map(({ path }) => path)],
  });
  const connection = await instance.connect();
  const archiving = await instance.connect();
  const reading = (share: number) => progress(share * READING);
  const result = kind.startsWith('xes')
    ? await stageXes(connection, job, reading)
    : await stageTable(connection, job, kind, reading);
  Bun.gc(true); // what reading left behind is not needed while DuckDB sorts
  const building = (share: number) => progress(READING + share * (1 - READING));
  const { staged: found, ...report } = result;
  const asRead = { ...found, inOrder: found.inOrder && !job.unordered && !job.more?.length };
  const key = job.key === undefined ? null : keyIds(job.key, report.mapping, asRead.columns);
  const { staged, profile, drift } = await checkDrift(asRead, job.drift ?? null, job.standing);
  const built = await buildLoad(job, staged, key, archiving, building);
  return { ...report, reader: readerOf(kind), zone: staged.zone, ...built, profile, drift };
}

/** Only files of text are read as one. */
async function demandText({ name = '', more = [] }: ImportJob, kind: PlainKind): Promise<void> {
  if (more.length === 0) return;
  for (const file of [{ name, kind }, ...more]) {
    const found = 'kind' in file ? file.kind : await detectFile(file.path);
    if (found === 'csv' || found === 'csv.gz') continue;
    const message = `"${file.name}" is no CSV file: only such files can be loaded as one. Load it by itself; nothing was imported.`;
    invalid('import.partKind', message, [{ value: file.name, message: found }]);
  }
}

async function stageTable(
  connection: DuckDBConnection,
  job: ImportJob,
  kind: PlainKind,
  progress: (share: number) => void,
): Promise<Staged> {
  const given = mappingOf(job);
  const limits = tableLimitsOf(job.limits);
  const { timeZone = null } = given;
  const input = { ...given, timeZone: job.timeZone ?? timeZone };
  const options: ReadTableOptions = {
    ...{ folder: job.into, quarantine: quarantineOf(job) },
    ...{ name: job.name, more: job.more },
    limits,
    privacyKey: job.privacyKey ?? null,
    stopAt: job.rejects.stop === 'share' ? { percent: job.rejects.above * 100 } : job.rejects.stop,
    onProgress: ({ share }) => progress(share),
  };
  if (!isRecordsKind(kind)) {
    const sniffed = withDeclared(await sniffCsvFile(job.file, given.dialect ?? {}, limits), job.declared);
    const mapping = completeMapping(sniffed, input, job.asksPrivacy, job.standing);
    return { ...reportOf(await readCsv(connection, job.file, mapping, options)), mapping };
  }
  const quarantine = new Quarantine(
    quarantineOf(job),
    removesValues([...(given.columns ?? []), ...(job.standing?.columns ?? [])]),
  );
  const records = await openRecords(kind, {
    ...{ path: job.file, connection, dialect: given.dialect ?? {}, folder: job.into, limits, quarantine },
    name: job.name ?? basename(job.file),
    most: Number.POSITIVE_INFINITY,
    onProgress: (share) => progress(share * OPENING),
  });
  const mapping = completeMapping(records.sniffed, input, job.asksPrivacy, job.standing);
  const onProgress: ReadTableOptions['onProgress'] = ({ share }) => progress(OPENING + share * (1 - OPENING));
  return {
    ...reportOf(await readRecords(connection, records, mapping, quarantine, { ...options, onProgress })),
    mapping,
  };
}

const mappingOf = ({ mapping }: ImportJob) =>
  checkParams(MappingInputSchema, mapping ?? {}, '/mapping', 'mapping') as Static<typeof MappingInputSchema>;

const quarantineOf = ({ quarantine, into }: ImportJob): string => quarantine ?? join(into, 'quarantine.ndjson');

const reportOf = ({ staged, read, accepted, refused, rejected, quarantineFile, findings, anonymity }: TableResult) => ({
  ...{ staged, read, accepted, findings, anonymity },
  rejected: { count: refused, sample: rejected, file: quarantineFile },
});

async function stageXes(
  connection: DuckDBConnection,
  job: ImportJob,
  progress: (share: number) => void,
): Promise<Staged> {
  const { limits, timeZone: zone, rejects, privacyKey = null, asksPrivacy: asks = false, standing = null } = job;
  const { columns: given = [] } = mappingOf(job);
  const decided = given.flatMap(({ column, privacy }) => (privacy ? [{ column, privacy }] : []));
  const people = { decided, standing, privacyKey, asks };
  const { decided: done, ...result } = await readXes(connection, job.file, {
    ...{ quarantine: quarantineOf(job), limits, zone, rejects, people, onProgress: progress },
  });
  return { ...result, mapping: null, ...(done.length > 0 ? { people: done } : {}) };
}
