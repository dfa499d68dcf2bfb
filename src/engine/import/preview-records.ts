import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableLimits } from './limits.ts';
import type { MappingInput } from './mapping.ts';
import { openRecords, type RecordsKind } from './open-records.ts';
import { type Looked, PREVIEW_RECORDS, type PreviewJob } from './preview-job.ts';
import { lookedAt, rowsOfSample, type SampleRows } from './preview-table.ts';
import { Quarantine } from './quarantine.ts';
import type { SheetName } from './text-records.ts';

/** Looks at the first records of a file that is no CSV, under a mapping: what they are, and what they hold. */
export async function lookAtRecords(
  connection: DuckDBConnection,
  job: PreviewJob,
  kind: RecordsKind,
  input: MappingInput,
  limits: TableLimits,
): Promise<[Looked, SampleRows, readonly SheetName[] | null]> {
  const { file: path, tempFolder: folder } = job;
  await using quarantine = new Quarantine(join(folder, 'quarantine.ndjson'));
  const dialect = input.dialect ?? {};
  const task = { path, name: job.name, connection, dialect, folder, limits, quarantine, most: PREVIEW_RECORDS };
  const records = await openRecords(kind, task);
  const looked = lookedAt(records.sniffed, job, input);
  const relation = records.relation(looked.mapping.dialect.missing);
  const sample = { relation, whole: records.whole, misshapen: quarantine.first };
  const { reading = (work) => work() } = records;
  const rows = await reading(() => rowsOfSample(connection, job, looked, sample));
  return [looked, rows, records.sheets ?? null];
}
