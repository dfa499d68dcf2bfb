import { Choice, COLUMN, cellAt, defineTransform, joinSql, literal, type Sql, sql, TableRef, Type } from '#sdk';
import { MatchedColumns, matchedBy } from '../pipelines/matched-tables.ts';
import { placeOf, plainColumns, type ResultColumn, withColumn } from '../pipelines/step-plan.ts';

/** Takes columns over from another table. */
export default defineTransform({
  id: 'lookup',
  version: 1,
  title: 'Look up',
  summary: 'Takes columns of another table over, from the first row there with the same key; never makes more rows.',
  category: 'tables',
  rows: 'fewer',
  takesTable: true,
  params: Type.Object({
    table: TableRef('The table in which is looked'),
    match: MatchedColumns(),
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'other' }), {
      minItems: 1,
      maxItems: 500,
      description: 'Columns of the other table that are taken over',
    }),
    onMiss: Choice(['empty', 'leave-out', 'refuse', 'stop'], {
      default: 'empty',
      description: 'What becomes of a row whose key is not there',
      titles: {
        empty: 'it stays; the columns are missing',
        'leave-out': 'it is left out, and counted as filtered',
        refuse: 'it goes out, and is counted as failed',
        stop: 'the run stops',
      },
    }),
  }),
  examples: [
    {
      title: 'Names of suppliers',
      params: { table: 'suppliers', match: [{ column: 'supplier', other: 'id' }], columns: ['name'] },
      expect: {
        input: [
          ['order', 'supplier'],
          ['1', 'a'],
          ['2', 'x'],
        ],
        other: {
          rows: [
            ['id', 'name'],
            ['a', 'Acme'],
            ['a', 'Acme, twice'],
          ],
        },
        output: [
          ['order', 'supplier', 'name'],
          ['1', 'a', 'Acme'],
          ['2', 'x', null],
        ],
        failed: ['column "supplier": "x" is not in the other table'],
      },
    },
    {
      title: 'A key that is not there refuses its row',
      params: { table: 'suppliers', match: [{ column: 'supplier', other: 'id' }], columns: ['name'], onMiss: 'refuse' },
      expect: {
        input: [
          ['order', 'supplier'],
          ['1', 'a'],
          ['2', 'x'],
        ],
        other: {
          rows: [
            ['id', 'name'],
            ['a', 'Acme'],
          ],
        },
        output: [
          ['order', 'supplier', 'name'],
          ['1', 'a', 'Acme'],
        ],
        failed: ['column "supplier": "x" is not in the other table'],
      },
    },
  ],
  failure: ({ onMiss }) => (onMiss === 'leave-out' ? 'empty' : onMiss),
  plan({ input, other }, { match, columns: names, onMiss }, problems) {
    const table = other ?? input;
    const condition = matchedBy(match, input, table, problems);
    let columns: ResultColumn[] = input.columns.map((column, i) => ({ ...column, value: sql`here.${cellAt(i)}` }));
    names.forEach((name, i) => {
      const place = placeOf(table, name, problems, `/columns/${i}`, ' in the other table');
      if (place !== null)
        columns = withColumn(columns, { ...table.columns[place]!, value: sql`there.${cellAt(place)}` });
    });
    const keys = match.flatMap(({ other: name }) => {
      const place = table.columns.findIndex((column) => column.name === name);
      return place < 0 ? [] : [cellAt(place)];
    });
    const first = sql`(select * from (select *, row_number() over () as place from ${table.relation}) qualify row_number() over (partition by ${joinSql(keys.length === 0 ? [sql`1`] : keys, ', ')} order by place) = 1)`;
    const missed = missedKey(
      match,
      input.columns.map(({ name }) => name),
    );
    const problem = onMiss === 'leave-out' ? sql`null::varchar` : sql`case when there.place is null then ${missed} end`;
    const cells = joinSql(
      columns.map(({ value }, i) => sql`${value} as ${cellAt(i)}`),
      ', ',
    );
    const kept = onMiss === 'leave-out' ? sql` where there.place is not null` : sql``;
    return {
      columns: plainColumns(columns),
      query: sql`select ${cells}, here."row", ${problem} as problem from (select *, row_number() over () as nth from ${input.relation}) here left join ${first} there on ${condition}${kept} order by here.nth`,
    };
  },
  // What was found tells by what it was found, and the other way round.
  lineage: (result, { match, columns }) =>
    columns.includes(result)
      ? { input: match.map(({ column }) => column), other: [result, ...match.map(({ other }) => other)] }
      : { input: [result], other: match.map(({ other }) => other) },
});

/** Which key was not found, in words. */
function missedKey(match: readonly { readonly column: string }[], names: readonly string[]): Sql {
  const parts = match.map(({ column }) => {
    const place = names.indexOf(column);
    const value = place < 0 ? sql`''` : sql`coalesce(left(here.${cellAt(place)}::varchar, 100), '')`;
    return sql`${literal(`column "${column}": "`)} || ${value} || '"'`;
  });
  return sql`array_to_string([${joinSql(parts, ', ')}], ', ') || ' is not in the other table'`;
}
