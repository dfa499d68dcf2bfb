import { allBits, andNotBits, ColumnRef, english, invalid, noBits, Type } from '#sdk';
import { columnTest } from '../../predicates/condition.ts';
import { rowsMatching } from '../../predicates/rows.ts';
import { defineMarkCheck } from '../check.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

const bound = (description: string) =>
  Type.Optional(Type.Union([Type.Number(), Type.String({ maxLength: 64 })], { description }));

/** A column whose numbers or instants must lie within bounds. */
export default defineMarkCheck({
  id: 'rule-within-range',
  title: 'Lies within bounds',
  summary: 'Every number (or time) of the column lies within bounds. Missing values are not looked at.',
  dimension: 'validity',
  weight: 1,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: validity',
  use: 'rule',
  params: Type.Object({
    column: ColumnRef('Whose numbers or times are looked at'),
    from: bound('The smallest value, included; a date is written 2024-01-31'),
    to: bound('The largest value, included'),
  }),
  level: ({ log, params }) => log.column(params.column).level,
  prepare({ log, params, run }) {
    const column = log.column(params.column);
    if (column.class !== 'number' && column.class !== 'time')
      invalid('quality.notNumbers', `Column "${column.name}" holds neither numbers nor times. Choose another column.`);
    const { from, to } = params;
    if (from === undefined && to === undefined) invalid('quality.noBounds', 'Give "from", "to" or both.');
    const condition =
      from === undefined
        ? { operator: '<=' as const, value: to }
        : to === undefined
          ? { operator: '>=' as const, value: from }
          : { operator: 'between' as const, from, to };
    const test = columnTest(log, column, { ignoreCase: false, ...condition } as never, run.zone);
    return { context: { id: column.id, class: column.class, level: column.level, test } };
  },
  mark(segment, _view, column) {
    if (!segment.has(column.id) || column.test.kind === 'archive') return noBits(segment[`${column.level}s`]);
    const others = andNotBits(allBits(segment[`${column.level}s`]), rowsMatching(column.test, segment));
    return andNotBits(others, missingRows(segment, column), others);
  },
  statement: ({ rows, of }, { log, params }) =>
    state(english('‘{column}’ lies outside of its bounds in {rows} of {of} rows.'), {
      ...{ column: log.column(params.column).name, rows, of },
    }),
  advice: null,
  leaveOut: 'rows',
});
