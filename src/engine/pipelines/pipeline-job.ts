import type { ExampleCell, FaultDetail, TableColumn } from '#sdk';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import type { ImportLimits } from '../import/import-job.ts';
import type { Veil } from '../segments/veil.ts';

/** Where the rows of an input lie. `key` names their content: the same key stands for the same rows. */
export type InputSource =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** How people call it. */
      readonly name: string;
      readonly sheet: string | null;
      readonly key: string;
    }
  | { readonly kind: 'version'; readonly folder: string; readonly veil: Veil; readonly key: string };

export interface NamedSource {
  readonly name: string;
  readonly source: InputSource;
}

/** What the pipeline child is asked; plain data. */
export interface PipelineJob {
  /** Only what columns the inputs have; the first rows through all steps; or all rows, written to `into`. */
  readonly task:
    | { readonly kind: 'columns' }
    | { readonly kind: 'preview'; readonly rows: number }
    | { readonly kind: 'run'; readonly into: string };
  readonly document: PipelineDocument;
  readonly inputs: readonly NamedSource[];
  /** Where the result of each step is kept: what is there already is not done again. */
  readonly folder: string;
  readonly tempFolder: string;
  readonly limits: ImportLimits;
  readonly threads: number;
  readonly memoryBytes: number;
}

export interface FailedRow {
  /** Number of the row in the table that the step read; of a file the line, counted from its first record. */
  readonly row: number;
  readonly reason: string;
}

/** What became of the rows at one place: `rowsIn = rowsOut + filtered + failed` where rows are kept or go. */
export interface StepCounts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Rows that a condition, a key or a lookup left out. */
  readonly filtered: number;
  /** Rows that could not be computed and went out. */
  readonly failed: number;
  /** Rows that could not be computed and stayed, with a missing value. */
  readonly emptied: number;
  readonly sample: readonly FailedRow[];
}

export interface StepRecord extends StepCounts {
  readonly id: string;
  readonly transform: string;
  readonly durationMs: number;
  /** Names the result: the step, and all that it was made of. */
  readonly key: string;
  /** It was there from a run before. */
  readonly wasThere: boolean;
}

export interface InputRecord {
  readonly name: string;
  readonly key: string;
  readonly rows: number;
  /** Records of the file that no reader could take apart. */
  readonly refused: number;
  readonly durationMs: number;
}

export interface RunReport {
  readonly inputs: readonly InputRecord[];
  readonly steps: readonly StepRecord[];
  readonly columns: readonly TableColumn[];
  /** Rows written, and the columns of the file in order. */
  readonly rows: number;
}

/** The first rows of a table; texts are cut. */
export interface PreviewTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly ExampleCell[] }[];
}

export interface StepPreview {
  readonly id: string;
  /** Null: it could not be run, for the problems that are told. */
  readonly table: PreviewTable | null;
  readonly counts: StepCounts | null;
  /** Name of the table that it worked on. */
  readonly from: string | null;
  readonly keepsRows: boolean;
}

export interface PipelinePreview {
  readonly inputs: readonly { readonly name: string; readonly table: PreviewTable }[];
  readonly steps: readonly StepPreview[];
  /** What is wrong with the document, and with rows of a step that stops. */
  readonly problems: readonly FaultDetail[];
}

export interface InputLook {
  readonly name: string;
  readonly columns: readonly TableColumn[];
}
