import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { errorOf } from './job.ts';

test('findings of a fault are kept with their place, without the values', () => {
  const found = { line: 3, column: 4, value: 'SECRET', message: 'no date' };
  const fault = new AppError('invalid', 'import.badRow', 'bad', Array(30).fill(found));
  expect(errorOf(fault)).toEqual({
    ...{ fault: 'invalid', code: 'import.badRow', message: 'bad' },
    details: Array(20).fill({ line: 3, column: 4, message: 'no date' }),
  });
  expect(errorOf(new AppError('timeout', 'a.b', 'late'))).toEqual({ fault: 'timeout', code: 'a.b', message: 'late' });
});
