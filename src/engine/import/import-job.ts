import type { TableColumn } from '#sdk';
import type { LoadPeriod } from '../publish/load-periods.ts';
import type { Anonymity } from './anonymity.ts';
import type { NamedFile } from './csv-text.ts';
import type { TableLimits } from './limits.ts';
import type { ColumnMapping } from './mapping.ts';
import type { DriftCheck, DriftFinding, LoadProfile } from './schema-drift.ts';
import type { Rejected } from './staged-log.ts';
import type { StandingDecisions } from './standing-decisions.ts';

/** What the import child is asked to do. Plain data. */
export interface ImportJob {
  file: string;
  /** How people call it; absent: as its path ends. */
  name?: string;
  /** Files of text with the same columns, read behind it as one table. */
  more?: readonly NamedFile[];
  /** Folder to build the version in; must not exist. */
  into: string;
  /** File for refused rows, whose folder is there; absent: in the folder of the version. What becomes of it is the caller's business. */
  quarantine?: string;
  /** Folder of the version the load is added to; null: a new log. */
  base: string | null;
  /** Columns whose values tell rows apart: rows that are there under the same key are replaced; absent: rows are added. */
  key?: readonly string[];
  /** What the load is compared with; absent: it is the first one. */
  drift?: DriftCheck;
  /** Any part of a mapping; the rest is proposed from the file. */
  mapping: unknown;
  /** Types that the source of the file says of its columns. */
  declared?: readonly TableColumn[];
  /** Its rows stand in no order of their own, as those of a table of a database. */
  unordered?: boolean;
  /** IANA zone of naive timestamps and of days; null: as the file says. */
  timeZone: string | null;
  /** Key of the tenant's pseudonyms, in hex; null: the load needs none. */
  privacyKey?: string | null;
  /** What was decided about people in the dataset before; absent: nothing. */
  standing?: StandingDecisions | null;
  /** Whether a column that seems to tell who somebody is must be decided about first. */
  asksPrivacy?: boolean;
  rejects: RejectPolicy;
  limits: ImportLimits;
  threads: number;
  /** Memory of DuckDB in the child, bytes; past it, sorting spills into the temporary folder. */
  memoryBytes: number;
  tempFolder: string;
}

/** When bad rows stop an import. */
export type RejectPolicy = { stop: 'never' } | { stop: 'first' } | { stop: 'share'; above: number };

export interface ImportLimits {
  maxColumns: number;
  maxLineBytes: number;
  maxCellBytes: number;
  maxUnpackedBytes: number;
  maxUnpackRatio: number;
}

/** Of these the ones that a text file is measured by. */
export const tableLimitsOf = (limits: ImportLimits): TableLimits => ({
  columns: limits.maxColumns,
  lineBytes: limits.maxLineBytes,
  cellBytes: limits.maxCellBytes,
  unpackedBytes: limits.maxUnpackedBytes,
  unpackedRatio: limits.maxUnpackRatio,
});

export const DEFAULT_LIMITS: ImportLimits = {
  maxColumns: 2000,
  maxLineBytes: 16 * 1024 * 1024,
  maxCellBytes: 1024 * 1024,
  maxUnpackedBytes: 200 * 1024 ** 3,
  maxUnpackRatio: 100,
};

/** Something worth knowing that is not a bad row. */
export interface Finding {
  code: string;
  /** Name of the column in the log. */
  column?: string;
  /** Cases (or traces) it concerns. */
  cases?: number;
  message: string;
}

/** The reader of a kind of file; the number is raised when the same file and mapping may give other rows. */
export const readerOf = (kind: string): string => `${kind}@1`;

/** One enrichment of the recipe, applied again after a load; versions by their hashes. */
export interface Replayed {
  enrichment: string;
  version: number;
  params: unknown;
  from: string;
  to: string;
}

export interface ImportReport {
  hash: string;
  /** What read the file: kind and version of the reader. */
  reader: string;
  /** Hash of the log before the recipe was applied. */
  built: string;
  replayed: readonly Replayed[];
  cases: number;
  events: number;
  start: number | null;
  end: number | null;
  /** Rows (or events) read, and those accepted. */
  read: number;
  accepted: number;
  rejected: { count: number; sample: readonly Rejected[]; file: string | null };
  findings: readonly Finding[];
  /** The complete mapping that was applied; null for files that describe themselves. */
  mapping: unknown;
  /** What was decided about people in a file without a mapping; absent: nothing. */
  people?: readonly ColumnMapping[];
  zone: string;
  /** How well cases hide among each other; null where no column was called a quasi-identifier. */
  anonymity: Anonymity | null;
  /** Rows that came in, and rows that were there already. */
  inserted: number;
  updated: number;
  unchanged: number;
  /** Rows of the load that a later one with the same key made void. */
  duplicates: number;
  periods: readonly LoadPeriod[];
  /** What the next load is compared with, and how this one differs from the one before. */
  profile: LoadProfile;
  drift: readonly DriftFinding[];
}
