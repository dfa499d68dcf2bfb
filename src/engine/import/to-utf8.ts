import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError, invalid } from '#sdk';
import type { Encoding } from '../../mining/formats/csv-encoding.ts';
import { megabytes, type TableLimits } from './limits.ts';

/**
 * Writes the text of a file as UTF-8, in a stream of constant memory: unpacked when it is gzip, transcoded when it is not
 * UTF-8. Faults: `import.damagedGzip`, `import.gzipBomb` (too_large), `import.oddUtf16`.
 */
export async function writeUtf8(
  path: string,
  into: string,
  how: { gzip: boolean; encoding: Encoding },
  limits: TableLimits,
  signal?: AbortSignal,
): Promise<void> {
  const packed = (await stat(path)).size;
  const steps: (Transform | ReturnType<typeof createGunzip>)[] = [];
  if (how.gzip) steps.push(createGunzip(), guardUnpacked(packed, limits));
  if (how.encoding !== 'utf-8' && how.encoding !== 'auto') steps.push(transcode(how.encoding));
  const source: Readable = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    await pipeline([source, ...steps, createWriteStream(into)], signal ? { signal } : {});
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_')) invalid('import.damagedGzip', `The gzip file is damaged: ${(error as Error).message}.`);
    throw error;
  }
}

/** Counts what comes out, over all members. */
function guardUnpacked(packed: number, limits: TableLimits): Transform {
  let unpacked = 0;
  const free = 64 << 20;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked > limits.unpackedBytes || (unpacked > free && unpacked > packed * limits.unpackedRatio)) {
        const limit =
          unpacked > limits.unpackedBytes ? megabytes(limits.unpackedBytes) : `${limits.unpackedRatio} times its size`;
        const message = `Unpacked, the file is larger than ${limit}, the most that is taken. Unpack it yourself if that is right.`;
        done(new AppError('too_large', 'import.gzipBomb', message));
      } else done(null, chunk);
    },
  });
}

function transcode(encoding: Exclude<Encoding, 'auto' | 'utf-8'>): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
}
