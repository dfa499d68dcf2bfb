import { expect, test } from 'bun:test';
import { variantId } from './variant-id.ts';

test('the id of a variant is that of its activities in order', () => {
  // printf '["register","check"]' | sha256sum | cut -c-32
  expect(variantId(['register', 'check'])).toBe('c4c79a0a203e392ef3b455afebf5906b');
  const others = [
    ['check', 'register'],
    ['register'],
    ['registercheck'],
    ['register","check'],
    [],
    [''],
    ['é'],
    ['e\u0301'],
  ];
  const ids = others.map(variantId);
  expect(new Set([...ids, variantId(['register', 'check'])]).size).toBe(others.length + 1);
});
