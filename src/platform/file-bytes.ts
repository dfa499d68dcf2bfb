import { open } from 'node:fs/promises';

const BUFFER_BYTES = 262_144;
/** Where files within the program itself are, as the sample log; only Bun's own way reads them. */
const WITHIN_PROGRAM = '/$bunfs/';

/** The bytes of a file from its beginning, all in one buffer: a chunk is good until the next is asked for, and nothing piles up. */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  if (path.startsWith(WITHIN_PROGRAM)) return yield* Bun.file(path).stream();
  const file = await open(path, 'r');
  const buffer = new Uint8Array(BUFFER_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, BUFFER_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
