import { COLUMN, cellAt, defineTransform, Type } from '#sdk';
import { demandDistinct, ofItself, placesOf, rowsOf } from '../pipelines/step-plan.ts';

/** Keeps columns, in the order in which they are named. */
export default defineTransform({
  id: 'select',
  version: 1,
  title: 'Choose columns',
  summary: 'Keeps the columns that are named, in their order, and leaves out the others; or the other way round.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Names of columns',
    }),
    leaveOut: Type.Boolean({ default: false, description: 'Leave these out, and keep all others' }),
  }),
  examples: [
    {
      title: 'Two columns, the other way round',
      params: { columns: ['amount', 'order'] },
      expect: {
        input: [
          ['order', 'note', 'amount'],
          ['1', 'x', '5'],
        ],
        output: [
          ['amount', 'order'],
          ['5', '1'],
        ],
      },
    },
    {
      title: 'All but one',
      params: { columns: ['note'], leaveOut: true },
      expect: {
        input: [
          ['order', 'note', 'amount'],
          ['1', 'x', '5'],
        ],
        output: [
          ['order', 'amount'],
          ['1', '5'],
        ],
      },
    },
  ],
  plan({ input }, { columns, leaveOut }, problems) {
    const named = placesOf(input, columns, problems, '/columns');
    const places = leaveOut ? input.columns.map((_, i) => i).filter((i) => !named.includes(i)) : named;
    if (places.length === 0 && leaveOut) problems.add('/columns', 'no column would be left; keep at least one');
    const kept = places.map((i) => ({ ...input.columns[i]!, value: cellAt(i) }));
    demandDistinct(kept, problems, '/columns');
    return rowsOf(input, kept);
  },
  lineage: ofItself,
});
