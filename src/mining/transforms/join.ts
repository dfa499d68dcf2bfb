import { Choice, cellAt, defineTransform, joinSql, keyword, sql, TableRef, Type, VERBATIM } from '#sdk';
import { MatchedColumns, matchedBy } from '../pipelines/matched-tables.ts';
import { demandDistinct, plainColumns, type ResultColumn } from '../pipelines/step-plan.ts';

/** Joins rows of two tables. */
export default defineTransform({
  id: 'join',
  version: 1,
  title: 'Join tables',
  summary: 'Joins each row with every row of another table that has the same key; a row may become several.',
  category: 'tables',
  rows: 'other',
  takesTable: true,
  params: Type.Object({
    table: TableRef('The other table'),
    match: MatchedColumns(),
    kind: Choice(['inner', 'left', 'full'], {
      default: 'inner',
      description: 'Which rows without a partner stay',
      titles: { inner: 'none', left: 'those of this table', full: 'those of both tables' },
    }),
    prefix: Type.String({
      [VERBATIM]: true,
      default: '',
      maxLength: 100,
      description: 'Put before the names of columns of the other table',
    }),
  }),
  examples: [
    {
      title: 'Orders with their items',
      params: { table: 'items', match: [{ column: 'order', other: 'order' }], kind: 'left', prefix: 'item ' },
      expect: {
        input: [['order'], ['1'], ['2']],
        other: {
          rows: [
            ['order', 'name'],
            ['1', 'pen'],
            ['1', 'paper'],
            ['3', 'ink'],
          ],
        },
        output: [
          ['order', 'item order', 'item name'],
          ['1', '1', 'pen'],
          ['1', '1', 'paper'],
          ['2', null, null],
        ],
      },
    },
  ],
  plan({ input, other }, { match, kind, prefix }, problems) {
    const table = other ?? input;
    const condition = matchedBy(match, input, table, problems);
    const columns: ResultColumn[] = [
      ...input.columns.map((column, i) => ({ ...column, value: sql`here.${cellAt(i)}` })),
      ...table.columns.map(({ name, type }, i) => ({ name: prefix + name, type, value: sql`there.${cellAt(i)}` })),
    ];
    demandDistinct(columns, problems, '/prefix');
    const placed = (of: typeof input) => sql`(select *, row_number() over () as place from ${of.relation})`;
    const cells = joinSql(
      columns.map(({ value }, i) => sql`${value} as ${cellAt(i)}`),
      ', ',
    );
    return {
      columns: plainColumns(columns),
      query: sql`select ${cells} from ${placed(input)} here ${keyword(kind)} join ${placed(table)} there on ${condition} order by here.place nulls last, there.place`,
    };
  },
  // Rows that stand side by side tell of each other what they were matched by.
  lineage(result, { match, prefix }, { input, other }) {
    const here = input.some(({ name }) => name === result);
    const there = other.find(({ name }) => prefix + name === result);
    return {
      input: [...(here ? [result] : []), ...(there ? match.map(({ column }) => column) : [])],
      other: [...(there ? [there.name] : []), ...(here ? match.map(({ other: name }) => name) : [])],
    };
  },
});
