import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileBytes } from './file-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-file-bytes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([0, 1, 262_143, 262_144, 262_145, 1_000_003])(
  '%d bytes come as they are, all in one buffer',
  async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251);
    const path = join(folder, String(size));
    writeFileSync(path, bytes);
    const seen: number[] = [];
    const buffers = new Set<ArrayBufferLike>();
    for await (const chunk of fileBytes(path)) {
      buffers.add(chunk.buffer);
      for (const byte of chunk) seen.push(byte);
    }
    expect(Buffer.compare(Uint8Array.from(seen), bytes)).toBe(0);
    expect(buffers.size).toBe(size === 0 ? 0 : 1);
  },
);

test('a reader that stops early, and a file that is not there', async () => {
  const path = join(folder, 'early');
  writeFileSync(path, new Uint8Array(600_000));
  for await (const chunk of fileBytes(path)) {
    expect(chunk.length).toBe(262_144);
    break;
  }
  expect(fileBytes(join(folder, 'none')).next()).rejects.toThrow('ENOENT');
});
