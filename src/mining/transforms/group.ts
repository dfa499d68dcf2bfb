import { Choice, COLUMN, cellAt, defineTransform, joinSql, type Sql, sql, type TableColumn, Type } from '#sdk';
import { demandDistinct, placeOf, placesOf } from '../pipelines/step-plan.ts';

const KINDS = ['count', 'distinct', 'sum', 'mean', 'median', 'min', 'max', 'first', 'last', 'list'] as const;

/** One row for the rows that have the same values. */
export default defineTransform({
  id: 'group',
  version: 1,
  title: 'Group',
  summary:
    'Makes one row of all that have the same values in columns, with figures about them; missing values are a group.',
  category: 'rows',
  rows: 'other',
  params: Type.Object({
    by: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      maxItems: 100,
      default: [],
      description: 'Columns; none: one row for all',
    }),
    figures: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 500, description: 'Name of the new column' }),
          figure: Choice(KINDS, {
            description: 'What is said of the rows',
            titles: {
              count: 'count (rows, or values of the column)',
              distinct: 'distinct values',
              list: 'list, one after the other',
            },
          }),
          column: Type.Optional(Type.String({ minLength: 1, [COLUMN]: 'any', description: 'Column' })),
        },
        { additionalProperties: false },
      ),
      { maxItems: 200, default: [], description: 'Figures about the rows of a group' },
    ),
  }),
  examples: [
    {
      title: 'Orders of each supplier',
      params: {
        by: ['supplier'],
        figures: [
          { name: 'orders', figure: 'count' },
          { name: 'value', figure: 'sum', column: 'amount' },
          { name: 'first', figure: 'first', column: 'order' },
        ],
      },
      expect: {
        types: { amount: 'number' },
        input: [
          ['order', 'supplier', 'amount'],
          ['1', 'a', 5],
          ['2', 'b', null],
          ['3', 'a', 7],
        ],
        output: [
          ['supplier', 'orders', 'value', 'first'],
          ['a', 2, 12, '1'],
          ['b', 1, null, '2'],
        ],
      },
    },
  ],
  plan({ input }, { by, figures }, problems) {
    const places = placesOf(input, by, problems, '/by');
    if (by.length === 0 && figures.length === 0)
      problems.add('/figures', 'name columns or figures; else no column is left');
    const made = figures.map(({ name, figure, column }, i): TableColumn & { value: Sql } => {
      const nothing = { name, type: 'number', value: sql`count(*)::double` } as const;
      if (column === undefined) {
        if (figure !== 'count') problems.add(`/figures/${i}/column`, `"${figure}" needs a column`);
        return nothing;
      }
      const place = placeOf(input, column, problems, `/figures/${i}/column`);
      if (place === null) return nothing;
      const { type } = input.columns[place]!;
      if (['sum', 'mean', 'median'].includes(figure) && type !== 'number') {
        problems.add(
          `/figures/${i}/column`,
          `"${figure}" needs numbers, and "${column}" is a ${type}; convert it first`,
        );
        return nothing;
      }
      if (figure === 'list' && type !== 'text') {
        problems.add(`/figures/${i}/column`, `"list" needs texts, and "${column}" is a ${type}; convert it first`);
        return nothing;
      }
      return { name, ...figureOf(figure, cellAt(place), type) };
    });
    const columns: TableColumn[] = [
      ...places.map((p) => input.columns[p]!),
      ...made.map(({ name, type }) => ({ name, type })),
    ];
    demandDistinct(columns, problems, '/figures');
    const values = [...places.map(cellAt), ...made.map(({ value }) => value)];
    const cells = joinSql(
      values.map((value, i) => sql`${value} as ${cellAt(i)}`),
      ', ',
    );
    const groups = places.length === 0 ? sql`` : sql` group by ${joinSql(places.map(cellAt), ', ')}`;
    const placed = sql`(select *, row_number() over () as place from ${input.relation})`;
    return { columns, query: sql`select ${cells} from ${placed}${groups} order by min(place)` };
  },
  lineage: (result, { by, figures }) => {
    const made = figures
      .filter(({ name, column }) => name === result && column !== undefined)
      .map(({ column }) => column!);
    return { input: by.includes(result) ? [result, ...made] : made };
  },
});

function figureOf(
  figure: (typeof KINDS)[number],
  value: Sql,
  type: TableColumn['type'],
): { type: TableColumn['type']; value: Sql } {
  const number = 'number' as const;
  switch (figure) {
    case 'count':
      return { type: number, value: sql`count(${value})::double` };
    case 'distinct':
      return { type: number, value: sql`count(distinct ${value})::double` };
    case 'sum':
      return { type: number, value: sql`sum(${value})` };
    case 'mean':
      return { type: number, value: sql`avg(${value})` };
    case 'median':
      return { type: number, value: sql`median(${value})` };
    case 'min':
      return { type, value: sql`min(${value})` };
    case 'max':
      return { type, value: sql`max(${value})` };
    case 'first':
      return { type, value: sql`arg_min(${value}, place)` };
    case 'last':
      return { type, value: sql`arg_max(${value}, place)` };
    case 'list':
      return { type: 'text', value: sql`string_agg(${value}, ', ' order by place)` };
  }
}
