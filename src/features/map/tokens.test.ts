import { expect, test } from 'bun:test';
import { tokensOf } from './tokens.ts';

const base = { total: { cases: 9 }, shown: { cases: 2 }, sampled: true };

test('dots become cases with their times; colours by the first value, others by −1', () => {
  const dots = [
    [10, 0, 0],
    [30, 0, 1],
    [20, 1, 0],
  ];
  const coloured = [
    [10, 0, 1],
    [30, 0, 0],
    [20, 1, 2],
  ];
  const tokens = tokensOf(
    { ...base, colours: ['a', 'b'], dots },
    { ...base, colours: ['red', 'blue', null], dots: coloured },
  );
  expect(tokens).toEqual({
    cases: [
      { times: [10, 30], activities: [0, 1], colour: 0 },
      { times: [20], activities: [0], colour: -1 },
    ],
    ...{ activities: ['a', 'b'], values: ['blue'], from: 10, to: 30, shown: 2, total: 9 },
  });
});
