import { expect, test } from 'bun:test';
import { ByteDictionary, hashBytes } from './byte-dictionary.ts';

const add = (dictionary: ByteDictionary, bytes: Uint8Array) =>
  dictionary.code(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
const addText = (dictionary: ByteDictionary, text: string) => add(dictionary, new TextEncoder().encode(text));

test('texts are numbered in order of first appearance, equal texts alike', () => {
  const dictionary = new ByteDictionary();
  expect(['a', 'b', 'a', '', 'ä', 'b', ''].map((text) => addText(dictionary, text))).toEqual([1, 2, 1, 3, 4, 2, 3]);
  expect([1, 2, 3, 4].map((code) => dictionary.text(code))).toEqual(['a', 'b', '', 'ä']);
  expect(dictionary.size).toBe(4);
});

test('a hundred thousand texts keep their codes', () => {
  const dictionary = new ByteDictionary();
  for (let i = 1; i <= 100_000; i++) addText(dictionary, `value ${i}`);
  const wrong = Array.from({ length: 100_000 }, (_, i) => i + 1).filter(
    (i) => addText(dictionary, `value ${i}`) !== i || dictionary.text(i) !== `value ${i}`,
  );
  expect(wrong).toEqual([]);
  expect(dictionary.size).toBe(100_000);
});

test('texts with the same hash are told apart', () => {
  const dictionary = new ByteDictionary();
  const [a, b] = [new TextEncoder().encode('aa'), new TextEncoder().encode('bb')];
  expect([dictionary.code(a, 0, 2, 7), dictionary.code(b, 0, 2, 7), dictionary.code(a, 0, 2, 7)]).toEqual([1, 2, 1]);
});

test('bytes that are no UTF-8 get no code', () => {
  const dictionary = new ByteDictionary();
  for (const bytes of [[0xfc], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]])
    expect(add(dictionary, Uint8Array.from(bytes))).toBe(0);
  expect(dictionary.size).toBe(0);
});

test('cleared, it starts again', () => {
  const dictionary = new ByteDictionary();
  for (let i = 0; i < 1_000; i++) addText(dictionary, String(i));
  dictionary.clear();
  expect([addText(dictionary, '999'), dictionary.size, dictionary.text(1)]).toEqual([1, 1, '999']);
});
