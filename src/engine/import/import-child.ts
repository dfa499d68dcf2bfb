import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Static } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { withDoneKept } from './brought-decisions.ts';
import { buildLoad } from './build-load.ts';
import { completeMapping } from './complete-mapping.ts';
import type { NamedFile, ReadTableOptions } from './csv-text.ts';
import { withDeclared } from './declared-columns.ts';
import { type ImportJob, type ImportReport, readerOf, tableLimitsOf } from './import-job.ts';
import { keyIds } from './load-key.ts';
import { type Mapping, MappingInputSchema } from './mapping.ts';
import { isRecordsKind, openRecords } from './open-records.ts';
import { removesValues } from './private-cells.ts';
import { Quarantine } from './quarantine.ts';
import { readCsv, readRecords, type TableResult } from './read-table.ts';
import { readXes } from './read-xes.ts';
import { openRecordParts, type RecordsPart } from './record-parts.ts';
import { checkDrift } from './schema-drift.ts';
import { demandSameFamily, ofFile } from './several-files.ts';
import { sniffCsvFile } from './sniff-file.ts';
import type { StagedLog } from './staged-log.ts';
import type { RecordsTask } from './text-records.ts';
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
  const { job, kind } = await unpacked(asked);
  mkdirSync(job.into, { recursive: true, mode: 0o750 });
  const instance = await openDuckDb({
    threads: job.threads,
    memoryBytes: job.memoryBytes,
    tempFolder: job.tempFolder,
    folders: [job.into, ...(job.base ? [job.base] : [])],
    files: [job.file, ...job.more.map(({ path }) => path)],
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
  const asRead = { ...found, inOrder: found.inOrder && !job.unordered && job.more.length === 0 };
  const key = job.key === undefined ? null : keyIds(job.key, report.mapping, asRead.columns);
  const { staged, profile, drift } = await checkDrift(asRead, job.drift ?? null, job.standing);
  const built = await buildLoad(job, staged, key, archiving, building);
  return { ...report, reader: readerOf(kind), zone: staged.zone, ...built, profile, drift };
}

/** The job with the paths of plain files: those of one family are read as one. */
async function unpacked(asked: ImportJob): Promise<{ job: PlainJob; kind: PlainKind }> {
  const { path: file, kind } = await plainFile(asked.file, asked.tempFolder, asked.limits);
  const first = { name: asked.name ?? basename(asked.file), kind };
  const more: (NamedFile & { kind: PlainKind })[] = [];
  for (const { path, name } of asked.more ?? []) {
    const plain = await ofFile(name, () => plainFile(path, asked.tempFolder, asked.limits));
    demandSameFamily(first, { name, kind: plain.kind });
    more.push({ ...plain, name });
  }
  return { job: { ...asked, file, more }, kind };
}

interface PlainJob extends ImportJob {
  readonly more: readonly (NamedFile & { readonly kind: PlainKind })[];
}

async function stageTable(
  connection: DuckDBConnection,
  job: PlainJob,
  kind: PlainKind,
  progress: (share: number) => void,
): Promise<Staged> {
  const given = mappingOf(job);
  const limits = tableLimitsOf(job.limits);
  const asRead = (mapping: Mapping) => withDoneKept(mapping, job.standing?.brought);
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
    return { ...reportOf(await readCsv(connection, job.file, asRead(mapping), options)), mapping };
  }
  const quarantine = new Quarantine(
    quarantineOf(job),
    removesValues([...(given.columns ?? []), ...(job.standing?.columns ?? [])]),
  );
  const task: RecordsTask = {
    ...{ path: job.file, connection, dialect: given.dialect ?? {}, folder: job.into, limits, quarantine },
    name: job.name ?? basename(job.file),
    most: Number.POSITIVE_INFINITY,
    onProgress: (share) => progress(share * OPENING),
  };
  const parts = [{ path: task.path, name: task.name, kind }, ...job.more] as RecordsPart[];
  const records = await (parts.length > 1 ? openRecordParts(parts, task) : openRecords(kind, task));
  const mapping = completeMapping(records.sniffed, input, job.asksPrivacy, job.standing);
  const onProgress: ReadTableOptions['onProgress'] = ({ share }) => progress(OPENING + share * (1 - OPENING));
  return {
    ...reportOf(await readRecords(connection, records, asRead(mapping), quarantine, { ...options, onProgress })),
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
  job: PlainJob,
  progress: (share: number) => void,
): Promise<Staged> {
  const { limits, timeZone: zone, rejects, privacyKey = null, asksPrivacy: asks = false, standing = null } = job;
  const { columns: given = [] } = mappingOf(job);
  const decided = given.flatMap(({ column, privacy }) => (privacy ? [{ column, privacy }] : []));
  const people = { decided, standing, privacyKey, asks };
  const { decided: done, ...result } = await readXes(connection, job.file, {
    ...{ name: job.name, more: job.more },
    ...{ quarantine: quarantineOf(job), limits, zone, rejects, people, onProgress: progress },
  });
  return { ...result, mapping: null, ...(done.length > 0 ? { people: done } : {}) };
}
