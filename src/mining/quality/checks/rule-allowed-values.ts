import { ColumnRef, english, ident, joinSql, sql, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineMarkCheck } from '../check.ts';
import { needTexts } from '../need-texts.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

/** A column that must hold one of these. */
export default defineMarkCheck({
  id: 'rule-allowed-values',
  title: 'Is one of a list',
  summary: 'Every value of the column is one of a list. Missing values are not looked at.',
  dimension: 'validity',
  weight: 1,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: validity',
  use: 'rule',
  params: Type.Object({
    column: ColumnRef('Whose values are looked at'),
    values: Type.Array(Type.String({ maxLength: 1000 }), {
      ...{ minItems: 1, maxItems: 1000, description: 'The values that are allowed, letter by letter' },
    }),
  }),
  level: ({ log, params }) => {
    const column = log.column(params.column);
    return column.class === 'text' ? 'case' : column.level;
  },
  async prepare({ log, params, run }) {
    const column = needTexts(log.column(params.column));
    const allowed = new Set(params.values);
    const wanted = codesThat(log, column, (value) => !allowed.has(value));
    if (!wanted) return null;
    const { id, level } = column;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: wanted.length });
    return { context: { column: { id, level }, wanted }, values: valuesThat(log, column, wanted, profile) };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  sql({ log, params }) {
    const column = log.column(params.column);
    if (column.class !== 'text') return null;
    const list = joinSql(
      params.values.map((value) => sql`${value}`),
      ', ',
    );
    return sql`select distinct segment, case_ix from events where ${ident(column.id)} not in (${list})`;
  },
  statement: ({ rows, of }, { log, params }) =>
    state(english('‘{column}’ holds something that is not allowed in {rows} of {of} rows.'), {
      ...{ column: log.column(params.column).name, rows, of },
    }),
  advice: null,
  leaveOut: 'rows',
});
