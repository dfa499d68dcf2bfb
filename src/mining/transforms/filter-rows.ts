import { defineTransform, ExpressionText, Type } from '#sdk';
import { conditionIn } from '../pipelines/expression-params.ts';
import { columnsAsTheyAre, ofItself, rowsOf } from '../pipelines/step-plan.ts';

/** Keeps rows by a condition. */
export default defineTransform({
  id: 'filter-rows',
  version: 1,
  title: 'Filter rows',
  summary: 'Keeps the rows for which a condition is true; the others are counted as filtered.',
  category: 'rows',
  rows: 'fewer',
  params: Type.Object({
    condition: ExpressionText(
      "Which rows are kept, for example: [amount] > 0 and status in ('open', 'paid')",
      'condition',
    ),
    leaveOut: Type.Boolean({ default: false, description: 'Leave these rows out, and keep all others' }),
  }),
  examples: [
    {
      title: 'Paid orders; what is not known is not true',
      params: { condition: 'paid' },
      expect: {
        types: { paid: 'boolean' },
        input: [
          ['order', 'paid'],
          ['1', true],
          ['2', false],
          ['3', null],
        ],
        output: [
          ['order', 'paid'],
          ['1', true],
        ],
      },
    },
    {
      title: 'All but the paid ones: also what is not known',
      params: { condition: 'paid', leaveOut: true },
      expect: {
        types: { paid: 'boolean' },
        input: [
          ['order', 'paid'],
          ['1', true],
          ['2', false],
          ['3', null],
        ],
        output: [
          ['order', 'paid'],
          ['2', false],
          ['3', null],
        ],
      },
    },
  ],
  plan({ input }, { condition, leaveOut }, problems) {
    const where = conditionIn(input, condition, problems, '/condition');
    const columns = columnsAsTheyAre(input);
    if (where === null) return rowsOf(input, columns);
    return rowsOf(input, columns, { where: leaveOut ? where.isNotTrue : where.isTrue });
  },
  lineage: ofItself,
});
