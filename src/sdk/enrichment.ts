import type { ColumnClass, ColumnId, ColumnLevel } from './columns.ts';
import type { Descriptor } from './descriptor.ts';
import type { Log, Segment, View } from './log.ts';
import type { Run } from './run.ts';
import type { Static, TObject } from './schema.ts';
import type { Sql } from './sql.ts';

export interface OutputColumn {
  name: string;
  level: ColumnLevel;
  class: Exclude<ColumnClass, 'text'>;
}

/** Codes need their dictionary (`values[code - 1]`); numbers and times do not. One entry per event or case of the segment. */
export type ColumnData = { codes: Uint16Array; values?: readonly string[] } | { numbers: Float64Array };

/** Adds columns in a new version; the source columns never change. */
export interface ColumnEnrichment<P extends TObject = TObject, C = unknown> extends Descriptor<P> {
  readonly kind: 'enrichment';
  readonly level: ColumnLevel;
  /** `log`: the value depends on other cases, so appended data recomputes every segment. */
  readonly scope?: 'log';
  inputs(params: Static<P>): readonly ColumnId[];
  outputs(params: Static<P>): readonly OutputColumn[];
  prepare(log: Log, params: Static<P>, run: Run): C | Promise<C>;
  /** One array per output. */
  apply(segment: Segment, view: View, params: Static<P>, context: C): readonly ColumnData[];
}

/** Adds, removes, renames or moves events: rewrites the archive through publish. */
export interface LogEdit<P extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'log-edit';
  /** A query over `events` that gives the new rows. */
  edit(params: Static<P>, log: Log): Sql;
}

export const defineEnrichment = <P extends TObject, C>(
  enrichment: Omit<ColumnEnrichment<P, C>, 'kind'>,
): ColumnEnrichment<P, C> => ({ kind: 'enrichment', ...enrichment });

export const defineLogEdit = <P extends TObject>(edit: Omit<LogEdit<P>, 'kind'>): LogEdit<P> => ({
  kind: 'log-edit',
  ...edit,
});
