import type { DuckDBConnection } from '@duckdb/node-api';
import type { Static } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { type ColumnProfile, fingerprintOf, profileOf } from './fingerprint.ts';
import { tableLimitsOf } from './import-job.ts';
import { headersOfEvents, type MappingInput, MappingInputSchema } from './mapping.ts';
import { isRecordsKind } from './open-records.ts';
import { suspicionOf } from './personal-columns.ts';
import type { ColumnFacts } from './preview-columns.ts';
import type { FilePreview, Looked, PreviewColumn, PreviewJob } from './preview-job.ts';
import { lookAtRecords } from './preview-records.ts';
import { lookAtTable, readSampleRows, type SampleRows } from './preview-table.ts';
import { previewXes } from './preview-xes.ts';
import { changesCells } from './private-cells.ts';
import { proposeMapping } from './propose-mapping.ts';
import { standingOfColumn } from './standing-decisions.ts';
import { type PlainKind, plainFile } from './zipped-log.ts';

/** Looks at the beginning of a file, writes nothing but temporary files. Runs in the import child alone. */
export async function previewInChild(asked: PreviewJob): Promise<FilePreview> {
  const { path: file, kind } = await plainFile(asked.file, asked.tempFolder, asked.limits);
  const job = { ...asked, file };
  const input = checkParams(MappingInputSchema, job.mapping ?? {}, '/mapping', 'mapping') as Static<
    typeof MappingInputSchema
  >;
  const open = async () => {
    const { memoryBytes, tempFolder } = job;
    const folders = [tempFolder];
    return (await openDuckDb({ threads: 1, memoryBytes, tempFolder, folders, files: [file] })).connect();
  };
  if (!kind.startsWith('xes')) return previewTable(job, kind, input, open);
  const decided = (input.columns ?? []).filter(({ privacy }) => privacy !== undefined);
  return { kind, ...(await previewXes(job, decided, open)) };
}

async function previewTable(
  job: PreviewJob,
  kind: PlainKind,
  input: MappingInput,
  open: () => Promise<DuckDBConnection>,
): Promise<FilePreview> {
  const limits = tableLimitsOf(job.limits);
  let looked: Looked;
  let sampled: SampleRows;
  let sheets: FilePreview['sheets'] = null;
  if (isRecordsKind(kind)) {
    [looked, sampled, sheets] = await lookAtRecords(await open(), job, kind, input, limits);
  } else {
    looked = await lookAtTable(job, input, limits);
    sampled = await readSampleRows(await open(), job, looked, limits);
  }
  const { facts, ...read } = sampled;
  const { mapping, question, sniffed } = looked;
  const profile = profileOf(sniffed);
  return {
    ...{
      kind,
      dialect: mapping.dialect,
      timeZone: mapping.timeZone,
      columns: columnsOf(looked, input, facts, profile, job.standing),
      mapping,
    },
    ...{ question, sheets, ...read, fingerprint: fingerprintOf(profile), profile },
  };
}

function columnsOf(
  { sniffed, mapping }: Looked,
  input: MappingInput,
  facts: ColumnFacts[],
  profile: ColumnProfile[],
  standing: PreviewJob['standing'],
): PreviewColumn[] {
  const ofEvents = headersOfEvents(mapping);
  const { proposals } = proposeMapping(sniffed, mapping.timeZone);
  return sniffed.columns.map((seen, i) => {
    const own = mapping.columns[i]!;
    const given = input.columns?.find((c) => c.column === seen.name);
    const said = given?.role !== undefined || given?.type !== undefined || given?.drop || ofEvents.has(seen.name);
    const { confidence, reason } = proposals[i]!;
    const role = own.role ?? 'attribute';
    return {
      ...{ name: seen.name, role, level: own.level ?? 'event', drop: own.drop ?? false },
      type: role === 'timestamp' || role === 'start' ? 'time' : (own.type ?? 'category'),
      ...{ format: own.format ?? null, formats: seen.dates?.ambiguous ?? [] },
      ...(said ? { confidence: null, reason: 'as you said' } : { confidence, reason }),
      samples: changesCells(own) ? [] : seen.examples.map((text) => text.slice(0, 200)),
      privacy: own.privacy ?? null,
      stands: (standing && standingOfColumn(standing, own, mapping))?.privacy ?? null,
      personal: suspicionOf(own, sniffed),
      ...facts[i]!,
      holds: profile[i]!.holds,
    };
  });
}
