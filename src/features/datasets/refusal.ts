import { Nullable, type Static, Type } from '#sdk';
import type { RefusedReason } from '../../engine/import/refused-file.ts';

/** What is known of the rows that a load refused; the rows themselves lie in a file that is called by the id. */
export interface Refusal {
  /** Of the load; where the load was stopped by its refused rows, an id of its own. */
  readonly id: string;
  readonly tenant: string;
  readonly dataset: string;
  /** Null: the load was stopped, and nothing of it came in. */
  readonly loadId: string | null;
  readonly jobId: string | null;
  /** How people call the file, the first one of several. */
  readonly fileName: string | null;
  readonly rows: number;
  /** Of the columns of the file, in their order; none: the file is no table. */
  readonly headers: readonly string[];
  readonly mapping: unknown;
  /** The most frequent one first. */
  readonly reasons: readonly RefusedReason[];
  readonly user: string | null;
  readonly atMs: number;
}

/** A refused row as somebody may see it. */
export interface RefusedRow {
  /** From 1, in the order of the file of refused rows. */
  readonly row: number;
  /** Which file, where several were read as one. */
  readonly file: string | null;
  readonly line: number;
  readonly problems: readonly {
    readonly column: string | null;
    readonly value: string | null;
    readonly reason: string;
  }[];
  /** By the headers; null: the file is no table, or they must not be kept. */
  readonly cells: readonly (string | null)[] | null;
  /** Of a row that could not be taken apart, whose cells go as far as that goes. */
  readonly text: string | null;
}

/** Which refused rows are meant. */
export interface RefusedFilter {
  readonly reason?: string | undefined;
  readonly column?: string | undefined;
}

const TextOrNull = Nullable(Type.String());

const ReasonView = Type.Object({ column: TextOrNull, reason: Type.String(), rows: Type.Integer() });

export const RefusedRowView = Type.Object({
  row: Type.Integer({ description: 'Place among the refused rows of the load, from 1' }),
  file: Nullable(Type.String({ description: 'Where several files were read as one' })),
  line: Type.Integer(),
  problems: Type.Array(Type.Object({ column: TextOrNull, value: TextOrNull, reason: Type.String() })),
  cells: Nullable(
    Type.Array(TextOrNull, { description: 'By the headers; null: the file is no table, or they must not be kept' }),
  ),
  text: Nullable(Type.String({ description: 'Of a row that could not be taken apart' })),
});

export const RefusedListView = Type.Object({
  items: Type.Array(RefusedRowView),
  total: Type.Integer({ description: 'Rows that the filter keeps' }),
  next: Nullable(Type.String({ description: 'Cursor of the next step; null at the end' })),
  headers: Type.Array(Type.String()),
  reasons: Type.Array(ReasonView, { description: 'Rows by column and reason, the most frequent ones first' }),
});

export const StoppedView = Type.Object({
  id: Type.String({ description: 'In the place of a load in …/loads/{load}/refused' }),
  file: TextOrNull,
  rows: Type.Integer({ description: 'Rows that were refused before it was stopped' }),
  jobId: TextOrNull,
  at: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

export const presentStopped = ({ id, fileName, rows, jobId, atMs }: Refusal): Static<typeof StoppedView> => ({
  ...{ id, file: fileName, rows, jobId, at: new Date(atMs).toISOString() },
});
