import { describe, expect, test } from 'bun:test';
import type { AppError } from '#sdk';
import { collectXes, pieces } from '../../../../tests/collect-xes.ts';

const body = '<log><trace><event><string key="concept:name" value="Prüfung"/></event></trace></log>';
const declare = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n${body}`;
const utf16 = (text: string, big: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const join = (...parts: (number[] | Uint8Array)[]) => Buffer.concat(parts.map((part) => Uint8Array.from(part)));

describe.each([
  ['UTF-8, nothing declared', Buffer.from(body)],
  ['UTF-8 with a byte order mark', join([0xef, 0xbb, 0xbf], Buffer.from(declare('UTF-8')))],
  ['ISO-8859-1', Buffer.from(declare('ISO-8859-1'), 'latin1')],
  ['Windows-1252, in single quotes', Buffer.from(declare('x').replace('"x"', "'windows-1252'"), 'latin1')],
  ['UTF-16, little end first, with a mark', join([0xff, 0xfe], utf16(declare('UTF-16'), false))],
  ['UTF-16, big end first, with a mark', join([0xfe, 0xff], utf16(declare('UTF-16'), true))],
  ['UTF-16, little end first, without a mark', utf16(declare('UTF-16LE'), false)],
  ['UTF-16, big end first, without a mark', utf16(body, true)],
  ['UTF-8 that says it is UTF-16', Buffer.from(declare('utf-16'))],
])('%s', (_, bytes) => {
  test.each([1, 3, 50, 10_000])('in chunks of %d bytes', (size) => {
    expect(collectXes(pieces(bytes, size)).events).toEqual([{ trace: 1, values: { 'concept:name': 'Prüfung' } }]);
  });
});

const codeOf = (bytes: Uint8Array) => {
  try {
    collectXes([bytes]);
    return 'read';
  } catch (error) {
    return (error as AppError).code;
  }
};

test('the five characters of Windows-1252 that ISO-8859-1 lacks are read, as everybody writes them', () => {
  const bytes = Buffer.from(declare('ISO-8859-1').replace('Prüfung', '\x80'), 'latin1');
  expect(collectXes([bytes]).events[0]!.values['concept:name']).toBe('€');
});

test('an unknown encoding, and bytes that the encoding does not have, are faults', () => {
  expect(codeOf(Buffer.from(declare('klingon')))).toBe('import.unknownEncoding');
  expect(codeOf(join([0xff, 0xfe], utf16(body.replace('Prüfung', '\ud800x'), false)))).toBe('import.notUtf8');
  expect(codeOf(Buffer.from(body, 'latin1'))).toBe('import.notUtf8');
});
