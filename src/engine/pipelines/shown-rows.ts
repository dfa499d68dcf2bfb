import type { DuckDBConnection } from '@duckdb/node-api';
import { cellAt, type ExampleCell, joinSql, type StepTable, sql } from '#sdk';
import { asText } from '../../mining/expressions/convert.ts';
import type { PreviewTable } from './pipeline-job.ts';

/** Characters of a text that are shown. */
const SHOWN_CHARACTERS = 200;

/** The first rows of a table for people: times as ISO 8601, long texts cut. */
export async function shownRows(connection: DuckDBConnection, table: StepTable, most: number): Promise<PreviewTable> {
  const cells = table.columns.map(({ type }, i) =>
    type === 'text'
      ? sql`left(${cellAt(i)}, ${SHOWN_CHARACTERS})`
      : type === 'time'
        ? asText(cellAt(i), 'time')
        : cellAt(i),
  );
  const query = sql`select "row"::double, ${joinSql(cells, ', ')} from ${table.relation} limit ${most}`;
  const reader = await connection.runAndReadAll(query.text, [...query.values]);
  const rows = reader.getRows().map(([row, ...values]) => ({ row: row as number, cells: values as ExampleCell[] }));
  return { columns: table.columns, rows };
}
