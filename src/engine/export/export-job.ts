import type { Veil } from '../segments/veil.ts';

/** How a log is written. */
export const EXPORT_FORMATS = ['xes', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the export child is asked to write; plain data. */
export interface ExportJob {
  /** Folder of the version. */
  version: string;
  /** File with what filters and row policy keep (selection-file.ts); null: every case that lives. */
  selection: string | null;
  format: ExportFormat;
  gzip: boolean;
  /** Name of a log that says none itself. */
  name: string | null;
  /** Columns that must not be written as they are. */
  veil: Veil;
  /** False: there is a row policy, and nothing may be said of cases that it hides. */
  ofAllCases: boolean;
  /** XES: each event that has a start time as two, of the transitions start and complete. */
  lifecycleEvents: boolean;
  /** CSV: texts that a spreadsheet takes for a formula get an apostrophe. */
  guardFormulas: boolean;
  /** Memory of DuckDB in the child, and its private folder; only used where the log has texts. */
  memoryBytes: number;
  tempFolder: string;
}

/** By the name of a file: `log.xes`, `log.xes.gz`, `log.csv` …; null: by none. */
export function formatOfName(name: string): { format: ExportFormat; gzip: boolean } | null {
  const found = /\.(xes|csv)(\.gz)?$/i.exec(name);
  return found ? { format: found[1]!.toLowerCase() as ExportFormat, gzip: found[2] !== undefined } : null;
}
