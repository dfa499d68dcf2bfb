import { joinSql, sql, wholeNumber } from '#sdk';
import type { Argument, ExpressionFunction } from './function.ts';
import { once } from './once.ts';
import { whole } from './written.ts';

const number: Argument = { name: 'number', type: 'number' };
const values: Argument = { name: 'value', type: 'same', repeated: true };

export const NUMBER_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    ...{ name: 'round', group: 'numbers', gives: 'number' },
    takes: [number, { name: 'digits', type: 'number', written: whole(0, 12), optional: true }],
    summary: 'The number rounded to so many digits behind the point (0 where none are said), halves away from zero.',
    build: ([of, digits]) => sql`round(${of!.sql}, ${wholeNumber(Number(digits?.value ?? 0))})`,
    examples: [
      { text: 'round(2.5)', gives: 3 },
      { text: 'round(-2.5)', gives: -3 },
      { text: 'round(3.14159, 2)', gives: 3.14 },
    ],
  },
  {
    ...{ name: 'floor', group: 'numbers', gives: 'number', takes: [number] },
    summary: 'The largest whole number that is not above it.',
    build: ([of]) => sql`floor(${of!.sql})`,
    examples: [{ text: 'floor(-2.5)', gives: -3 }],
  },
  {
    ...{ name: 'ceiling', group: 'numbers', gives: 'number', takes: [number] },
    summary: 'The smallest whole number that is not below it.',
    build: ([of]) => sql`ceil(${of!.sql})`,
    examples: [{ text: 'ceiling(2.1)', gives: 3 }],
  },
  {
    ...{ name: 'abs', group: 'numbers', gives: 'number', takes: [number] },
    summary: 'The number without its sign.',
    build: ([of]) => sql`abs(${of!.sql})`,
    examples: [{ text: 'abs(-2)', gives: 2 }],
  },
  {
    ...{ name: 'sqrt', group: 'numbers', gives: 'number', takes: [number] },
    summary: 'The square root; missing below zero.',
    build: ([of]) => once(of!.sql, (v) => sql`case when ${v} >= 0 then sqrt(${v}) end`),
    examples: [
      { text: 'sqrt(9)', gives: 3 },
      { text: 'sqrt(-1)', gives: null },
    ],
  },
  {
    ...{ name: 'min', group: 'numbers', gives: 'same', takes: [values] },
    summary: 'The smallest of the values, missing ones left out; also of texts and times.',
    build: (given) =>
      sql`least(${joinSql(
        given.map((g) => g.sql),
        ', ',
      )})`,
    examples: [
      { text: 'min(3, 1, 2)', gives: 1 },
      { text: 'min(missing, 2)', gives: 2 },
    ],
  },
  {
    ...{ name: 'max', group: 'numbers', gives: 'same', takes: [values] },
    summary: 'The largest of the values, missing ones left out; also of texts and times.',
    build: (given) =>
      sql`greatest(${joinSql(
        given.map((g) => g.sql),
        ', ',
      )})`,
    examples: [{ text: "max('a', 'b')", gives: 'b' }],
  },
];
