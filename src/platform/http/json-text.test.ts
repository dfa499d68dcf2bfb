import { expect, test } from 'bun:test';
import { answerText, JsonText } from './json-text.ts';

test('text passes through as it is; the fields beside it are written as ever', () => {
  const data = '{"a" : [1, 2.50, "\\u00e9"]}';
  const text = answerText({ type: 'x"y', gone: undefined, at: new Date(0), data: new JsonText(data), list: [null] });
  expect(text).toBe(`{"type":"x\\"y","at":"1970-01-01T00:00:00.000Z","data":${data},"list":[null]}`);
});

test.each([[null], [3], ['s'], [[1, { a: 1 }]], [{ a: { b: undefined, c: 1 } }], [{}]])(
  'without such a field: as JSON.stringify: %j',
  (answer) => expect(answerText(answer)).toBe(JSON.stringify(answer)),
);
