import { mkdirSync } from 'node:fs';
import { AppError, allBits, COLUMNS, type ColumnSpec, hasBit, type Segment } from '#sdk';
import { CsvWriter } from '../../mining/formats/csv-write.ts';
import { ByteSink } from '../../mining/formats/log/byte-sink.ts';
import type { ArchivedRows, CellSource } from '../../mining/formats/log/cells.ts';
import type { LogWriter } from '../../mining/formats/log/log-writer.ts';
import { xesDocument } from '../../mining/formats/xes/xes-document.ts';
import { writtenColumns } from '../../mining/formats/xes/xes-layout.ts';
import { XesWriter } from '../../mining/formats/xes/xes-write.ts';
import { zoneOffsets } from '../../mining/log/zone-offsets.ts';
import type { Selection } from '../../mining/views/selection.ts';
import { csvCell, plainCsvCell } from '../../platform/csv.ts';
import type { ByteOutput } from '../child-stream.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { readDeclarations } from '../segments/declarations-file.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import { veiled } from '../segments/veil.ts';
import { ArchivedColumns, isArchived } from './archived-columns.ts';
import { isComplete, isWhole } from './complete-columns.ts';
import type { ExportJob } from './export-job.ts';
import { readSelection } from './selection-file.ts';

/** Bytes that are gathered before they leave, and events whose archived values are held at a time. */
const PART_BYTES = 1 << 20;
const RUN_EVENTS = 16_384;
const NO_ROWS: ArchivedRows = { from: 0, columns: new Map() };

/** Writes a version, or what a selection keeps of it, case by case in the order of its segments. Runs in the export child alone. */
export async function exportInChild(
  job: ExportJob,
  output: ByteOutput,
  progress: (share: number) => void,
): Promise<void> {
  const version = veiled(openVersion(job.version), job.veil);
  const selection = job.selection ? readSelection(job.selection, version) : living(version);
  const archive = await openArchive(job, version);
  const sink = new ByteSink();
  const writer = await writerFor(job, version, selection, archive, sink);
  const leave = async (least: number) => {
    if (sink.length > least) await output(sink.take());
  };
  const total = version.manifest.segments.reduce((n, { events }) => n + events, 0);
  let before = 0;
  writer.begin();
  for (const segment of version.segments) {
    await archive?.open(segment.index);
    let rows = NO_ROWS;
    writer.segment(segment, () => rows);
    for (const run of runs(segment)) {
      const [from, to] = [segment.offsets[run.from]!, segment.offsets[run.to]!];
      if (archive) rows = await archive.read(from, to);
      for (let c = run.from; c < run.to; c++) {
        if (!writeCase(writer, segment, c, selection)) continue;
        await leave(PART_BYTES);
      }
      progress((before + to) / total);
    }
    before += segment.events;
  }
  writer.end();
  await leave(0);
}

/** Whole cases, as many as have about so many events. */
function* runs({ cases, offsets }: Segment): Generator<{ from: number; to: number }> {
  for (let from = 0; from < cases; ) {
    let to = from + 1;
    while (to < cases && offsets[to + 1]! - offsets[from]! <= RUN_EVENTS) to++;
    yield { from, to };
    from = to;
  }
}

function writeCase(writer: LogWriter, segment: Segment, c: number, { cases, events }: Selection): boolean {
  const [inCases, inEvents] = [cases?.[segment.index] ?? null, events?.[segment.index] ?? null];
  if (inCases && !hasBit(inCases, c)) return false;
  writer.beginCase(c);
  const to = segment.offsets[c + 1]!;
  for (let e = segment.offsets[c]!; e < to; e++) if (!inEvents || hasBit(inEvents, e)) writer.event(e);
  writer.endCase();
  return true;
}

/** Every case that no later one replaces. */
const living = ({ live, segments }: OpenVersion): Selection => ({
  cases: live.every((bits) => bits === null) ? null : live.map((bits, i) => bits ?? allBits(segments[i]!.cases)),
  events: null,
});

/** The columns that only the archive has; null: there is none. */
async function openArchive(job: ExportJob, version: OpenVersion): Promise<ArchivedColumns | null> {
  const { manifest } = version;
  const columns = writtenColumns(manifest).filter((column) => isArchived(manifest, column));
  if (columns.length === 0) return null;
  mkdirSync(job.tempFolder, { recursive: true, mode: 0o700 });
  const { memoryBytes, tempFolder } = job;
  const instance = await openDuckDb({ threads: 1, memoryBytes, tempFolder, folders: [version.folder] });
  return new ArchivedColumns(await instance.connect(), version, columns);
}

async function writerFor(
  job: ExportJob,
  version: OpenVersion,
  selection: Selection,
  archive: ArchivedColumns | null,
  sink: ByteSink,
): Promise<LogWriter> {
  const { manifest, segments, dictionary } = version;
  const source: CellSource = {
    dictionary,
    isArchived: (column) => isArchived(manifest, column),
    zone: zoneOffsets(manifest.zone),
    offsets: manifest.columns.some(({ id }) => id === COLUMNS.timeOffset),
  };
  if (job.format === 'csv')
    return new CsvWriter(writtenColumns(manifest), source, job.guardFormulas ? csvCell : plainCsvCell, sink);
  if (job.lifecycleEvents) demandStartTimes(version);
  const complete = new Map<string, boolean>();
  for (const column of writtenColumns(manifest)) {
    const known = source.isArchived(column)
      ? await archive!.isComplete(column)
      : isComplete(column, segments, selection);
    complete.set(column.id, known);
  }
  const { columns, derived, classifiers } = manifest;
  const document = xesDocument({
    ...{ columns, derived, classifiers, declarations: readDeclarations(version.folder, manifest) },
    ...{ name: job.name, ofAllCases: job.ofAllCases, lifecycleEvents: job.lifecycleEvents },
    lifecycle: dictionary(COLUMNS.lifecycle),
    isComplete: ({ id }: ColumnSpec) => complete.get(id) === true,
    isWhole: (column) => isWhole(column, segments),
  });
  return new XesWriter(document, source, sink);
}

/** Of a log that has a lifecycle, start times are those of its start events. */
function demandStartTimes({ manifest: { columns } }: OpenVersion): void {
  const has = (id: string) => columns.some((column) => column.id === id);
  if (has(COLUMNS.startTime) && !has(COLUMNS.lifecycle)) return;
  throw new AppError(
    'invalid',
    'export.noStartTimes',
    has(COLUMNS.lifecycle)
      ? 'The log has a lifecycle: its events are written as they are. Leave out the option that makes two events of each.'
      : 'The log has no start times, so that no event can be written as a start and a completion. Leave out that option.',
  );
}
