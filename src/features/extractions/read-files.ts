import { join } from 'node:path';
import { AppError, type SourceFile } from '#sdk';
import { detectFile, gunzipHead, readHead } from '../../engine/import/detect.ts';
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
  /** Files behind these that another load takes. */
  readonly rest: boolean;
}

export interface ReadFiles {
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly loaded: readonly LoadedFile[];
  /** There are more, which another job loads. */
  readonly rest: boolean;
}

/** Of one load: as many files as uploads can be loaded as one, and no more than this altogether. */
const MOST_FILES = 100;
const MOST_BYTES = 8 * 1024 ** 3;
const HEADER_BYTES = 65_536;

/**
 * Copies the files that a run is to load next, in the order of their paths: text files with the same header row together, any other
 * file alone. What is left is for the next job.
 */
export async function readFiles(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  { folder, minFreeBytes }: StageFolder,
): Promise<ReadFiles> {
  const { job, signal, keep } = context;
  const pathOf = (number: number) => join(folder, stagedName(job, number));
  const kept = job.checkpoint as FilesState | null;
  let state: FilesState = kept?.kind === 'files' ? kept : { kind: 'files', files: [], isWhole: false, rest: false };
  const note = (change: Partial<FilesState>) => {
    state = { ...state, ...change };
    keep(state);
  };
  const setLast = (file: CopiedFile) => note({ files: [...state.files.slice(0, -1), file] });
  const wanted = state.isWhole ? [] : await wantedFiles(parts, context, actor, extraction);
  let header: string | null = null;
  while (!state.isWhole) {
    const last = state.files.at(-1);
    if (last && !last.isWhole) {
      await copy(parts, context, actor, extraction, {
        ...{ file: last, into: pathOf(state.files.length - 1), minFreeBytes },
        told: (copied) => setLast({ ...last, copied }),
      });
      setLast({ ...last, copied: last.bytes, isWhole: true });
      continue;
    }
    const place = state.files.length;
    if (last) {
      const own = await headerOf(pathOf(place - 1));
      header ??= await headerOf(pathOf(0));
      if (place > 1 && own !== header) {
        note({ files: state.files.slice(0, -1), isWhole: true, rest: true });
        break;
      }
      if (own === null) {
        note({ isWhole: true, rest: wanted.some((file) => isBehind(file, last)) });
        break;
      }
    }
    const next = wanted.find((file) => last === undefined || isBehind(file, last));
    const bytes = state.files.reduce((sum, file) => sum + file.bytes, 0);
    if (!next || place >= MOST_FILES || (place > 0 && bytes + next.bytes > MOST_BYTES)) {
      note({ isWhole: true, rest: next !== undefined });
      break;
    }
    signal.throwIfAborted();
    const { path, version } = next;
    note({ files: [...state.files, { path, version, bytes: next.bytes, copied: 0, isWhole: false }] });
  }
  return {
    files: state.files.map(({ path }, i) => ({ path: pathOf(i), name: path.split('/').at(-1)! })),
    loaded: state.files.map(({ path, version, bytes }) => ({ path, version, bytes })),
    rest: state.rest,
  };
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

async function copy(
  parts: ExtractionParts,
  { signal, log, progress }: JobContext<ExtractPayload>,
  actor: Actor,
  { connection }: Extraction,
  to: { file: CopiedFile; into: string; minFreeBytes: number; told: (bytes: number) => void },
): Promise<void> {
  const { file, into, minFreeBytes } = to;
  let from = file.copied;
  await reconnecting({ signal, log, wait: parts.wait }, (moved) =>
    parts.sources.readFile(
      actor,
      connection,
      { file, into, from, most: null, minFreeBytes, syncBytes: SYNC.syncBytes },
      { signal, timeoutMs: READ_MS },
      (bytes) => {
        if (bytes > from) moved();
        from = bytes;
        to.told(bytes);
        progress(0, file.path.slice(0, 200));
      },
    ),
  );
}

/** The header row of a text file, by which those of one make are known; null: it is no text. */
async function headerOf(path: string): Promise<string | null> {
  const kind = await kindOf(path);
  if (kind !== 'csv' && kind !== 'csv.gz') return null;
  const { head } = await readHead(path, HEADER_BYTES);
  const text = Buffer.from((await gunzipHead(head, HEADER_BYTES)) ?? head).toString('latin1');
  return text.split(/\r?\n/, 1)[0]!;
}

/** What the load will refuse is left to it: it says why. */
async function kindOf(path: string): Promise<string | null> {
  try {
    return await detectFile(path);
  } catch (error) {
    if (error instanceof AppError && error.fault === 'invalid') return null;
    throw error;
  }
}
