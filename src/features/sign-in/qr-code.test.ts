import { expect, test } from 'bun:test';
import decodeQR from 'qr/decode.js';
import { qrCodeOf } from './qr-code.ts';
import { otpauthUri } from './totp.ts';

/** Draws the path as a reader sees it: dark squares on white. */
function drawn({ size, path }: ReturnType<typeof qrCodeOf>, scale = 4) {
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  return { width: side, height: side, data };
}

test.each(['ann', 'a-very-long-login-name.of-somebody@a-department.northbank.example', 'müller'])(
  'a reader gets the address for %s back',
  (login) => {
    const uri = otpauthUri(Buffer.from('12345678901234567890'), 'Adit', login);
    const code = qrCodeOf(uri);
    expect(decodeQR(drawn(code))).toBe(uri);
    // Nothing stands in the quiet zone.
    const xs = [...code.path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect([Math.min(...xs), Math.max(...xs) < code.size - 4]).toEqual([4, true]);
  },
);
