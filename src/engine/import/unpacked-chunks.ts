import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, invalid } from '#sdk';
import { readHead } from './detect.ts';
import { megabytes } from './limits.ts';

export interface UnpackLimits {
  maxUnpackedBytes: number;
  /** Most unpacked bytes for each packed one, beyond the first 64 MiB. */
  maxUnpackRatio: number;
}

const CHUNK_BYTES = 1 << 18;
const FREE_BYTES = 64 << 20;

/**
 * The bytes of a file in chunks of at most 256 KiB, unpacked when the file is gzip by its content (every member of it).
 * `share` says how much of the file has been taken. Faults: `import.damagedGzip`, `import.gzipBomb` (too_large), and
 * those of a file that cannot be opened.
 */
export async function* unpackedChunks(
  path: string,
  limits: UnpackLimits,
): AsyncGenerator<{ bytes: Uint8Array; share: number }> {
  const { head, size } = await readHead(path, 2);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    let taken = 0;
    for await (const bytes of file as AsyncIterable<Uint8Array>) {
      taken += bytes.length;
      yield { bytes, share: taken / size };
    }
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  const unpacking: Readable = file.pipe(gunzip);
  let unpacked = 0;
  try {
    for await (const bytes of unpacking as AsyncIterable<Uint8Array>) {
      unpacked += bytes.length;
      if (unpacked > limits.maxUnpackedBytes) tooMuch(megabytes(limits.maxUnpackedBytes));
      if (unpacked > FREE_BYTES && unpacked > size * limits.maxUnpackRatio)
        tooMuch(`${limits.maxUnpackRatio} times its size`);
      yield { bytes, share: Math.min(1, file.bytesRead / size) };
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_')) invalid('import.damagedGzip', `The gzip file is damaged: ${(error as Error).message}.`);
    throw error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function tooMuch(limit: string): never {
  const message = `Unpacked, the file is larger than ${limit}, the most that is taken. Unpack it yourself if that is right.`;
  throw new AppError('too_large', 'import.gzipBomb', message);
}
