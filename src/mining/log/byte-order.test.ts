import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { byBytes, byteRanks } from './byte-order.ts';

test('the order of the encoded bytes', () => {
  // U+FFFD comes before U+1F4B6 by bytes (EF… < F0…), behind it by UTF-16 units (FFFD > D83D).
  expect(['💶', '\ufffd', 'b', 'B', '', 'ba'].sort(byBytes)).toEqual(['', 'B', 'b', 'ba', '\ufffd', '💶']);
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('ranks are places in that order', () => {
  expect(byteRanks(['', 'pay', 'check', 'Pay'])).toEqual(Uint32Array.of(0, 3, 2, 1));
});
