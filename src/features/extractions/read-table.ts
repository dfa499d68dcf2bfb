import { join } from 'node:path';
import { type Cell, invalid } from '#sdk';
import { cellFromJson, cellToJson } from '../../engine/connect/cell-json.ts';
import { NOTHING_READ, type TableCheckpoint } from '../../engine/connect/stage-table.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { JobContext } from '../../platform/jobs/index.ts';
import { type StageFolder, stagedName } from '../datasets/index.ts';
import type { Extraction, ExtractPayload, Progress } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { reconnecting } from './reconnect.ts';
import { readFrom } from './watermark.ts';

/** What a job keeps of a table while it is read. */
export interface TableState {
  readonly kind: 'table';
  /** From where it reads: fixed when it began, whatever else changes. */
  readonly since: ReturnType<typeof cellToJson>;
  readonly cursor: unknown;
  readonly read: TableCheckpoint;
  /** All is there; what is left is the load. */
  readonly isWhole: boolean;
}

/** A table on the disk of the dataset. */
export interface ReadTable {
  readonly path: string;
  readonly since: Cell;
  readonly read: TableCheckpoint;
  /** How far the dataset goes once this is published. */
  readonly progress: Progress;
}

/** Bytes, or time, after which what is read is forced to disk and noted. */
export const SYNC = { syncBytes: 16 * 1_048_576, syncMs: 250 } as const;
/** One table may take so long; a lost connection begins it anew. */
export const READ_MS = 12 * 3_600_000;

/** Reads the table of an extraction, from where an earlier attempt of the job was. */
export async function readTable(
  parts: ExtractionParts,
  context: JobContext<ExtractPayload>,
  actor: Actor,
  extraction: Extraction,
  { folder, minFreeBytes }: StageFolder,
): Promise<ReadTable> {
  const { job, signal, log, keep, progress } = context;
  const path = join(folder, stagedName(job, 0));
  let state = stateOf(context, extraction);
  const since = cellFromJson(state.since);
  const note = (next: TableState) => {
    state = next;
    keep(state);
  };
  keep(state);
  while (!state.isWhole) {
    const read = await reconnecting({ signal, log, wait: parts.wait }, (moved) =>
      parts.sources.readTable(
        actor,
        extraction.connection,
        {
          ...{ path, request: requestOf(extraction, state), cursor: state.cursor, from: state.read, minFreeBytes },
          ...SYNC,
        },
        { signal, timeoutMs: READ_MS },
        (checkpoint) => {
          if (checkpoint.rows > state.read.rows) moved();
          note({ ...state, read: checkpoint });
          progress(0, String(checkpoint.rows));
        },
      ),
    );
    note({ ...state, read, isWhole: true });
  }
  return { path, since, read: state.read, progress: progressAfter(extraction, state) };
}

function stateOf({ job, payload }: JobContext<ExtractPayload>, { follow, progress }: Extraction): TableState {
  const kept = job.checkpoint as TableState | null;
  if (kept?.kind === 'table') return kept;
  const isNew = payload.full === true;
  const since = follow.by === 'column' && !isNew ? readFrom(progress.watermark, follow.overlap) : null;
  const cursor = follow.by === 'cursor' && !isNew ? progress.cursor : null;
  return { kind: 'table', since: cellToJson(since), cursor, read: NOTHING_READ, isWhole: false };
}

function requestOf({ source, follow, rowLimit }: Extraction, { since }: TableState) {
  return {
    ...(source as Exclude<Extraction['source'], { files: string }>),
    ...(follow.by === 'column' ? { since: { column: follow.column, value: since } } : {}),
    limit: rowLimit,
  };
}

/** A run that reads as many rows as it may and gets nowhere would do so for ever. */
function progressAfter({ follow, progress, rowLimit }: Extraction, { since, read }: TableState): Progress {
  if (follow.by === 'cursor') return { watermark: null, cursor: read.cursor ?? progress.cursor };
  if (follow.by !== 'column') return { watermark: null, cursor: null };
  const last = cellFromJson(read.last);
  const before = cellFromJson(since) === null ? null : progress.watermark;
  if (rowLimit !== null && read.rows >= rowLimit && before !== null && String(last) === String(before))
    invalid(
      'extraction.standsStill',
      `All ${rowLimit} rows that a run may read lie within the overlap: it would never get further. Raise the limit, or lessen the overlap.`,
      [{ pointer: '/rowLimit', message: 'too low' }],
    );
  return { watermark: last ?? progress.watermark, cursor: null };
}
