import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { AppError } from '#sdk';
import { gaveUp } from './connect.ts';
import type { Patience } from './patience.ts';
import { targetText, type UrlTarget } from './target.ts';

export interface FetchLimits {
  /** For the whole exchange, the body included; with `stallMs` only until the head of the answer is there. */
  readonly timeoutMs?: number;
  /** For bodies that are read as a stream: each 64 KiB may be waited for as long as this, and all of it without an end. */
  readonly stallMs?: number | undefined;
  /** Largest answer. */
  readonly maxBytes?: number;
  /** Authorities beside those of the system and of the configuration: PEM texts. */
  readonly ca?: readonly string[] | undefined;
}

/** The default of Node; a header that is longer than all this is no answer. */
const MAX_HEADER_BYTES = 16_384;

/** One request over a connection that was opened for it. Redirects are not followed; `manual` hands them out. */
export async function exchange(
  target: UrlTarget,
  socket: Socket,
  request: Request,
  { maxBytes, patience }: { maxBytes: number; patience: Patience },
): Promise<Response> {
  const { signal } = patience;
  const end = () => void socket.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    const message = await answerTo(target, socket, request, signal);
    patience.headCame();
    const isBodiless = request.method === 'HEAD' || [204, 205, 304].includes(message.statusCode!);
    demandPlain(target, request, message);
    const body = isBodiless ? null : bodyOf(target, message, { maxBytes, patience });
    if (isBodiless) end();
    return new Response(body, { status: message.statusCode!, headers: headersOf(message) });
  } catch (error) {
    end();
    if (signal.aborted) throw gaveUp(target, signal);
    if (error instanceof AppError) throw error;
    throw broken(target, error);
  }
}

async function answerTo(
  target: UrlTarget,
  socket: Socket,
  sent: Request,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = Object.fromEntries(sent.headers);
  const options: RequestOptions = {
    method: sent.method,
    // What is packed has to be unpacked within limits: who asks for it does that, and gets it as it came.
    headers: { 'accept-encoding': 'identity', ...headers, host: target.url.host },
    agent: agentOf(socket, target.secure),
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
  };
  const body = new Uint8Array(await sent.arrayBuffer());
  return new Promise((resolve, reject) => {
    const request = (target.secure ? requestHttps : requestHttp)(target.url, options, resolve);
    request.on('error', reject);
    request.end(body.length > 0 ? body : undefined);
  });
}

/** Hands the connection that was checked to the one request it was opened for. */
function agentOf(socket: Socket, secure: boolean): HttpAgent {
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: false });
  agent.createConnection = () => socket;
  return agent;
}

function demandPlain(target: UrlTarget, request: Request, { statusCode, headers }: IncomingMessage): void {
  if (statusCode! >= 300 && statusCode! < 400 && statusCode !== 304 && request.redirect !== 'manual')
    throw new AppError(
      'unavailable',
      'egress.redirect',
      `${targetText(target)} redirects to another address (${statusCode}), which is not followed. Use the address it leads to, if it may be reached.`,
    );
  const encoding = headers['content-encoding'];
  const asked = request.headers.get('accept-encoding')?.split(/\s*,\s*/) ?? [];
  if (encoding !== undefined && encoding !== 'identity' && !asked.includes(encoding))
    throw new AppError('unavailable', 'egress.packed', `${targetText(target)} answers packed (${encoding}), unasked.`);
}

/** The body as it comes; it ends in a fault where it is larger than allowed, late, or cut off. */
function bodyOf(
  target: UrlTarget,
  message: IncomingMessage,
  { maxBytes, patience }: { maxBytes: number; patience: Patience },
): ReadableStream<Uint8Array> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    try {
      for await (const piece of patience.over(message as AsyncIterable<Uint8Array>)) {
        bytes += piece.length;
        if (bytes > maxBytes) throw tooLarge(target, maxBytes);
        yield piece;
      }
      if (!message.complete) throw new Error('the answer was cut off');
    } catch (error) {
      if (patience.signal.aborted) throw gaveUp(target, patience.signal);
      throw error instanceof AppError ? error : broken(target, error);
    } finally {
      message.destroy();
    }
  }
  const each = pieces();
  return new ReadableStream({
    async pull(stream) {
      const { done, value } = await each.next();
      if (done) stream.close();
      else stream.enqueue(value);
    },
    async cancel() {
      await each.return(undefined);
    },
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  return headers;
}

const tooLarge = (target: UrlTarget, maxBytes: number) =>
  new AppError('too_large', 'egress.tooLarge', `${targetText(target)} answers with more than ${maxBytes} bytes.`);

const broken = (target: UrlTarget, error: unknown) =>
  new AppError(
    'unavailable',
    'egress.broken',
    `The exchange with ${targetText(target)} failed (${(error as { code?: string }).code ?? (error as Error).message}).`,
  );
