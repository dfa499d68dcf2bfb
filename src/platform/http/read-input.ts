import { AppError, invalid, type TObject, type TSchema } from '#sdk';
import { senderLeft } from './body-stream.ts';
import { checkInput } from './check-input.ts';
import { isHost } from './origin.ts';

const MAX_URL_CHARS = 8192;
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_DEPTH = 64;

/** Limits that hold before anything is looked at. */
export function checkEnvelope(request: Request): void {
  const host = request.headers.get('host');
  if (host !== null && !isHost(host)) invalid('http.badHost', 'The header "Host" names no host.');
  if (request.url.length > MAX_URL_CHARS)
    throw new AppError('too_large', 'http.urlTooLong', `An address may have ${MAX_URL_CHARS} characters at most.`);
  let bytes = 0;
  for (const [name, value] of request.headers) bytes += name.length + value.length + 4;
  if (bytes > MAX_HEADER_BYTES)
    throw new AppError('too_large', 'http.headersTooLarge', `Headers may have ${MAX_HEADER_BYTES} bytes at most.`);
}

/** The body's bytes, never more than `limit`: the length that was announced is not believed. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError('too_large', 'http.bodyTooLarge', `The body is larger than the ${limit} bytes this address takes.`);
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > limit) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof AppError ? error : senderLeft(error);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads a JSON body and checks it against its schema. */
export function readJson(request: Request, bytes: Uint8Array, schema: TSchema): unknown {
  if (bytes.length === 0) invalid('http.bodyMissing', 'A JSON body is expected here; none came.');
  demandType(request, 'application/json');
  let value: unknown;
  try {
    value = JSON.parse(decode(bytes));
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The parser's message may quote what was sent.
    invalid('http.notJson', 'The body is not JSON. Send one JSON document in UTF-8.');
  }
  checkShape(value);
  return checkInput(schema, value, 'body');
}

/** Reads a form (`application/x-www-form-urlencoded`) into its fields; which of them are allowed is for `readFields` to say. */
export function readForm(request: Request, bytes: Uint8Array): URLSearchParams {
  demandType(request, 'application/x-www-form-urlencoded');
  return new URLSearchParams(decode(bytes));
}

/** Reads the query by its schema. */
export function readQuery(url: URL, schema: TObject | undefined): unknown {
  if (schema) return readFields(url.searchParams, schema, 'query');
  if (url.searchParams.size > 0) invalid('http.queryNotExpected', 'This address takes no query parameters.');
  return undefined;
}

/** Fields of a query or form by their schema: numbers and yes/no from their text, lists from repetition. Unknown names are refused. */
export function readFields(fields: URLSearchParams, schema: TObject, place: 'query' | 'form'): unknown {
  const value: Record<string, unknown> = Object.create(null);
  for (const name of new Set(fields.keys())) {
    const sent = fields.getAll(name);
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property?.type === 'array') value[name] = sent.map((text) => fromText(text, property.items));
    else if (sent.length > 1)
      invalid('http.repeatedParameter', `A field of the ${place} was sent more than once.`, [
        { pointer: `/${name}`, message: 'given more than once' },
      ]);
    else value[name] = fromText(sent[0]!, property);
  }
  return checkInput(schema, { ...value }, place);
}

const MAX_OPEN_FIELDS = 20_000;

/** All fields of a form as lists of texts. */
export function readOpenForm(fields: URLSearchParams): Record<string, string[]> {
  if (fields.size > MAX_OPEN_FIELDS)
    invalid('http.tooManyFields', `A form may have ${MAX_OPEN_FIELDS} fields at most.`);
  const value: Record<string, string[]> = Object.create(null);
  for (const name of new Set(fields.keys())) value[name] = fields.getAll(name);
  return value;
}

/** A request with a body where none is taken is a mistake of the caller. */
export function demandNoBody(bytes: Uint8Array): void {
  if (bytes.length > 0) invalid('http.bodyNotExpected', 'This address takes no body.');
}

function fromText(text: string, schema: TSchema | undefined): unknown {
  if (schema?.type === 'integer' || schema?.type === 'number')
    return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
  if (schema?.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function demandType(request: Request, wanted: string): void {
  const [type, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith('charset='));
  if (type?.trim() === wanted && (!charset || charset.replaceAll('"', '') === 'charset=utf-8')) return;
  throw new AppError('invalid', 'http.unsupportedMediaType', `Send the body as ${wanted} in UTF-8.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return invalid('http.notUtf8', 'The body is not valid UTF-8.');
  }
}

/** Refuses what no honest client sends: nesting without end, and names that reach into an object's prototype. */
function checkShape(root: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > MAX_DEPTH) invalid('http.tooDeep', `JSON may be nested ${MAX_DEPTH} deep at most.`);
    for (const key of Object.keys(next.value)) {
      if (key === '__proto__') invalid('http.hostileName', 'A field may not be called "__proto__".');
      open.push({ value: (next.value as Record<string, unknown>)[key], depth: next.depth + 1 });
    }
  }
}
