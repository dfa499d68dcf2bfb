import { ident, literal, type Sql, sql } from '#sdk';
import type { ColumnMapping, Mapping } from './mapping.ts';

/** Name of the i-th column of the file inside DuckDB. */
export const cellName = (position: number): string => `c${position}`;

/** The text of a cell; where date and time stand in two columns, of both. */
export function cellOf(column: ColumnMapping, mapping: Mapping, headers: readonly string[]): Sql {
  const text = (header: string, byDefault: string | undefined): Sql => {
    const raw = ident(cellName(headers.indexOf(header)));
    return byDefault === undefined ? raw : sql`coalesce(${raw}, ${literal(byDefault)})`;
  };
  const own = text(column.column, column.default);
  const { timeColumn } = column;
  if (!timeColumn) return own;
  const time = text(timeColumn, mapping.columns.find((c) => c.column === timeColumn)?.default);
  return sql`(${own} || coalesce(' ' || ${time}, ''))`;
}
