import type { TableColumn } from '#sdk';
import { cellAt, defineTransform, joinSql, keyword, sql, TableRef, Type } from '#sdk';

/** Puts the rows of another table below. */
export default defineTransform({
  id: 'union',
  version: 1,
  title: 'Append rows',
  summary:
    'Puts the rows of another table below; columns are matched by name, and missing where a table has none of them.',
  category: 'tables',
  rows: 'other',
  takesTable: true,
  params: Type.Object({ table: TableRef('The table whose rows come below') }),
  examples: [
    {
      title: 'Two regions',
      params: { table: 'south' },
      expect: {
        input: [
          ['order', 'clerk'],
          ['1', 'Ann'],
        ],
        other: {
          rows: [
            ['region', 'order'],
            ['S', '2'],
          ],
        },
        output: [
          ['order', 'clerk', 'region'],
          ['1', 'Ann', null],
          ['2', null, 'S'],
        ],
      },
    },
  ],
  plan({ input, other }, _, problems) {
    const below = other ?? input;
    const more = below.columns.filter(({ name }) => !input.columns.some((column) => column.name === name));
    const columns: TableColumn[] = [...input.columns, ...more];
    const part = (table: typeof input, nth: number) => {
      const cells = columns.map((column, i) => {
        const place = table.columns.findIndex(({ name }) => name === column.name);
        const found = table.columns[place];
        if (found && found.type !== column.type)
          problems.add(
            '/table',
            `"${column.name}" is a ${column.type} in one table and a ${found.type} in the other; convert one of them`,
          );
        return sql`${place < 0 ? sql`null::${TYPE_WORDS[column.type]}` : cellAt(place)} as ${cellAt(i)}`;
      });
      return sql`select ${joinSql(cells, ', ')}, ${nth} as part, row_number() over () as place from ${table.relation}`;
    };
    const all = joinSql([part(input, 1), part(below, 2)], ' union all ');
    return {
      columns,
      query: sql`select ${joinSql(
        columns.map((_, i) => cellAt(i)),
        ', ',
      )} from (${all}) order by part, place`,
    };
  },
  lineage: (result, _, { input, other }) => ({
    input: input.some(({ name }) => name === result) ? [result] : [],
    other: other.some(({ name }) => name === result) ? [result] : [],
  }),
});

const TYPE_WORDS = {
  text: keyword('varchar'),
  number: keyword('double'),
  boolean: keyword('boolean'),
  time: keyword('timestamptz'),
};
