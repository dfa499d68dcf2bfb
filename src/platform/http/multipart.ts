import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import { AppError } from '#sdk';
import type { BodyStream, LentBytes } from './body-stream.ts';

/** A file in a form, on its way. */
export interface SentFile extends LentBytes {
  /** As the sender calls it; may hold anything. */
  readonly name: string;
}

export interface SentForm {
  /** The fields before the file. */
  readonly fields: URLSearchParams;
  /** Null when none was chosen. */
  readonly file: SentFile | null;
  /** Takes no more of the body; to be called when the form was dealt with, however. */
  end(): Promise<void>;
}

const LIMITS = { fields: 50, fieldSize: 65_536, fieldNameSize: 200, files: 1, parts: 52, headerPairs: 20 };
/** What a form may hold besides its file. */
const MAX_FORM_BYTES = 262_144;

/**
 * Reads a form with one file (`multipart/form-data`) up to the file, whose bytes then come as they are asked for: nothing of it is held in
 * memory. Fields behind the file are not looked at. Faults: `http.unsupportedMediaType`, `http.badForm`, `http.formTooLarge`,
 * and those of the body, which the reader of the file meets too.
 */
export async function readMultipart(request: Request, body: BodyStream): Promise<SentForm> {
  const parser = parserFor(request.headers.get('content-type') ?? '');
  const fields = new URLSearchParams();
  const stop = new AbortController();
  const { promise: ready, resolve, reject } = Promise.withResolvers<SentFile | null>();
  const parsed = new ParsedChunks(body);
  let file: PassThrough | null = null;
  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) reject(formTooLarge());
    else if (!file) fields.append(name, value);
  });
  parser.on('file', (_, stream, { filename }) => {
    file = new PassThrough();
    file.on('error', () => undefined); // told to whoever reads it, and to nobody else
    stream.on('error', (error) => file?.destroy(error instanceof AppError ? error : badForm(error)));
    stream.pipe(file);
    resolve(chosen(filename ?? '', file, body, parsed));
  });
  for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const)
    parser.on(limit, () => reject(formTooLarge()));
  parser.on('error', (error) => {
    const fault = badForm(error);
    reject(fault);
    file?.destroy(fault);
  });
  parser.on('close', () => resolve(null));
  const fed = feed(parser, parsed, stop.signal, () => file !== null).catch((error: Error) => {
    reject(error);
    file?.destroy(error);
    parser.destroy();
  });
  const end = async () => {
    stop.abort();
    body.stop();
    file?.destroy();
    parser.destroy();
    await fed;
  };
  try {
    return { fields, file: await ready, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function parserFor(contentType: string): busboy.Busboy {
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    throw new AppError('invalid', 'http.unsupportedMediaType', 'Send the form as multipart/form-data.');
  try {
    return busboy({ headers: { 'content-type': contentType }, limits: LIMITS, defParamCharset: 'utf8' });
  } catch (error) {
    throw badForm(error);
  }
}

/** A form without a chosen file carries one without a name and without bytes. */
function chosen(name: string, stream: Readable, body: BodyStream, parsed: ParsedChunks): SentFile | null {
  if (name === '') {
    stream.resume();
    return null;
  }
  return {
    name,
    giveBack: (slice) => parsed.giveBackBefore(slice),
    stop: () => body.stop(),
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
  };
}

/** The body on its way through the parser, which hands on slices of its chunks, one after the other. */
class ParsedChunks {
  private readonly body: BodyStream;
  private readonly lent: Uint8Array[] = [];

  constructor(body: BodyStream) {
    this.body = body;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.body) {
      this.lent.push(chunk);
      yield chunk;
    }
  }

  /** Who has read up to this slice needs no chunk before the one that it lies in. What the parser copied lies in none. */
  giveBackBefore({ buffer }: Uint8Array): void {
    const at = this.lent.findIndex((chunk) => chunk.buffer === buffer);
    for (const chunk of this.lent.splice(0, Math.max(0, at))) this.body.giveBack(chunk);
  }
}

async function feed(
  parser: busboy.Busboy,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  inFile: () => boolean,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    if (signal.aborted) return;
    bytes += chunk.length;
    if (!inFile() && bytes > MAX_FORM_BYTES + chunk.length) throw formTooLarge();
    if (!parser.write(chunk)) await drained(parser, signal);
  }
  parser.end();
}

/** Waits until the parser takes more, or nobody wants more. */
function drained(parser: busboy.Busboy, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off('drain', done);
      parser.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    parser.on('drain', done);
    parser.on('close', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

const formTooLarge = () =>
  new AppError('too_large', 'http.formTooLarge', 'The form has too many or too long fields, or more than one file.');

function badForm(cause: unknown): AppError {
  const message = 'The form is broken off or garbled. Go back and send it again.';
  const error = new AppError('invalid', 'http.badForm', message);
  error.cause = cause;
  return error;
}
