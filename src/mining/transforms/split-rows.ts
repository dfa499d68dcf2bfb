import { ColumnRef, cellAt, defineTransform, sql, Type, VERBATIM } from '#sdk';
import { trimmed } from '../expressions/convert.ts';
import { columnsAsTheyAre, ofItself, placeOf, plainColumns, selected } from '../pipelines/step-plan.ts';

/** Makes several rows of one that holds a list. */
export default defineTransform({
  id: 'split-rows',
  version: 1,
  title: 'Split into rows',
  summary: 'Makes a row of each part of a text that holds a list; a row without one stays as it is.',
  category: 'rows',
  rows: 'other',
  params: Type.Object({
    column: ColumnRef('Column with the lists'),
    separator: Type.String({
      [VERBATIM]: true,
      minLength: 1,
      maxLength: 100,
      default: ',',
      description: 'What stands between the parts',
    }),
    position: Type.Optional(
      Type.String({ minLength: 1, description: 'Name of a new column with the place of the part, from 1' }),
    ),
  }),
  examples: [
    {
      title: 'One row for each item',
      params: { column: 'items', separator: ';', position: 'place' },
      expect: {
        input: [
          ['order', 'items'],
          ['1', 'pen; paper'],
          ['2', null],
        ],
        output: [
          ['order', 'items', 'place'],
          ['1', 'pen', 1],
          ['1', 'paper', 2],
          ['2', null, 1],
        ],
      },
    },
  ],
  plan({ input }, { column, separator, position }, problems) {
    const columns = columnsAsTheyAre(input);
    const place = placeOf(input, column, problems, '/column');
    if (place === null) return { columns: plainColumns(columns), query: input.relation };
    if (columns[place]!.type !== 'text') problems.add('/column', `"${column}" holds no texts; convert it first`);
    columns[place] = { ...columns[place]!, value: trimmed(sql`part`) };
    if (position !== undefined) {
      if (columns.some(({ name }) => name === position))
        problems.add('/position', `there is a column "${position}" already`);
      columns.push({ name: position, type: 'number', value: sql`nth::double` });
    }
    const list = sql`coalesce(string_split(${cellAt(place)}, ${separator}), [null])`;
    const placed = sql`(select *, row_number() over () as place from ${input.relation})`;
    return {
      columns: plainColumns(columns),
      query: sql`select ${selected(columns)} from (select *, unnest(${list}) as part, generate_subscripts(${list}, 1) as nth from ${placed}) order by place, nth`,
    };
  },
  lineage: (result, { column, position }) => ofItself(result === position ? column : result),
});
