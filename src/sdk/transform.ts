import type { Descriptor } from './descriptor.ts';
import type { Static, TObject } from './schema.ts';
import type { Sql } from './sql.ts';

export interface TableColumn {
  name: string;
  type: 'text' | 'number' | 'boolean' | 'time';
}

/** One step of a pipeline over a table, compiled to SQL. */
export interface Transform<P extends TObject = TObject> extends Descriptor<P> {
  readonly kind: 'transform';
  /** The columns that come out; faults of kind `invalid` name every column that is missing. */
  columns(input: readonly TableColumn[], params: Static<P>): readonly TableColumn[];
  /** A query over the relation `input`. */
  apply(input: Sql, columns: readonly TableColumn[], params: Static<P>): Sql;
}

export const defineTransform = <P extends TObject>(transform: Omit<Transform<P>, 'kind'>): Transform<P> => ({
  kind: 'transform',
  ...transform,
});
