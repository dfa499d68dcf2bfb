import { ColumnRef, english, ident, sql, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

/** A column that must be filled. */
export default defineMarkCheck({
  id: 'rule-not-null',
  title: 'Has a value',
  summary: 'Every row has a value in the column.',
  dimension: 'completeness',
  weight: 1,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: completeness',
  use: 'rule',
  params: Type.Object({ column: ColumnRef('That must have a value') }),
  level: ({ log, params }) => {
    const column = log.column(params.column);
    return column.class === 'text' ? 'case' : column.level;
  },
  prepare: ({ log, params }) => ({ context: log.column(params.column) }),
  mark: (segment, _view, column) => missingRows(segment, column),
  sql({ log, params }) {
    const column = log.column(params.column);
    if (column.class !== 'text') return null;
    return sql`select distinct segment, case_ix from events where ${ident(column.id)} is null`;
  },
  statement: ({ rows, of }, { log, params }) =>
    state(english('‘{column}’ is missing in {rows} of {of} rows.'), {
      column: log.column(params.column).name,
      rows,
      of,
    }),
  advice: null,
  leaveOut: 'rows',
});
