import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, type ColumnId, type ColumnSpec, countBits, noBits } from '#sdk';
import { traceVariants } from '../../mining/log/trace-variants.ts';
import { execute } from '../duckdb/query.ts';
import { sumFile, syncFolder, writeSummed } from '../segments/column-files.ts';
import { type FileSum, OUT_OF_ORDER, type SegmentRef } from '../segments/manifest.ts';
import type { SegmentPlan } from './order-cases.ts';
import { archiveStatement, caseArrays, caseIds, eventArrays } from './segment-arrays.ts';
import { type OrderColumn, orderBits } from './source-order.ts';

/** Adds derived event columns (start times paired from the lifecycle, the instance bit) to the arrays of a segment. */
export type Derivation = (offsets: Uint32Array, columns: Map<ColumnId, Uint16Array | Float64Array>) => void;

export interface SegmentJob {
  /** Folder of the version being built. */
  into: string;
  /** Number of the segment in the version. */
  number: number;
  plan: SegmentPlan;
  /** Columns of `sorted` and `staged_cases`. */
  columns: readonly ColumnSpec[];
  derive: Derivation;
  order: OrderColumn;
}

/** Writes one segment: columns from one connection while another writes its Parquet archive. */
export async function writeSegment(
  reading: DuckDBConnection,
  archiving: DuckDBConnection,
  job: SegmentJob,
): Promise<SegmentRef> {
  const name = String(job.number).padStart(5, '0');
  const folder = join(job.into, 'segments', name);
  mkdirSync(folder, { recursive: true });
  const archivePath = join(job.into, 'archive', `${name}.parquet`);
  const archived = execute(archiving, archiveStatement(job.plan, job.columns, archivePath));
  archived.catch(() => {}); // awaited below; a failure here must not be an unhandled rejection meanwhile
  const files = await writeColumns(reading, job, folder);
  await archived;
  syncFolder(folder);
  return { folder: name, cases: job.plan.cases, events: job.plan.events, files, archive: sumFile(archivePath) };
}

async function writeColumns(
  reading: DuckDBConnection,
  job: SegmentJob,
  folder: string,
): Promise<Record<string, FileSum>> {
  const { offsets, columns, order } = await eventArrays(reading, job.plan, job.columns, job.order);
  job.derive(offsets, columns);
  const perCase = await caseArrays(reading, job.plan, job.columns);
  const { start, end } = caseBounds(offsets, columns.get(COLUMNS.time) as Float64Array);
  perCase.set(COLUMNS.caseStart, start).set(COLUMNS.caseEnd, end);
  const variants = traceVariants(columns.get(COLUMNS.activity) as Uint16Array, offsets);
  const ids = await caseIds(reading, job.plan);

  const files: Record<string, FileSum> = {};
  const write = (id: string, data: ArrayBufferView) => {
    files[id] = writeSummed(join(folder, `${id}.col`), data);
  };
  write('offsets', offsets);
  for (const [id, data] of columns) write(id, data);
  for (const [id, data] of perCase) write(id, data);
  write('variant', variants.of);
  write('variant-first', variants.first);
  const late = orderBits(job.order, offsets, order, columns.get(COLUMNS.time) as Float64Array);
  if (late) write(OUT_OF_ORDER, countBits(late) > 0 ? late : noBits(0));
  write('case-id.offsets', ids.offsets);
  write('case-id.bytes', ids.bytes);
  return files;
}

/** First and last time of each case; NaN where it has none. */
function caseBounds(offsets: Uint32Array, time: Float64Array): { start: Float64Array; end: Float64Array } {
  const cases = offsets.length - 1;
  const start = new Float64Array(cases).fill(Number.NaN);
  const end = new Float64Array(cases).fill(Number.NaN);
  for (let c = 0; c < cases; c++) {
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const t = time[e]!;
      if (!(t >= start[c]!)) start[c] = Number.isNaN(t) ? start[c]! : t;
      if (!(t <= end[c]!)) end[c] = Number.isNaN(t) ? end[c]! : t;
    }
  }
  return { start, end };
}
