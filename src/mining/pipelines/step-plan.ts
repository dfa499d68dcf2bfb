import {
  Choice,
  type ColumnSources,
  cellAt,
  FAILURE_POLICIES,
  ident,
  joinSql,
  nearest,
  type Problems,
  type Sql,
  type StepPlan,
  type StepTable,
  sql,
  type TableColumn,
} from '#sdk';

/** Names that relations of a pipeline have beside `c0`, `c1` …. */
export const ROW = ident('row');
export const PROBLEM = ident('problem');

/** A column of a result, and where its values come from. */
export interface ResultColumn extends TableColumn {
  readonly value: Sql;
}

/** The columns of a table as they are, for a step that changes some of them. */
export const columnsAsTheyAre = ({ columns }: StepTable): ResultColumn[] =>
  columns.map((column, i) => ({ ...column, value: cellAt(i) }));

/** `v as "c0", w as "c1"`. */
export const selected = (columns: readonly ResultColumn[]): Sql =>
  joinSql(
    columns.map(({ value }, i) => sql`${value} as ${cellAt(i)}`),
    ', ',
  );

export const plainColumns = (columns: readonly ResultColumn[]): TableColumn[] =>
  columns.map(({ name, type }) => ({ name, type }));

interface RowsAsked {
  readonly where?: Sql;
  readonly orderBy?: Sql;
  /** In words why a row failed; null where it did not. */
  readonly problem?: Sql;
}

/** A step whose rows are those of the table before, or some of them. */
export function rowsOf(input: StepTable, columns: readonly ResultColumn[], asked: RowsAsked = {}): StepPlan {
  const problem = asked.problem ? sql`, ${asked.problem} as ${PROBLEM}` : sql``;
  const where = asked.where ? sql` where ${asked.where}` : sql``;
  const order = asked.orderBy ? sql` order by ${asked.orderBy}` : sql``;
  return {
    columns: plainColumns(columns),
    query: sql`select ${selected(columns)}, ${ROW}${problem} from ${input.relation}${where}${order}`,
  };
}

/** The place of a column; null, with the problem told and the nearest name, when there is none. */
export function placeOf(
  { columns }: StepTable,
  name: string,
  problems: Problems,
  pointer: string,
  of = '',
): number | null {
  const place = columns.findIndex((column) => column.name === name);
  if (place >= 0) return place;
  const names = columns.map((column) => column.name);
  const near = nearest(name, names);
  const shown = names.slice(0, 12).map((n) => `"${n}"`);
  const hint = near ? `Did you mean "${near}"?` : `There are ${shown.join(', ')}${names.length > 12 ? ' …' : '.'}`;
  problems.add(pointer, `there is no column "${name}"${of}. ${names.length === 0 ? '' : hint}`.trimEnd());
  return null;
}

/** The places of several columns; each that is not there is told. */
export const placesOf = (table: StepTable, names: readonly string[], problems: Problems, pointer: string): number[] =>
  names.flatMap((name, i) => placeOf(table, name, problems, `${pointer}/${i}`) ?? []);

/** Sets a column: in the place of the one of this name, or behind all others. */
export function withColumn(columns: readonly ResultColumn[], column: ResultColumn): ResultColumn[] {
  const place = columns.findIndex(({ name }) => name === column.name);
  return place < 0 ? [...columns, column] : columns.map((old, i) => (i === place ? column : old));
}

/** Tells every name that two columns of a result have. */
export function demandDistinct(columns: readonly TableColumn[], problems: Problems, pointer: string): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) problems.add(pointer, `two columns would be called "${name}"; give one of them another name`);
    seen.add(name);
  }
}

/** Lineage of a column that is that of the same name before, or made of it alone. */
export const ofItself = (column: string): ColumnSources => ({ input: [column] });

/** What becomes of rows that cannot be computed. */
export const OnFailure = () =>
  Choice(FAILURE_POLICIES, {
    default: 'refuse',
    description: 'What becomes of a row whose value cannot be read',
    titles: {
      refuse: 'The row goes out, counted and with its reason',
      empty: 'The row stays; its value is missing',
      stop: 'The run stops',
    },
  });

/** The first reason that is there, of several columns. */
export const firstProblem = (problems: readonly Sql[]): Sql =>
  problems.length === 1 ? problems[0]! : sql`coalesce(${joinSql(problems, ', ')})`;
