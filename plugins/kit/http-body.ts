import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError, notUnderstood } from '#sdk';

const unpack = promisify(gunzip);

/** The largest answer, over the wire as well as unpacked. */
export const MOST_BYTES = 64 * 1_048_576;
/** No honest packing of records saves more; a bomb saves a thousand times. */
const MOST_RATIO = 200;

/** The body as text, unpacked within limits. */
export async function textOf(answer: Response, server: string): Promise<string> {
  const sent = new Uint8Array(await answer.arrayBuffer());
  const bytes =
    answer.headers.get('content-encoding') === 'gzip' && sent.length > 0 ? await unpacked(sent, server) : sent;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUnderstood(server, 'text that is no UTF-8');
  }
}

async function unpacked(sent: Uint8Array, server: string): Promise<Uint8Array> {
  const maxOutputLength = Math.min(MOST_BYTES, Math.max(sent.length * MOST_RATIO, 1_048_576));
  try {
    return await unpack(sent, { maxOutputLength });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError(
        'too_large',
        'connector.tooLarge',
        `${server} answers with more than ${maxOutputLength} bytes.`,
      );
    throw notUnderstood(server, 'what calls itself gzip and is not');
  }
}
