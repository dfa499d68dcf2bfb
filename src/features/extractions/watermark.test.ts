import { expect, test } from 'bun:test';
import type { AppError, Cell } from '#sdk';
import { seeded } from '../../../tests/faults/seeded.ts';
import { readFrom } from './watermark.ts';

const HOUR = 3600;
test.each([
  [null, HOUR, null],
  ['a name', 0, 'a name'],
  [10, 3, 7],
  [9007199254740995n, 2, 9007199254740993n],
  [9007199254740995n, 1.5, 9007199254740993n],
  ['2024-03-01T00:30:00.123456789Z', HOUR, '2024-02-29T23:30:00.123456789Z'],
  ['2024-03-01T00:30:00+05:30', HOUR, '2024-02-29T23:30:00+05:30'],
  ['2024-03-01 00:30:00.5', HOUR, '2024-02-29 23:30:00.5'],
  ['2024-03-01T00:30', HOUR, '2024-02-29T23:30'],
  ['2024-03-01T00:30', 30, '2024-03-01T00:29:30'],
  ['2024-03-01T00:00:00+02', 1, '2024-02-29T23:59:59+02'],
  ['2024-03-01', HOUR, '2024-02-29'],
  ['2024-03-01', 48 * HOUR, '2024-02-28'],
] as [Cell, number, Cell][])('%p less %p is %p', (watermark, overlap, from) => {
  expect(readFrom(watermark, overlap)).toBe(from);
});

test.each(['a name', '20240301', '2024-13-01T00:00:00Z', true])('%p has no overlap', (watermark) => {
  expect(() => readFrom(watermark, 60)).toThrow(expect.objectContaining({ code: 'extraction.noOverlap' }) as AppError);
});

test('a time is as much earlier as the overlap, whatever its fraction', () => {
  const random = seeded(3);
  for (let i = 0; i < 500; i++) {
    const ms = Math.floor(random() * 4e12);
    const seconds = Math.floor(random() * 1e6);
    const from = readFrom(new Date(ms).toISOString(), seconds) as string;
    expect(Date.parse(from)).toBe(ms - seconds * 1000);
  }
});
