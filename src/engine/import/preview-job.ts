import type { TableColumn } from '#sdk';
import type { SniffedTable } from '../../mining/formats/table-sniff.ts';
import type { Suspicion } from '../privacy/suspect.ts';
import type { Anonymity } from './anonymity.ts';
import type { ColumnProfile } from './fingerprint.ts';
import type { ImportLimits } from './import-job.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import type { Privacy } from './privacy-schema.ts';
import type { Rejected } from './staged-log.ts';
import type { StandingDecisions } from './standing-decisions.ts';
import type { SheetName } from './text-records.ts';
import type { PlainKind } from './zipped-log.ts';

/** What the import child is asked to look at. Plain data. */
export interface PreviewJob {
  readonly preview: true;
  readonly file: string;
  /** How people call it. */
  readonly name: string;
  /** Any part of a mapping; the rest is proposed from the file. */
  readonly mapping: unknown;
  /** Types that the source of the file says of its columns. */
  readonly declared?: readonly TableColumn[];
  readonly timeZone: string | null;
  /** Whether a column that seems to tell who somebody is must be decided about first. */
  readonly asksPrivacy?: boolean;
  /** What was decided about people in the dataset that the file goes into. */
  readonly standing?: StandingDecisions | null;
  /** Rows to show. */
  readonly rows: number;
  readonly limits: ImportLimits;
  readonly memoryBytes: number;
  readonly tempFolder: string;
}

/** A column of the file: what it is taken for, why, and what it holds. */
export interface PreviewColumn {
  readonly name: string;
  readonly role: NonNullable<ColumnMapping['role']>;
  readonly type: NonNullable<ColumnMapping['type']>;
  readonly level: 'case' | 'event';
  readonly drop: boolean;
  /** Of times: how they are read; null: not known. */
  readonly format: string | null;
  /** Formats between which the values do not decide. */
  readonly formats: readonly string[];
  /** Of the proposal, 0 … 1; null where a person said what the column is. */
  readonly confidence: number | null;
  readonly reason: string;
  readonly samples: readonly string[];
  /** What was decided about people; null: nothing yet. */
  readonly privacy: Privacy | null;
  /** What was decided about it in the dataset that the file goes into; null: nothing. */
  readonly stands: Privacy | null;
  /** What the column seems to say of people; null: nothing. */
  readonly personal: Suspicion | null;
  /** What its values read as, whatever they are taken for. */
  readonly holds: ColumnProfile['holds'];
  /** Of the rows that were read: cells without a value, and values that refuse their row. */
  readonly missing: number;
  readonly bad: number;
  /** How the first different values are read; `stored` null: not at all. Empty where a value stands as it is written. */
  readonly readings: readonly { readonly text: string; readonly stored: string | null }[];
}

/** One row as it would be stored: `cells` by column, missing values are null. */
export interface PreviewRow {
  readonly line: number;
  readonly cells: readonly (string | null)[];
  readonly problems: readonly Omit<Rejected, 'line'>[];
}

/** What must be said before the file can be loaded. */
export interface PreviewQuestion {
  /** Of the fault that a load would end with. */
  readonly code: string;
  readonly message: string;
  readonly column: string | null;
}

export interface PreviewCounts {
  /** Whether the whole file was read; else these are counts of its beginning. */
  readonly whole: boolean;
  /** Rows; each of them may be several events. */
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  readonly events: number;
  readonly cases: number;
  readonly activities: number;
  /** Milliseconds since the epoch, UTC. */
  readonly start: number | null;
  readonly end: number | null;
}

export interface FilePreview {
  readonly kind: PlainKind;
  /** Of a workbook: its sheets; null for other files. */
  readonly sheets: readonly SheetName[] | null;
  /** How the text is written; null for XES, which says so itself. */
  readonly dialect: Mapping['dialect'] | null;
  readonly timeZone: string | null;
  readonly columns: readonly PreviewColumn[];
  /** The complete mapping of these columns; null for XES. */
  readonly mapping: Mapping | null;
  readonly question: PreviewQuestion | null;
  readonly rows: readonly PreviewRow[];
  /** The first problems among the rows that were read, by line. */
  readonly problems: readonly Rejected[];
  /** Null while a question is open. */
  readonly counts: PreviewCounts | null;
  /** Of the rows that were read; null: no column is, or seems, a quasi-identifier. */
  readonly anonymity: Anonymity | null;
  /** Of the columns: the same for every file of the same make. Null for XES. */
  readonly fingerprint: string | null;
  /** The columns as the sample shows them, in order. Null for XES. */
  readonly profile: readonly ColumnProfile[] | null;
}

/** Most of a file's text that a preview reads, bytes. */
export const PREVIEW_BYTES = 8 << 20;
/** Most records that a preview reads of a file whose records are not lines of text. */
export const PREVIEW_RECORDS = 50_000;
/** Most problems that a preview names. */
export const PREVIEW_PROBLEMS = 100;
/** Characters of a cell that a preview shows. */
export const PREVIEW_CELL_CHARS = 200;

/** What is known of a file before its rows are read. */
export interface Looked {
  readonly sniffed: SniffedTable;
  readonly mapping: Mapping;
  readonly question: PreviewQuestion | null;
}
