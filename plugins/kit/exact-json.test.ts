import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { ExactNumber, parseExactly } from './exact-json.ts';

const parse = (text: string) => parseExactly(text, 'server');

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['0.1', 0.1],
  ['0.30000000000000004', 0.30000000000000004],
  ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
  ['1e400', '1e400'],
  ['1E-400', '1E-400'],
  ['0e0', 0],
  ['1.5e300', 1.5e300],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['1234567890123456.25', '1234567890123456.25'],
])('the number %s stays what it is', (text, value) => {
  const parsed = parse(`{"a":[${text}]}`);
  expect(parsed).toEqual({ a: [typeof value === 'string' ? new ExactNumber(value) : value] });
  if (typeof value === 'string') expect(JSON.stringify(parsed)).toBe(`{"a":[${text}]}`);
});

test('what is no number is left alone', () => {
  const text = '{"1e5":"9007199254740993","a":"\\\\\\"12345678901234567890","b":[true,null,"]]]"]}';
  expect(parse(text)).toEqual(JSON.parse(text));
});

test('any JSON of small numbers is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = JSON.stringify(value);
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
    { seed: 1 },
  );
});

test('nested too deep, or no JSON, is told with the server', () => {
  expect(() => parse('['.repeat(65) + ']'.repeat(65))).toThrow('server answers what cannot be understood: JSON');
  expect(() => parse('{"a":')).toThrow('server answers what cannot be understood: no JSON');
  expect(parse('['.repeat(64) + ']'.repeat(64))).toBeArray();
});
