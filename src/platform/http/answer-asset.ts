import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { baseHeaders } from './base-headers.ts';
import { etagHeader } from './etag.ts';
import type { Exchange } from './http-parts.ts';
import { successStatus } from './problem.ts';
import type { AssetRoute } from './route.ts';

type Encoding = 'br' | 'gzip' | 'identity';
type Packed = Uint8Array<ArrayBuffer>;

/** Best but one: the best takes ten times as long for two per cent. */
const BROTLI_QUALITY = 9;
/** Below this the headers outweigh what is saved. */
const MIN_BYTES = 1024;

const packed = new Map<string, Promise<Packed>>();
const checksums = new Map<string, string>();

/** A file of the program, packed as the browser likes it; packed once, off the event loop. */
export async function answerAsset(route: AssetRoute, exchange: Exchange): Promise<Response> {
  const { request } = exchange;
  const headers = baseHeaders(exchange, 'data');
  const etag = etagHeader(checksumOf(route.content));
  headers.set('etag', etag);
  headers.set('vary', 'accept-encoding');
  const named = new URL(request.url).searchParams.has('v');
  headers.set('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: successStatus('unchanged'), headers });
  headers.set('content-type', route.contentType);
  const encoding = route.content.length < MIN_BYTES ? 'identity' : wanted(request.headers.get('accept-encoding') ?? '');
  if (encoding === 'identity') return new Response(route.content, { headers });
  headers.set('content-encoding', encoding);
  return new Response(await pack(route.content, encoding), { headers });
}

function checksumOf(content: string): string {
  const known = checksums.get(content);
  if (known) return known;
  const sum = new Bun.CryptoHasher('sha256').update(content).digest('base64url').slice(0, 22);
  checksums.set(content, sum);
  return sum;
}

const wanted = (accepted: string): Encoding =>
  /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';

function pack(content: string, encoding: 'br' | 'gzip'): Promise<Packed> {
  const key = `${encoding} ${checksumOf(content)}`;
  const known = packed.get(key);
  if (known) return known;
  const bytes = Buffer.from(content);
  const work: Promise<Buffer> =
    encoding === 'br'
      ? promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : promisify(gzip)(bytes, { level: 9 });
  const made = work.then((buffer) => Uint8Array.from(buffer));
  packed.set(key, made);
  return made;
}
