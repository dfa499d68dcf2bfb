import { createServer as createHttp, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { buildApp } from 'fauxqs';
import { CERTIFIED } from '../example-authority.ts';

export const S3_KEY = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalr/XUtn+FEMI "K7"',
  sessionToken: 'to+ken/==',
} as const;
export const S3_BUCKET = 'exports';
const REGION = 'eu-central-1';

/**
 * fauxqs, a server of S3 for tests, behind a gate that verifies signatures by the signer of Amazon’s own kit: fauxqs itself takes any.
 * It is reached with and without TLS, by path and by host.
 */
export async function startS3() {
  const store = buildApp({ logger: false });
  const address = new URL(await store.listen({ port: 0, host: '127.0.0.1' }));
  const at = `${address.origin}/${S3_BUCKET}`;
  const put = async (key: string, body: string | Uint8Array) => {
    const { status } = await fetch(`${at}/${key.split('/').map(encodeURIComponent).join('/')}`, {
      ...{ method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } },
    });
    if (status !== 200) throw new Error(`S3 refused "${key}": ${status}`);
  };
  await fetch(at, { method: 'PUT' });
  const gate = new Gate(Number(address.port));
  const plain = createHttp((request, response) => void gate.take(request, response));
  const tls = createHttps(CERTIFIED, (request, response) => void gate.take(request, response));
  const ports = await Promise.all([plain, tls].map(portOf));
  return {
    ...{ put, gate, ports: { plain: ports[0]!, tls: ports[1]! } },
    remove: (key: string) => fetch(`${at}/${key}`, { method: 'DELETE' }),
    async end() {
      for (const server of [plain, tls]) {
        server.closeAllConnections();
        server.close();
      }
      await store.close();
    },
  };
}

const portOf = (server: ReturnType<typeof createHttp>) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

/** Verifies, then passes on; does on the way what it is told to. */
class Gate {
  readonly #port: number;
  /** Paths that were asked for, with the query, as they came. */
  readonly seen: string[] = [];
  /** How many of the next answers are "503 Slow Down". */
  busy = 0;
  /** Bytes after which the next answer is cut off; null: none is. */
  cutAfter: number | null = null;
  /** Largest page of a list. */
  pageSize = 1000;

  constructor(port: number) {
    this.#port = port;
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://gate');
    this.seen.push(request.url!);
    if (this.busy > 0) {
      this.busy--;
      return refuse(response, 503, 'SlowDown', 'Please reduce your request rate.');
    }
    const fault = await this.#faultOf(request, url);
    if (fault) return refuse(response, ...fault);
    if (url.searchParams.has('list-type')) url.searchParams.set('max-keys', String(this.pageSize));
    // By host: the bucket is the first part of the name.
    const isByHost = request.headers.host!.startsWith(`${S3_BUCKET}.`);
    const path = `${isByHost ? `/${S3_BUCKET}` : ''}${url.pathname}${url.search}`;
    const { authorization: _, ...headers } = request.headers;
    const inner = forward({ host: '127.0.0.1', port: this.#port, path, headers: { ...headers, host: 'localhost' } });
    inner.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      const left = this.cutAfter;
      this.cutAfter = null;
      if (left === null) return void answer.pipe(response);
      answer.once('data', (piece: Buffer) => response.write(piece.subarray(0, left), () => response.destroy()));
    });
    inner.end();
  }

  /** What S3 says of a request that is not signed as it must be. */
  async #faultOf({ method, headers }: IncomingMessage, url: URL): Promise<[number, string, string] | null> {
    const { authorization = '' } = headers;
    const [, id, region, signed, signature] =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
        authorization,
      ) ?? [];
    if (id !== S3_KEY.accessKeyId)
      return [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'];
    if (region !== REGION)
      return [
        400,
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region '${region}' is wrong; expecting '${REGION}'</Message><Region>${REGION}</Region><Message>`,
      ];
    const query: Record<string, string> = Object.fromEntries(url.searchParams);
    const names = signed!.split(';');
    const date = String(headers['x-amz-date']);
    const signer = new SignatureV4({
      ...{
        credentials: { ...S3_KEY },
        region,
        service: 's3',
        sha256: Sha256,
        uriEscapePath: false,
        applyChecksum: false,
      },
    });
    const own = await signer.sign(
      {
        ...{ method: method!, protocol: 'http:', hostname: 'gate', path: url.pathname, query },
        headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      },
      {
        signingDate: new Date(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')),
        signableHeaders: new Set(names),
      },
    );
    if (own.headers.authorization?.endsWith(`Signature=${signature}`)) return null;
    return [
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    ];
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}
