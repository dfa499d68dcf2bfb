import { Choice, COLUMN, defineTransform, joinSql, keyword, sql, Type } from '#sdk';
import { columnsAsTheyAre, ofItself, placeOf, rowsOf } from '../pipelines/step-plan.ts';

/** Puts rows into an order. */
export default defineTransform({
  id: 'sort',
  version: 1,
  title: 'Sort',
  summary: 'Puts the rows in the order of columns, missing values last; equal ones stay as they stood.',
  category: 'rows',
  rows: 'same',
  params: Type.Object({
    by: Type.Array(
      Type.Object(
        {
          column: Type.String({ minLength: 1, [COLUMN]: 'any', description: 'Column' }),
          order: Choice(['up', 'down'], {
            default: 'up',
            description: 'Smallest first, or largest first',
            titles: { up: 'smallest first', down: 'largest first' },
          }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100, description: 'Columns, the most important one first' },
    ),
  }),
  examples: [
    {
      title: 'By amount, largest first',
      params: { by: [{ column: 'amount', order: 'down' }] },
      expect: {
        types: { amount: 'number' },
        input: [
          ['order', 'amount'],
          ['1', 5],
          ['2', null],
          ['3', 10],
          ['4', 5],
        ],
        output: [
          ['order', 'amount'],
          ['3', 10],
          ['1', 5],
          ['4', 5],
          ['2', null],
        ],
      },
    },
  ],
  plan({ input }, { by }, problems) {
    const columns = columnsAsTheyAre(input);
    const keys = by.flatMap(({ column, order }, i) => {
      const place = placeOf(input, column, problems, `/by/${i}/column`);
      return place === null
        ? []
        : [sql`${columns[place]!.value} ${keyword(order === 'down' ? 'desc' : 'asc')} nulls last`];
    });
    return rowsOf(input, columns, { orderBy: joinSql([...keys, sql`"row"`], ', ') });
  },
  lineage: ofItself,
});
