import { expect, test } from 'bun:test';
import { withDefaults } from './defaults.ts';
import { Type, Value } from './schema.ts';

const Schema = Type.Object({
  list: Type.Array(Type.Object({ inner: Type.Array(Type.String(), { default: [] }) }), { default: [] }),
  page: Type.Object({ size: Type.Integer({ default: 50 }) }, { default: {} }),
  word: Type.String({ default: 'x' }),
});
const passes = (value: unknown) => Value.Check(Schema, withDefaults(Schema, value));

test('what is left out is filled, at every depth', () => {
  expect(withDefaults(Schema, {})).toEqual({ list: [], page: { size: 50 }, word: 'x' });
  expect(withDefaults(Schema, { list: [{}], page: {} })).toEqual({
    list: [{ inner: [] }],
    page: { size: 50 },
    word: 'x',
  });
});

test('what is wrong stays wrong: nothing is laid over a default', () => {
  expect(passes({ list: [{ inner: ['a'] }], page: { size: 3 } })).toBe(true);
  for (const wrong of [{ list: { id: 'x' } }, { list: {} }, { page: [] }, { page: ['x'] }, { list: [{ inner: {} }] }])
    expect([wrong, passes(wrong)]).toEqual([wrong, false]);
});

test('what is sent is not changed, and odd names are nobody’s properties', () => {
  const sent = JSON.parse('{"constructor":{"a":1},"list":[]}');
  withDefaults(Schema, sent);
  expect(sent).toEqual(JSON.parse('{"constructor":{"a":1},"list":[]}'));
});
