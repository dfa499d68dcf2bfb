import {
  Choice,
  COLUMN,
  ColumnRef,
  cellAt,
  defineTransform,
  joinSql,
  type Sql,
  sql,
  type TableColumn,
  Type,
} from '#sdk';
import { asText } from '../expressions/convert.ts';
import { demandDistinct, placeOf, placesOf } from '../pipelines/step-plan.ts';

const FIGURES = ['first', 'last', 'count', 'sum', 'mean', 'min', 'max'] as const;

/** Makes columns of values. */
export default defineTransform({
  id: 'pivot',
  version: 1,
  title: 'Values to columns',
  summary: 'Makes a column of each value that is named, and one row of all that have the same values in columns.',
  category: 'tables',
  rows: 'other',
  params: Type.Object({
    by: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 100,
      description: 'Columns that stay: one row for each of their values',
    }),
    column: ColumnRef('Column whose values become columns'),
    values: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
      minItems: 1,
      maxItems: 500,
      description: 'The values that become columns, named as they are',
    }),
    value: ColumnRef('Column whose values stand in them'),
    figure: Choice(FIGURES, { default: 'first', description: 'What is said of several rows' }),
  }),
  examples: [
    {
      title: 'One row for each order, with a column for each kind',
      params: { by: ['order'], column: 'kind', values: ['net', 'tax'], value: 'amount', figure: 'sum' },
      expect: {
        types: { amount: 'number' },
        input: [
          ['order', 'kind', 'amount'],
          ['1', 'net', 10],
          ['1', 'tax', 2],
          ['2', 'net', 5],
          ['1', 'net', 1],
        ],
        output: [
          ['order', 'net', 'tax'],
          ['1', 11, 2],
          ['2', 5, null],
        ],
      },
    },
  ],
  plan({ input }, { by, column, values, value, figure }, problems) {
    const stay = placesOf(input, by, problems, '/by');
    const place = placeOf(input, column, problems, '/column');
    const of = placeOf(input, value, problems, '/value');
    const type = of === null ? 'text' : input.columns[of]!.type;
    if ((figure === 'sum' || figure === 'mean') && type !== 'number')
      problems.add('/figure', `"${figure}" needs numbers, and "${value}" is a ${type}; convert it first`);
    const result = figure === 'count' || figure === 'sum' || figure === 'mean' ? 'number' : type;
    const columns: TableColumn[] = [
      ...stay.map((p) => input.columns[p]!),
      ...values.map((name): TableColumn => ({ name, type: result })),
    ];
    demandDistinct(columns, problems, '/values');
    if (place === null || of === null) return { columns, query: input.relation };
    const kind = asText(cellAt(place), input.columns[place]!.type);
    const cells = [
      ...stay.map(cellAt),
      ...values.map(
        (name) =>
          sql`(${figureOf(figure, cellAt(of))} filter (where ${kind} = ${name}))${figure === 'count' ? sql`::double` : sql``}`,
      ),
    ];
    const groups = joinSql(stay.map(cellAt), ', ');
    const placed = sql`(select *, row_number() over () as place from ${input.relation})`;
    return {
      columns,
      query: sql`select ${joinSql(
        cells.map((cell, i) => sql`${cell} as ${cellAt(i)}`),
        ', ',
      )} from ${placed} group by ${groups} order by min(place)`,
    };
  },
  lineage: (result, { by, column, values, value }) => ({
    input: [...(by.includes(result) ? [result] : []), ...(values.includes(result) ? [column, value] : [])],
  }),
});

function figureOf(figure: (typeof FIGURES)[number], value: Sql): Sql {
  const forms = {
    first: sql`arg_min(${value}, place)`,
    last: sql`arg_max(${value}, place)`,
    count: sql`count(${value})`,
    sum: sql`sum(${value})`,
    mean: sql`avg(${value})`,
    min: sql`min(${value})`,
    max: sql`max(${value})`,
  };
  return forms[figure];
}
