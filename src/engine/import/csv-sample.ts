import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Encoding } from '../../mining/formats/csv-encoding.ts';
import { readHead } from './detect.ts';

/**
 * Writes the first bytes of a CSV file, unpacked, up to the last line end among them.
 * @returns whether that is the whole file
 */
export async function writeSample(path: string, into: string, most: number, encoding: Encoding): Promise<boolean> {
  const { bytes, whole } = await firstBytes(path, most);
  await using file = await open(into, 'wx', 0o600);
  await file.writeFile(whole ? bytes : bytes.subarray(0, afterLastLine(bytes, encoding)));
  return whole;
}

async function firstBytes(path: string, most: number): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const { head, size } = await readHead(path, most);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { bytes: head, whole: size <= head.length };
  const file = createReadStream(path);
  const unpacked = file.pipe(createGunzip());
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of unpacked) {
      parts.push(part);
      length += part.length;
      if (length > most) break;
    }
  } catch (error) {
    // What came before the damage is shown; the load says what is wrong with the rest.
    if (length === 0 || !String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
  } finally {
    file.destroy();
    unpacked.destroy();
  }
  const bytes = new Uint8Array(Buffer.concat(parts));
  return { bytes: bytes.subarray(0, most), whole: length <= most };
}

/** Behind the last line end; all of it where there is none. */
function afterLastLine(bytes: Uint8Array, encoding: Encoding): number {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const low = encoding === 'utf-16be' ? 1 : 0;
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] !== 10) continue;
    if (!wide) return at + 1;
    const start = at - low;
    if (start % 2 === 0 && bytes[start + (1 - low)] === 0) return start + 2;
  }
  return bytes.length;
}
