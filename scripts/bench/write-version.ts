import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, type ColumnSpec } from '#sdk';
import { finishVersion } from '../../src/engine/publish/build-version.ts';
import { writeDictionary, writeSummed } from '../../src/engine/segments/column-files.ts';
import type { FileSum, Manifest, SegmentRef } from '../../src/engine/segments/manifest.ts';
import { traceVariants } from '../../src/mining/log/trace-variants.ts';
import { ACTIVITIES, type RandomCases, RandomLog, RESOURCES, type Variety } from './random-log.ts';

const COLUMN_SPECS: readonly ColumnSpec[] = [
  { id: COLUMNS.activity, name: 'concept:name', level: 'event', class: 'category' },
  { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' },
  { id: COLUMNS.resource, name: 'org:resource', level: 'event', class: 'category' },
  { id: 'c_001', name: 'case:amount', level: 'case', class: 'number' },
  { id: COLUMNS.caseStart, name: 'case:start', level: 'case', class: 'time' },
  { id: COLUMNS.caseEnd, name: 'case:end', level: 'case', class: 'time' },
];

const START_TIME: ColumnSpec = { id: COLUMNS.startTime, name: 'start_timestamp', level: 'event', class: 'time' };

const SEGMENT_EVENTS = 1_000_000;

/**
 * Writes a version of the made-up log straight as segments, a segment at a time, for measuring what reads them. It has
 * no archive: filters that need SQL cannot be measured on it.
 */
export function writeRandomVersion(
  into: string,
  events: number,
  options: { variety?: Variety; starts?: boolean; segmentEvents?: number } = {},
): Manifest {
  const { variety, starts = false, segmentEvents = SEGMENT_EVENTS } = options;
  for (const part of ['archive', 'dictionaries', 'segments']) mkdirSync(join(into, part), { recursive: true });
  const dictionaries = {
    [COLUMNS.activity]: writeDictionary(join(into, 'dictionaries', 'activity.dict'), ACTIVITIES),
    [COLUMNS.resource]: writeDictionary(join(into, 'dictionaries', 'resource.dict'), RESOURCES),
  };
  const log = new RandomLog(variety);
  const segments: SegmentRef[] = [];
  let firstCase = 0;
  for (let left = events; left > 0; left -= segments.at(-1)!.events) {
    const batch = log.cases(Math.min(segmentEvents, left), left <= segmentEvents);
    segments.push(writeBatch(into, segments.length, batch, { firstCase, starts }));
    firstCase += batch.amount.length;
  }
  return finishVersion(into, {
    schema: 1,
    kind: 'case-centric',
    zone: 'UTC',
    cases: firstCase,
    events,
    start: null,
    end: null,
    columns: starts ? [...COLUMN_SPECS, START_TIME] : COLUMN_SPECS,
    derived: [COLUMNS.caseStart, COLUMNS.caseEnd],
    classifiers: [],
    dictionaries,
    recipe: [],
    segments,
  });
}

function writeBatch(
  into: string,
  number: number,
  batch: RandomCases,
  of: { firstCase: number; starts: boolean },
): SegmentRef {
  const name = String(number).padStart(5, '0');
  const folder = join(into, 'segments', name);
  mkdirSync(folder);
  const { offsets, activity, resource, time, amount } = batch;
  const cases = amount.length;
  const variants = traceVariants(activity, offsets);
  const ids = caseIds(of.firstCase, cases);
  const data: Record<string, ArrayBufferView> = {
    offsets,
    activity,
    time,
    resource,
    ...(of.starts ? { [COLUMNS.startTime]: time.map((t) => t - 30_000) } : {}),
    c_001: amount,
    'case-start': Float64Array.from(amount, (_, c) => time[offsets[c]!]!),
    'case-end': Float64Array.from(amount, (_, c) => time[offsets[c + 1]! - 1]!),
    variant: variants.of,
    'variant-first': variants.first,
    'case-id.offsets': ids.offsets,
    'case-id.bytes': ids.bytes,
  };
  const files: Record<string, FileSum> = {};
  for (const [id, bytes] of Object.entries(data)) files[id] = writeSummed(join(folder, `${id}.col`), bytes);
  return { folder: name, cases, events: activity.length, files, archive: { bytes: 0, sha256: '' } };
}

function caseIds(first: number, cases: number): { offsets: Uint32Array; bytes: Uint8Array } {
  const offsets = new Uint32Array(cases + 1);
  const bytes = Buffer.alloc(cases * 16);
  let end = 0;
  for (let c = 0; c < cases; c++) {
    end += bytes.write(`case-${first + c}`, end, 'latin1');
    offsets[c + 1] = end;
  }
  return { offsets, bytes: bytes.subarray(0, end) };
}
