import type { Descriptor } from './descriptor.ts';
import { type Static, type TObject, Type } from './schema.ts';
import { ident, type Sql } from './sql.ts';

export type CellType = 'text' | 'number' | 'boolean' | 'time';
/** A value as examples write it: times as ISO 8601 in UTC, a missing one as null. */
export type ExampleCell = string | number | boolean | null;

/** A column of a table of a pipeline. Names are told apart as they are written: `Cost` and `cost` are two columns. */
export interface TableColumn {
  readonly name: string;
  readonly type: CellType;
}

/**
 * A table that a step reads. Its relation calls the columns `c0`, `c1` … in their order, whatever their names are, and has the
 * whole number `row`, by which a row is known again in the table before.
 */
export interface StepTable {
  readonly columns: readonly TableColumn[];
  readonly relation: Sql;
}

/** What a step reads: the table before, and the one that its parameters name; null: they name none, or it is not there. */
export interface StepTables {
  readonly input: StepTable;
  readonly other: StepTable | null;
}

/** Takes what is wrong with parameters, all of it: pointers are those inside the parameters. */
export interface Problems {
  add(pointer: string, message: string): void;
}

/** What a step makes: its columns, and a query that gives them as `c0`, `c1` …; nobody runs it where there were problems. */
export interface StepPlan {
  readonly columns: readonly TableColumn[];
  readonly query: Sql;
}

/** What the values of one column of a result are made of: columns, by name, of the table before and of the other one. */
export interface ColumnSources {
  readonly input?: readonly string[];
  readonly other?: readonly string[];
}

/** The columns of the tables that a step reads. */
export interface ReadColumns {
  readonly input: readonly TableColumn[];
  readonly other: readonly TableColumn[];
}

/** What becomes of a row that cannot be computed: it goes out, counted and with its reason; its value is missing; or the run stops. */
export const FAILURE_POLICIES = ['refuse', 'empty', 'stop'] as const;
export type FailurePolicy = (typeof FAILURE_POLICIES)[number];

export interface TransformExample {
  readonly input: readonly (readonly ExampleCell[])[];
  /** First the names of the columns, then the rows; types are those of `types`, text where it says nothing. */
  readonly types?: Readonly<Record<string, CellType>>;
  readonly other?: {
    readonly rows: readonly (readonly ExampleCell[])[];
    readonly types?: Readonly<Record<string, CellType>>;
  };
  readonly output: readonly (readonly ExampleCell[])[];
  /** Reasons of the rows that failed. */
  readonly failed?: readonly string[];
}

/** One step of a pipeline over a table, compiled to SQL. */
export interface Transform<P extends TObject = TObject> extends Descriptor<P, TransformExample> {
  readonly kind: 'transform';
  /**
   * What becomes of the rows of the table before: each stays (`same`), some go (`fewer`), or others come in their place
   * (`other`). Only the queries of the first two give the column `row`.
   */
  readonly rows: 'same' | 'fewer' | 'other';
  /** Whether it reads a second table, which the parameter `table` names. */
  readonly takesTable?: boolean;
  /** Absent: no row can fail. Else the query gives the column `problem` too: in words why a row failed, null where it did not. */
  failure?(params: Static<P>): FailurePolicy;
  /** Never throws for what a person wrote: that is added to the problems, and the columns are those that can still be said. */
  plan(tables: StepTables, params: Static<P>, problems: Problems): StepPlan;
  /**
   * What the values of a column of the result are made of, those that only choose among others too; which rows there are is no
   * value. What is decided about people follows it. Absent, or null: each may hold whatever is read.
   */
  lineage?(column: string, params: Static<P>, read: ReadColumns): ColumnSources | null;
}

export const defineTransform = <P extends TObject>(transform: Omit<Transform<P>, 'kind'>): Transform<P> => ({
  kind: 'transform',
  ...transform,
});

/** The i-th column of a {@link StepTable}, by the name that its relation has for it. */
export const cellAt = (place: number): Sql => ident(`c${place}`);

/** Marks the parameter that names another table of the pipeline: an input or a step before. */
export const TABLE = 'x-table';
export const TableRef = (description: string) => Type.String({ minLength: 1, description, [TABLE]: true });

/** Marks a parameter that is written in the expression language, and whether it is a condition. */
export const EXPRESSION = 'x-expression';
export const ExpressionText = (description: string, gives: 'value' | 'condition' = 'value') =>
  Type.String({ minLength: 1, maxLength: 10_000, description, [EXPRESSION]: gives });

/** Marks a text of which every sign counts, the blanks around it too. */
export const VERBATIM = 'x-verbatim';
