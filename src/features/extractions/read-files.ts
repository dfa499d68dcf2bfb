import { join } from 'node:path';
import type { SourceFile } from '#sdk';
import type { CopyTold, FilesAsked, FilesStaged } from '../../engine/connect/stage-source-files.ts';
import type { MappingInput } from '../../engine/import/mapping.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { JobContext } from '../../platform/jobs/index.ts';
import { type StageFolder, stagedName } from '../datasets/index.ts';
import type { Extraction, ExtractPayload, LoadedFile } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { READ_MS, SYNC } from './read-table.ts';
import { reconnecting } from './reconnect.ts';

interface CopiedFile extends LoadedFile {
  /** Bytes that are on the disk; `bytes` is what the source says. */
  readonly copied: number;
  readonly isWhole: boolean;
}

/** What a job keeps of files while they are copied. */
export interface FilesState {
  readonly kind: 'files';
  readonly files: readonly CopiedFile[];
  /** Nothing more belongs to this load. */
  readonly isWhole: boolean;
  readonly rest: Rest;
}

/** Files behind those of a load, which another load takes: why; null: there are none. */
export type Rest = { readonly because: 'many' } | { readonly because: 'other'; readonly difference: string } | null;

/** Files that are read as one. */
export interface ReadFiles {
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly loaded: readonly LoadedFile[];
  readonly rest: Rest;
  /** Leaves all from this place on to another load, because of what differs. */
  before(place: number, difference: string): ReadFiles;
}

/** Of one load: as many files as uploads can be loaded as one, and no more than this altogether. */
const MOST_FILES = 100;
const MOST_BYTES = 8 * 1024 ** 3;

/**
 * Copies the files that a run is to load next, in the order of their paths, as long as they can be read as one: files of one format with
 * the same columns. What is left is for the next job. The source is listed once, and opened once for all of them.
 */
export async function readFiles(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  { folder, minFreeBytes }: StageFolder,
): Promise<ReadFiles> {
  const { job, keep } = context;
  const pathOf = (place: number) => join(folder, stagedName(job, place));
  const kept = job.checkpoint as FilesState | null;
  let state: FilesState = kept?.kind === 'files' ? kept : { kind: 'files', files: [], isWhole: false, rest: null };
  const note = (change: Partial<FilesState>) => {
    state = { ...state, ...change };
    keep(state);
  };
  if (!state.isWhole) {
    const wanted = await wantedFiles(parts, context, actor, extraction);
    let files: readonly CopiedFile[] = chooseFiles(state.files, wanted);
    const { count, difference } = await copyFiles(parts, context, actor, extraction, {
      asked: () => ({
        files: files.map(({ copied, isWhole, ...file }, place) => ({ file, into: pathOf(place), copied, isWhole })),
        ...{ dialect: dialectOf(extraction), most: null, minFreeBytes, syncBytes: SYNC.syncBytes },
      }),
      told({ place, ...so }) {
        files = files.with(place, { ...files[place]!, ...so });
        note({ files: files.slice(0, place + 1) });
      },
    });
    const last = files[count - 1];
    const hasMore = last !== undefined && (count < files.length || wanted.some((file) => isBehind(file, last)));
    note({ files: files.slice(0, count), isWhole: true, rest: hasMore ? restOf(difference) : null });
  }
  const read = (): ReadFiles => ({
    files: namedFiles(state.files).map((name, place) => ({ path: pathOf(place), name })),
    loaded: state.files.map(({ path, version, bytes }) => ({ path, version, bytes })),
    rest: state.rest,
    before(place, difference) {
      note({ files: state.files.slice(0, place), rest: restOf(difference) });
      return read();
    },
  });
  return read();
}

const restOf = (difference: string | null): Rest =>
  difference === null ? { because: 'many' } : { because: 'other', difference };

const dialectOf = ({ mapping }: Extraction): FilesAsked['dialect'] => (mapping as MappingInput | null)?.dialect ?? {};

/** Files are called as their paths end; where several end alike, by their paths. */
function namedFiles(files: readonly LoadedFile[]): string[] {
  const names = files.map(({ path }) => path.split('/').at(-1)!);
  const isTwice = new Set(names).size < names.length;
  return isTwice ? files.map(({ path }) => path) : names;
}

/** Those that were begun, and what comes behind them, as much as one load takes. */
function chooseFiles(begun: readonly CopiedFile[], wanted: readonly SourceFile[]): CopiedFile[] {
  const chosen = [...begun];
  let sum = begun.reduce((bytes, file) => bytes + file.bytes, 0);
  const last = begun.at(-1);
  for (const { path, version, bytes } of wanted.filter((file) => last === undefined || isBehind(file, last))) {
    sum += bytes;
    if (chosen.length >= MOST_FILES || (chosen.length > 0 && sum > MOST_BYTES)) break;
    chosen.push({ path, version, bytes, copied: 0, isWhole: false });
  }
  return chosen;
}

const isBehind = ({ path }: Pick<SourceFile, 'path'>, last: LoadedFile): boolean => path > last.path;

/** Those that match and are new or changed, in the order of their paths; behind the ones that jobs before have loaded. */
async function wantedFiles(
  parts: ExtractionParts,
  { payload, signal }: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
): Promise<SourceFile[]> {
  const { source, follow } = extraction;
  const pattern = new Bun.Glob('files' in source ? source.files : '**');
  const loaded = follow.by === 'files' && payload.full !== true ? parts.store.loadedFiles(extraction) : new Map();
  const all = await parts.sources.files(actor, extraction.connection, { signal, timeoutMs: READ_MS });
  return all
    .filter(({ path, version }) => pattern.match(path) && loaded.get(path)?.version !== version)
    .filter(({ path }) => payload.after === undefined || path > payload.after)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function copyFiles(
  parts: ExtractionParts,
  { signal, log, progress }: JobContext<ExtractPayload>,
  actor: Actor,
  { connection }: Extraction,
  { asked, told }: { asked: () => FilesAsked; told: (copy: CopyTold) => void },
): Promise<FilesStaged> {
  return reconnecting({ signal, log, wait: parts.wait }, async (moved) => {
    const { files, ...how } = asked();
    if (files.length === 0) return { count: 0, difference: null };
    let from = files.map(({ copied }) => copied);
    return parts.sources.readFiles(actor, connection, { files, ...how }, { signal, timeoutMs: READ_MS }, (copy) => {
      if (copy.isWhole || copy.copied > from[copy.place]!) moved();
      from = from.with(copy.place, copy.copied);
      told(copy);
      progress(0, files[copy.place]!.file.path.slice(0, 200));
    });
  });
}
