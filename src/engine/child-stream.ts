import { writeSync } from 'node:fs';
import { createGzip } from 'node:zlib';
import { AppError } from '#sdk';
import { serveJob } from './answer-parent.ts';
import { type ChildLimits, type ChildMessage, startChild } from './child-process.ts';

/** Takes the bytes of a document in their order; the next ones may be made when it says so. */
export type ByteOutput = (bytes: Uint8Array) => void | Promise<void>;

export interface StreamOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Runs one job in a child process whose standard output is a document, written while it is made. It is given once its
 * first bytes are there; later it fails with the child's fault. Whoever cancels it, or aborts, ends the child.
 * @param ended called when there is nothing more to come
 */
export async function streamFromChild(
  verb: string,
  job: unknown,
  limits: ChildLimits,
  options: StreamOptions,
  ended: () => void,
): Promise<ReadableStream<Uint8Array>> {
  const child = startChild(verb, job, limits, { ...options, stdout: 'pipe' });
  const reader = child.stdout!.getReader();
  const answer = child.answer<null>();
  answer.catch(() => {}); // waited for when the bytes have ended
  const finish = () => {
    child.end();
    ended();
  };
  const read = async (): Promise<Uint8Array | null> => {
    try {
      const { done, value } = await reader.read();
      if (!done) return value;
      await answer;
    } catch (error) {
      finish();
      throw error;
    }
    finish();
    return null;
  };
  let next = await read();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === null) return controller.close();
      controller.enqueue(next);
      next = await read();
    },
    cancel() {
      child.kill(new AppError('cancelled', 'child.cancelled', 'Nobody waits for the document any more.'));
      finish();
    },
  });
}

/** The same into a file that is open for writing. */
export async function writeFromChild(
  verb: string,
  job: unknown,
  limits: ChildLimits,
  options: StreamOptions,
  file: number,
): Promise<void> {
  const child = startChild(verb, job, limits, { ...options, stdout: file });
  try {
    await child.answer<null>();
  } finally {
    child.end();
  }
}

/** zlib's fastest but one: markup that repeats packs nearly as well as with more work. */
const GZIP_LEVEL = 2;

/** The child's side: reads the job, writes the document to standard output, and what else there is to say to standard error. */
export const serveDocument = <J extends { gzip: boolean }>(
  work: (job: J, output: ByteOutput, progress: (share: number) => void) => Promise<void>,
): Promise<number> =>
  serveJob<J, null>(
    async (job, progress) => {
      const plain: ByteOutput = (bytes) => writeAll(bytes);
      const packed = job.gzip ? gzipped() : null;
      await work(job, packed?.output ?? plain, progress);
      await packed?.end();
      return null;
    },
    (message: ChildMessage<null>) => void process.stderr.write(`${JSON.stringify(message)}\n`),
  );

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

/** Packs on another thread while the next bytes are made. */
function gzipped(): { output: ByteOutput; end(): Promise<void> } {
  const gzip = createGzip({ level: GZIP_LEVEL, chunkSize: 1 << 17 });
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  gzip.on('data', writeAll).on('end', resolve).on('error', reject);
  over.catch(() => {}); // waited for at the end
  return {
    output: (bytes) => {
      if (gzip.write(bytes.slice())) return;
      return new Promise((next) => gzip.once('drain', next));
    },
    end: () => {
      gzip.end();
      return over;
    },
  };
}
