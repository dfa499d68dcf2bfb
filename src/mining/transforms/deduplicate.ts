import { Choice, COLUMN, cellAt, defineTransform, joinSql, keyword, sql, Type } from '#sdk';
import { columnsAsTheyAre, ofItself, placesOf, plainColumns, selected } from '../pipelines/step-plan.ts';

/** Keeps one row of those that are alike. */
export default defineTransform({
  id: 'deduplicate',
  version: 1,
  title: 'Remove duplicates',
  summary:
    'Keeps one row of those that have the same values in columns, or in all of them; the others are counted as filtered.',
  category: 'rows',
  rows: 'fewer',
  params: Type.Object({
    columns: Type.Optional(
      Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
        maxItems: 2_000,
        description: 'Columns that are compared; by default all',
      }),
    ),
    keep: Choice(['first', 'last'], { default: 'first', description: 'Which of the rows stays' }),
  }),
  examples: [
    {
      title: 'The last state of each order',
      params: { columns: ['order'], keep: 'last' },
      expect: {
        input: [
          ['order', 'state'],
          ['1', 'open'],
          ['2', 'open'],
          ['1', 'paid'],
        ],
        output: [
          ['order', 'state'],
          ['2', 'open'],
          ['1', 'paid'],
        ],
      },
    },
    {
      title: 'Rows that are equal in everything, missing values too',
      params: {},
      expect: {
        input: [
          ['order', 'state'],
          ['1', null],
          ['1', null],
          ['1', 'paid'],
        ],
        output: [
          ['order', 'state'],
          ['1', null],
          ['1', 'paid'],
        ],
      },
    },
  ],
  plan({ input }, { columns: names = [], keep }, problems) {
    const places = names.length === 0 ? input.columns.map((_, i) => i) : placesOf(input, names, problems, '/columns');
    const columns = columnsAsTheyAre(input);
    const alike = joinSql(places.length === 0 ? [sql`1`] : places.map(cellAt), ', ');
    const order = keyword(keep === 'last' ? 'desc' : 'asc');
    // The order of the table is that of its file, which `place` holds; `row` may be in another one after a sort.
    const placed = sql`(select *, row_number() over () as place from ${input.relation})`;
    return {
      columns: plainColumns(columns),
      query: sql`select ${selected(columns)}, "row" from (select *, row_number() over (partition by ${alike} order by place ${order}) as nth from ${placed}) where nth = 1 order by place`,
    };
  },
  lineage: ofItself,
});
