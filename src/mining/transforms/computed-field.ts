import { defineTransform, ExpressionText, Type } from '#sdk';
import { compiledIn, madeOf } from '../pipelines/expression-params.ts';
import { columnsAsTheyAre, ofItself, rowsOf, withColumn } from '../pipelines/step-plan.ts';

/** Computes a column by an expression. */
export default defineTransform({
  id: 'computed-field',
  version: 1,
  title: 'Computed column',
  summary: 'Computes a column by an expression: a new one, or in the place of the one of that name.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 500, description: 'Name of the column' }),
    expression: ExpressionText("What its values are, for example: if([amount] > 1000, 'large', 'small')"),
  }),
  examples: [
    {
      title: 'A price with tax',
      params: { name: 'gross', expression: 'round(net * 1.19, 2)' },
      expect: {
        types: { net: 'number' },
        input: [
          ['order', 'net'],
          ['1', 100],
          ['2', null],
        ],
        output: [
          ['order', 'net', 'gross'],
          ['1', 100, 119],
          ['2', null, null],
        ],
      },
    },
  ],
  plan({ input }, { name, expression }, problems) {
    const compiled = compiledIn(input, expression, problems, '/expression');
    const columns = columnsAsTheyAre(input);
    if (compiled === null) return rowsOf(input, columns);
    return rowsOf(input, withColumn(columns, { name, type: compiled.type, value: compiled.sql }));
  },
  lineage: (column, { name, expression }) => (column === name ? madeOf(expression) : ofItself(column)),
});
