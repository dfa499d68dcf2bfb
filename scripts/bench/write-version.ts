import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, type ColumnSpec } from '#sdk';
import { finishVersion } from '../../src/engine/publish/build-version.ts';
import { writeDictionary, writeSummed } from '../../src/engine/segments/column-files.ts';
import type { FileSum, Manifest, SegmentRef } from '../../src/engine/segments/manifest.ts';
import { traceVariants } from '../../src/mining/log/trace-variants.ts';
import { ACTIVITIES, type RandomCase, RESOURCES, randomCases } from './random-log.ts';

const COLUMN_SPECS: readonly ColumnSpec[] = [
  { id: COLUMNS.activity, name: 'concept:name', level: 'event', class: 'category' },
  { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' },
  { id: COLUMNS.resource, name: 'org:resource', level: 'event', class: 'category' },
  { id: 'c_001', name: 'case:amount', level: 'case', class: 'number' },
  { id: COLUMNS.caseStart, name: 'case:start', level: 'case', class: 'time' },
  { id: COLUMNS.caseEnd, name: 'case:end', level: 'case', class: 'time' },
];

/** Writes a version of the made-up log straight as segments, for measuring what reads them. No archive. */
export function writeRandomVersion(
  into: string,
  events: number,
  options: { seed?: number; noise?: number; segmentEvents?: number } = {},
): Manifest {
  for (const part of ['archive', 'dictionaries', 'segments']) mkdirSync(join(into, part), { recursive: true });
  const dictionaries = {
    [COLUMNS.activity]: writeDictionary(join(into, 'dictionaries', 'activity.dict'), ACTIVITIES),
    [COLUMNS.resource]: writeDictionary(join(into, 'dictionaries', 'resource.dict'), RESOURCES),
  };
  const segmentEvents = options.segmentEvents ?? 1_000_000;
  const segments: SegmentRef[] = [];
  let batch: RandomCase[] = [];
  let inBatch = 0;
  let firstCase = 0;
  const flush = () => {
    segments.push(writeBatch(into, segments.length, batch, firstCase));
    firstCase += batch.length;
    batch = [];
    inBatch = 0;
  };
  for (const one of randomCases(events, options.seed, options.noise)) {
    batch.push(one);
    inBatch += one.activities.length;
    if (inBatch >= segmentEvents) flush();
  }
  if (batch.length > 0) flush();
  return finishVersion(into, {
    schema: 1,
    kind: 'case-centric',
    zone: 'UTC',
    cases: firstCase,
    events: segments.reduce((n, s) => n + s.events, 0),
    start: null,
    end: null,
    columns: COLUMN_SPECS,
    derived: [COLUMNS.caseStart, COLUMNS.caseEnd],
    classifiers: [],
    dictionaries,
    recipe: [],
    segments,
  });
}

function writeBatch(into: string, number: number, cases: readonly RandomCase[], firstCase: number): SegmentRef {
  const folder = join(into, 'segments', String(number).padStart(5, '0'));
  mkdirSync(folder);
  const offsets = new Uint32Array(cases.length + 1);
  cases.forEach((c, i) => {
    offsets[i + 1] = offsets[i]! + c.activities.length;
  });
  const activity = Uint16Array.from(cases.flatMap((c) => c.activities));
  const variants = traceVariants(activity, offsets);
  const ids = cases.map((_, i) => Buffer.from(`case-${firstCase + i}`));
  const idOffsets = new Uint32Array(cases.length + 1);
  ids.forEach((id, i) => {
    idOffsets[i + 1] = idOffsets[i]! + id.length;
  });
  const data: Record<string, ArrayBufferView> = {
    offsets,
    activity,
    time: Float64Array.from(cases.flatMap((c) => c.times)),
    resource: Uint16Array.from(cases.flatMap((c) => c.resources)),
    c_001: Float64Array.from(cases, (c) => c.amount),
    'case-start': Float64Array.from(cases, (c) => c.times[0]!),
    'case-end': Float64Array.from(cases, (c) => c.times.at(-1)!),
    variant: variants.of,
    'variant-first': variants.first,
    'case-id.offsets': idOffsets,
    'case-id.bytes': Buffer.concat(ids),
  };
  const files: Record<string, FileSum> = {};
  for (const [id, bytes] of Object.entries(data)) files[id] = writeSummed(join(folder, `${id}.col`), bytes);
  return {
    folder: String(number).padStart(5, '0'),
    cases: cases.length,
    events: activity.length,
    files,
    archive: { bytes: 0, sha256: '' },
  };
}

/** Writes the made-up log as CSV. */
export async function writeRandomCsv(path: string, events: number, seed = 1): Promise<void> {
  const writer = Bun.file(path).writer({ highWaterMark: 1 << 22 });
  writer.write('case:concept:name,concept:name,time:timestamp,org:resource,amount\n');
  let n = 0;
  for (const one of randomCases(events, seed)) {
    let text = '';
    one.activities.forEach((a, i) => {
      text += `case-${n},${ACTIVITIES[a - 1]},${new Date(one.times[i]!).toISOString()},${RESOURCES[one.resources[i]! - 1]},${one.amount}\n`;
    });
    writer.write(text);
    if (++n % 10_000 === 0) await writer.flush();
  }
  await writer.end();
}
