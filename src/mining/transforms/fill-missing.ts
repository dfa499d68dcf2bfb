import { Choice, COLUMN, ColumnRef, cellAt, defineTransform, joinSql, type Sql, sql, Type, VERBATIM } from '#sdk';
import { converted } from '../pipelines/convert-columns.ts';
import { columnsAsTheyAre, ofItself, placeOf, plainColumns, selected } from '../pipelines/step-plan.ts';

/** Puts something where a value is missing. */
export default defineTransform({
  id: 'fill-missing',
  version: 1,
  title: 'Fill missing values',
  summary:
    'Puts a value where one is missing: a fixed one, or the last or next one above or below, also within a group.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Columns that are filled',
    }),
    by: Choice(['value', 'last', 'next'], {
      default: 'value',
      description: 'What is put there',
      titles: { value: 'a fixed value', last: 'the last value above', next: 'the next value below' },
    }),
    value: Type.Optional(Type.String({ [VERBATIM]: true, description: 'The fixed value, written as a text' })),
    group: Type.Optional(ColumnRef('Values above and below count only from rows with the same value here')),
  }),
  examples: [
    {
      title: 'A fixed value',
      params: { columns: ['amount'], value: '0' },
      expect: {
        types: { amount: 'number' },
        input: [['amount'], [5], [null]],
        output: [['amount'], [5], [0]],
      },
    },
    {
      title: 'The last one of the same order',
      params: { columns: ['clerk'], by: 'last', group: 'order' },
      expect: {
        input: [
          ['order', 'clerk'],
          ['1', 'Ann'],
          ['2', null],
          ['1', null],
        ],
        output: [
          ['order', 'clerk'],
          ['1', 'Ann'],
          ['2', null],
          ['1', 'Ann'],
        ],
      },
    },
  ],
  plan({ input }, { columns: names, by, value, group }, problems) {
    const columns = columnsAsTheyAre(input);
    const groupPlace = group === undefined ? null : placeOf(input, group, problems, '/group');
    if (by === 'value' && value === undefined) problems.add('/value', 'say which value is put there');
    const groups = groupPlace === null ? sql`` : sql`partition by ${cellAt(groupPlace)} `;
    names.forEach((name, i) => {
      const place = placeOf(input, name, problems, `/columns/${i}`);
      if (place === null) return;
      const old = columns[place]!;
      const fixed = by === 'value' && value !== undefined ? fixedValue(old.type, value) : null;
      if (fixed === 'wrong') {
        problems.add('/value', `"${value}" is no ${old.type}, which "${name}" holds`);
        return;
      }
      const filled: Sql =
        by === 'last'
          ? sql`last_value(${old.value} ignore nulls) over (${groups}order by place rows between unbounded preceding and current row)`
          : by === 'next'
            ? sql`first_value(${old.value} ignore nulls) over (${groups}order by place rows between current row and unbounded following)`
            : sql`coalesce(${joinSql([old.value, ...(fixed ? [fixed] : [])], ', ')})`;
      columns[place] = { ...old, value: filled };
    });
    const query =
      by === 'value'
        ? sql`select ${selected(columns)}, "row" from ${input.relation}`
        : sql`select ${selected(columns)}, "row" from (select *, row_number() over () as place from ${input.relation}) order by place`;
    return { columns: plainColumns(columns), query };
  },
  lineage: (column, { columns, group }) =>
    group !== undefined && columns.includes(column) ? { input: [column, group] } : ofItself(column),
});

/** A value that is written as a text, as the type of its column. */
function fixedValue(type: 'text' | 'number' | 'boolean' | 'time', value: string): Sql | 'wrong' {
  const isRight = {
    text: true,
    number: Number.isFinite(Number(value)) && value.trim() !== '',
    boolean: /^(true|false|yes|no|1|0|ja|nein)$/i.test(value),
    time: !Number.isNaN(Date.parse(value)),
  }[type];
  if (!isRight) return 'wrong';
  return converted(sql`${value}::varchar`, 'text', type, { decimal: '.', format: 'iso', zone: 'UTC' })!;
}
