import { Choice, ColumnRef, defineTransform, literal, type Sql, sql, Type } from '#sdk';
import { converted, unreadable } from '../pipelines/convert-columns.ts';
import {
  columnsAsTheyAre,
  firstProblem,
  OnFailure,
  ofItself,
  placeOf,
  rowsOf,
  withColumn,
} from '../pipelines/step-plan.ts';

/** Names and places of a path: `customer.lines[0].name`. */
const PATH = /^[^.[\]"\\]+(\[\d+\])*(\.[^.[\]"\\]+(\[\d+\])*)*$/;

/** Takes values out of texts of JSON. */
export default defineTransform({
  id: 'parse-json',
  version: 1,
  title: 'Read JSON',
  summary: 'Takes values out of a column with JSON texts by their paths; what is not there is missing.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    column: ColumnRef('Column with JSON texts'),
    fields: Type.Array(
      Type.Object(
        {
          path: Type.String({ minLength: 1, maxLength: 500, description: 'Path, as customer.lines[0].name' }),
          name: Type.Optional(
            Type.String({ minLength: 1, maxLength: 500, description: 'Name of the new column; by default the path' }),
          ),
          type: Choice(['text', 'number', 'boolean', 'time'], {
            default: 'text',
            description: 'Type',
            titles: { boolean: 'yes or no' },
          }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500, description: 'Values that are taken out' },
    ),
    onFailure: OnFailure(),
  }),
  examples: [
    {
      title: 'The city and the first item of an order',
      params: {
        column: 'body',
        fields: [
          { path: 'customer.city', name: 'city', type: 'text' },
          { path: 'items[0].price', name: 'price', type: 'number' },
        ],
      },
      expect: {
        input: [
          ['order', 'body'],
          ['1', '{"customer":{"city":"Graz"},"items":[{"price":2.5}]}'],
          ['2', '{"customer":{}}'],
          ['3', '{broken'],
        ],
        output: [
          ['order', 'body', 'city', 'price'],
          ['1', '{"customer":{"city":"Graz"},"items":[{"price":2.5}]}', 'Graz', 2.5],
          ['2', '{"customer":{}}', null, null],
        ],
        failed: ['column "body": "{broken" is no JSON'],
      },
    },
  ],
  failure: ({ onFailure }) => onFailure,
  plan({ input }, { column, fields }, problems) {
    const place = placeOf(input, column, problems, '/column');
    let columns = columnsAsTheyAre(input);
    if (place === null) return rowsOf(input, columns, { problem: sql`null::varchar` });
    const { type, value } = columns[place]!;
    if (type !== 'text') problems.add('/column', `"${column}" is a ${type}, which holds no JSON`);
    const broken = unreadable(column, value, 'text', sql`case when json_valid(${value}) then true end`, 'no JSON');
    const failures: Sql[] = [broken];
    fields.forEach(({ path, name = path, type: wanted }, i) => {
      if (!PATH.test(path)) {
        problems.add(`/fields/${i}/path`, 'a path is written as customer.lines[0].name');
        return;
      }
      const parts = path.split('.').map((part) => part.replace(/^[^[]+/, (word) => `."${word}"`));
      const found = sql`case when json_valid(${value}) then json_extract_string(${value}, ${literal(`$${parts.join('')}`)}) end`;
      const result = converted(found, 'text', wanted, { decimal: '.', format: 'iso', zone: 'UTC' })!;
      columns = withColumn(columns, { name, type: wanted, value: result });
      if (wanted !== 'text') failures.push(unreadable(name, sql`(${found})`, 'text', result, `no ${wanted}`));
    });
    return rowsOf(input, columns, { problem: firstProblem(failures) });
  },
  lineage: (result, { column, fields }) =>
    ofItself(fields.some(({ path, name = path }) => name === result) ? column : result),
});
