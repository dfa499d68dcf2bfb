import { COLUMN, defineTransform, Type } from '#sdk';
import { columnsAsTheyAre, demandDistinct, ofItself, placeOf, rowsOf } from '../pipelines/step-plan.ts';

/** Gives columns other names. */
export default defineTransform({
  id: 'rename',
  version: 1,
  title: 'Rename columns',
  summary: 'Gives columns other names; two may change theirs with each other.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    names: Type.Array(
      Type.Object(
        {
          column: Type.String({ minLength: 1, [COLUMN]: 'any', description: 'Its present name' }),
          name: Type.String({ minLength: 1, maxLength: 500, description: 'Its new name' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 2_000, description: 'Columns and their new names' },
    ),
  }),
  examples: [
    {
      title: 'A name in words',
      params: { names: [{ column: 'BELNR', name: 'Invoice' }] },
      expect: {
        input: [
          ['BELNR', 'WRBTR'],
          ['1', '5'],
        ],
        output: [
          ['Invoice', 'WRBTR'],
          ['1', '5'],
        ],
      },
    },
  ],
  plan({ input }, { names }, problems) {
    const columns = columnsAsTheyAre(input);
    names.forEach(({ column, name }, i) => {
      const place = placeOf(input, column, problems, `/names/${i}/column`);
      if (place !== null) columns[place] = { ...columns[place]!, name };
    });
    demandDistinct(columns, problems, '/names');
    return rowsOf(input, columns);
  },
  lineage: (column, { names }) => ofItself(names.find(({ name }) => name === column)?.column ?? column),
});
