import type { Cell } from '#sdk';
import type { FileMode } from '../datasets/index.ts';

/** What of a connection is read: a table, a query in its own language, or the files that match a pattern; or what is pushed. */
export type Source = TablePart | { readonly files: string } | PushedPart;
export type TablePart =
  | { readonly table: string; readonly columns?: readonly string[] }
  | { readonly query: string; readonly columns?: readonly string[] };
/** Nothing is read: it takes what others push. */
export interface PushedPart {
  readonly pushes: true;
  readonly columns?: readonly string[];
}

/**
 * How a run finds what is new: it reads everything; from the watermark of a column on, less an overlap; from the cursor where the run
 * before ended; or the files that are new or changed.
 */
export type Follow =
  | { readonly by: 'everything' }
  | { readonly by: 'column'; readonly column: string; readonly overlap: number }
  | { readonly by: 'cursor' }
  | { readonly by: 'files' };

/** How far what was published goes. */
export interface Progress {
  readonly watermark: Cell;
  readonly cursor: unknown;
}

export const NO_PROGRESS: Progress = { watermark: null, cursor: null };

/** What is read of a connection into a dataset, again and again. */
export interface Extraction {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly connection: string;
  readonly dataset: string;
  readonly name: string;
  readonly source: Source;
  readonly follow: Follow;
  readonly mode: FileMode;
  readonly key: readonly string[];
  /** Rows of one run; null: as many as there are. */
  readonly rowLimit: number | null;
  /** Any part of a mapping; the rest is proposed from what is read. */
  readonly mapping: unknown;
  readonly timeZone: string | null;
  readonly progress: Progress;
  readonly etag: string;
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export const RUN_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One run of an extraction: its job, and what came of it. */
export interface Run {
  /** Of its job. */
  readonly id: string;
  readonly tenant: string;
  readonly extraction: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly scheduled: boolean;
  readonly user: string | null;
  /** From where to where it read, where it follows a column. */
  readonly since: Cell;
  readonly until: Cell;
  readonly figures: RunFigures | null;
  /** Number of the version that it led to; null: none, or not yet. */
  readonly version: number | null;
  /** `whole`: the message with values of rows, for who may see them. */
  readonly error: { readonly code: string; readonly message: string; readonly whole?: string } | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export interface RunFigures {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** A file that was loaded, as it was then. */
export interface LoadedFile {
  readonly path: string;
  readonly version: string;
  readonly bytes: number;
}

/** Messages that one did not take, because its dataset was in the bin; since somebody noted it. */
export interface MissedPushes {
  readonly messages: number;
  readonly rows: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** An extraction of a connection, wherever its dataset is. */
export interface OfConnection extends Pick<Extraction, 'id' | 'name' | 'workspace' | 'dataset' | 'createdBy'> {
  /** Since when its dataset, or the project of it, is in the bin; null: it is not. */
  readonly binSinceMs: number | null;
}

export const EXTRACT_JOB = 'connector.extract';

/** What a job of an extraction is about. */
export interface ExtractPayload {
  readonly extraction: string;
  readonly dataset: string;
  readonly user: string | null;
  /** Reads everything again, in the place of what is there. */
  readonly full?: boolean;
  /** Of files: only those behind this path; the ones before were loaded by the job before. */
  readonly after?: string;
}

/** The word of this feature for what a schedule is for. */
export const SCHEDULE_KIND = 'extraction';
