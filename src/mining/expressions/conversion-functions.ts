import { joinSql, sql } from '#sdk';
import { asText, textToBoolean, textToNumber, trimmed } from './convert.ts';
import type { ExpressionFunction } from './function.ts';
import { once } from './once.ts';
import { oneOf } from './written.ts';

const value = { name: 'value', type: 'any' } as const;

export const CONVERSION_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    ...{ name: 'text', group: 'conversion', gives: 'text', takes: [value] },
    summary: 'The value as a text: whole numbers without a point, times as ISO 8601 in UTC, `true` or `false`.',
    build: ([of]) => asText(of!.sql, of!.type),
    examples: [
      { text: 'text(7)', gives: '7' },
      { text: 'text(0.5)', gives: '0.5' },
      { text: 'text(1 = 2)', gives: 'false' },
    ],
  },
  {
    ...{ name: 'number', group: 'conversion', gives: 'number' },
    takes: [value, { name: 'decimal sign', type: 'text', written: oneOf(['.', ',']), optional: true }],
    summary:
      'The text read as a number, missing where it is none; with the decimal sign `,` points group digits. Of yes and no, 1 and 0; of a time, milliseconds since 1970.',
    build: ([of, sign]) => {
      if (of!.type === 'number') return of!.sql;
      if (of!.type === 'boolean') return sql`(${of!.sql})::integer::double`;
      if (of!.type === 'time') return sql`(epoch_us(${of!.sql}) / 1000.0)`;
      if (of!.type === 'missing') return sql`null::double`;
      return textToNumber(of!.sql, sign?.value === ',' ? ',' : '.');
    },
    examples: [
      { text: "number('12.5')", gives: 12.5 },
      { text: "number('1.234,5', ',')", gives: 1234.5 },
      { text: "number('twelve')", gives: null },
      { text: 'number(true)', gives: 1 },
    ],
  },
  {
    ...{ name: 'boolean', group: 'conversion', gives: 'boolean', takes: [value] },
    summary:
      'Yes or no, by its words: true, t, yes, y, 1, ja, j, wahr and false, f, no, n, 0, nein, falsch, in any capitals. Of a number, 1 and 0. All else is missing.',
    build: ([of]) => {
      if (of!.type === 'boolean') return of!.sql;
      if (of!.type === 'number')
        return once(of!.sql, (v) => sql`case when ${v} = 1 then true when ${v} = 0 then false end`);
      if (of!.type === 'text') return textToBoolean(of!.sql);
      return sql`null::boolean`;
    },
    examples: [
      { text: "boolean('false')", gives: false },
      { text: "boolean('Yes')", gives: true },
      { text: "boolean('perhaps')", gives: null },
      { text: 'boolean(2)', gives: null },
    ],
  },
  {
    ...{ name: 'coalesce', group: 'missing values', gives: 'same' },
    takes: [{ name: 'value', type: 'same', repeated: true }],
    summary: 'The first of the values that is not missing.',
    build: (given) =>
      sql`coalesce(${joinSql(
        given.map((g) => g.sql),
        ', ',
      )})`,
    examples: [{ text: "coalesce(missing, 'a', 'b')", gives: 'a' }],
  },
  {
    ...{ name: 'blank', group: 'missing values', gives: 'boolean', takes: [value] },
    summary: 'Whether the value is missing, or a text without a sign that can be seen.',
    build: ([of]) => (of!.type === 'text' ? sql`(coalesce(${trimmed(of!.sql)}, '') = '')` : sql`(${of!.sql} is null)`),
    examples: [
      { text: "blank('  ')", gives: true },
      { text: 'blank(0)', gives: false },
    ],
  },
];
