import { COLUMN, cellAt, defineTransform, joinSql, sql, type TableColumn, Type } from '#sdk';
import { demandDistinct, ofItself, placesOf } from '../pipelines/step-plan.ts';

/** Makes rows of columns. */
export default defineTransform({
  id: 'unpivot',
  version: 1,
  title: 'Columns to rows',
  summary: 'Makes a row of each of several columns: one new column has its name, another one its value.',
  category: 'tables',
  rows: 'other',
  params: Type.Object({
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Columns that become rows',
    }),
    name: Type.String({ default: 'name', minLength: 1, maxLength: 500, description: 'New column with the names' }),
    value: Type.String({ default: 'value', minLength: 1, maxLength: 500, description: 'New column with the values' }),
    keepMissing: Type.Boolean({ default: false, description: 'Also where there is no value' }),
  }),
  examples: [
    {
      title: 'A row for each kind of amount',
      params: { columns: ['net', 'tax'], name: 'kind', value: 'amount' },
      expect: {
        types: { net: 'number', tax: 'number' },
        input: [
          ['order', 'net', 'tax'],
          ['1', 10, 2],
          ['2', 5, null],
        ],
        output: [
          ['order', 'kind', 'amount'],
          ['1', 'net', 10],
          ['1', 'tax', 2],
          ['2', 'net', 5],
        ],
      },
    },
  ],
  plan({ input }, { columns: names, name, value, keepMissing }, problems) {
    const places = placesOf(input, names, problems, '/columns');
    const types = [...new Set(places.map((p) => input.columns[p]!.type))];
    if (types.length > 1) problems.add('/columns', `they hold ${types.join(' and ')}; convert them to one type first`);
    const stay = input.columns.map((_, i) => i).filter((i) => !places.includes(i));
    const columns: TableColumn[] = [
      ...stay.map((i) => input.columns[i]!),
      { name, type: 'text' },
      { name: value, type: types[0] ?? 'text' },
    ];
    demandDistinct(columns, problems, '/name');
    const cells = joinSql(stay.map((p, i) => sql`${cellAt(p)} as ${cellAt(i)}`).concat([sql`place`]), ', ');
    const parts = places.map(
      (p, nth) =>
        sql`select ${cells}, ${nth} as nth, ${input.columns[p]!.name}::varchar as ${cellAt(stay.length)}, ${cellAt(p)} as ${cellAt(stay.length + 1)} from placed`,
    );
    if (parts.length === 0 || types.length > 1) return { columns, query: input.relation };
    const kept = keepMissing ? sql`` : sql` where ${cellAt(stay.length + 1)} is not null`;
    const out = joinSql(
      columns.map((_, i) => cellAt(i)),
      ', ',
    );
    return {
      columns,
      query: sql`with placed as (select *, row_number() over () as place from ${input.relation}) select ${out} from (${joinSql(parts, ' union all ')})${kept} order by place, nth`,
    };
  },
  lineage: (result, { columns, name, value }) =>
    result === name ? {} : result === value ? { input: columns } : ofItself(result),
});
