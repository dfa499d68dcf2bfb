import {
  AppError,
  Choice,
  definePushConnector,
  invalid,
  KEEPS_SECRETS,
  type PushedMessage,
  type PushedValues,
  Secret,
  type Static,
  Type,
} from '#sdk';
import { type Json, parseExactly } from '../kit/exact-json.ts';
import { cellOf, type FlatRow, flatRow } from '../kit/flat-rows.ts';
import { JSON_PATH, pathOf, valueAt } from '../kit/json-path.ts';
import { exampleOf } from '../kit/push-example.ts';
import { bearerToken, hmacOfBody, standardWebhook } from '../kit/push-signature.ts';

/** Measured: the costliest body of this size is read in about 10 ms, on one core. */
const MOST_BYTES = 262_144;
const MOST_ROWS = 5_000;
const ours = { [KEEPS_SECRETS]: true };

const Params = Type.Object({
  signature: Choice(['standard-webhooks', 'hmac-sha256', 'bearer'], {
    ...ours,
    default: 'standard-webhooks',
    titles: {
      'standard-webhooks': 'Standard Webhooks',
      'hmac-sha256': 'HMAC-SHA256 of the body',
      bearer: 'Bearer token',
    },
    description:
      'How the sender proves who it is: by the Standard Webhooks specification; by an HMAC-SHA256 of the body in a header, as GitHub does; or by a bearer token, which signs nothing.',
  }),
  secret: {
    ...Secret('What the sender signs with, or its token: at least 16 signs; of Standard Webhooks as whsec_…'),
    minLength: 16,
  },
  header: Type.String({
    ...{ ...ours, default: 'X-Hub-Signature-256', pattern: '^[A-Za-z0-9-]{1,100}$' },
    description: 'Of HMAC: the header that has the signature.',
  }),
  encoding: Choice(['hex', 'base64'], { ...ours, default: 'hex', description: 'Of HMAC: how it is written.' }),
  prefix: Type.String({
    ...{ ...ours, default: 'sha256=', maxLength: 50 },
    description: 'Of HMAC: what stands before the signature.',
  }),
  records: Type.String({
    ...{ ...ours, default: '', pattern: JSON_PATH, maxLength: 500 },
    description: 'Where the record or the list of records stands: data.items; empty: the whole message.',
  }),
});
type Settings = Static<typeof Params>;

export default definePushConnector({
  ...{
    id: 'http-push',
    version: 1,
    title: 'HTTP push (webhooks)',
    category: 'Protocols',
    params: Params,
    examples: [],
  },
  summary: 'Takes the records that other systems send to an address, signed, as JSON or NDJSON.',
  ...{ verifiedWith: 'the standardwebhooks library 1.1', maxBytes: MOST_BYTES },
  verify(settings, message, nowMs) {
    const { signature, secret } = settings;
    if (signature === 'standard-webhooks') return standardWebhook(secret, message, nowMs);
    return signature === 'bearer' ? bearerToken(secret, message) : hmacOfBody(secret, settings, message);
  },
  example: (settings, address) => exampleOf(settings.signature, settings, address),
  rowsOf: (settings, message) => recordsIn(settings, message).map((record) => valuesOf(flatRow(record))),
});

function recordsIn({ records }: Settings, message: PushedMessage): Json[] {
  const path = pathOf(records);
  const found = documentsIn(message).flatMap((document) => {
    const value = valueAt(document, path);
    if (value === undefined || value === null)
      return invalid('push.noRecords', `The message has nothing at "${records}"; nothing was taken.`);
    return value;
  });
  if (found.length <= MOST_ROWS) return found;
  throw new AppError('too_large', 'push.tooManyRows', `One push takes ${MOST_ROWS} records. Send them in parts.`);
}

/** One document, or with NDJSON one a line. */
function documentsIn({ header, body }: PushedMessage): Json[] {
  const text = textOf(body);
  if (!/ndjson|jsonl|json-lines/i.test(header('content-type') ?? '')) return [documentOf(text, 'The message')];
  const lines = text.split('\n', MOST_ROWS + 2);
  return lines.flatMap((line, at) => (line.trim() === '' ? [] : [documentOf(line, `Line ${at + 1}`)]));
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return invalid('push.notUtf8', 'What was sent is not valid UTF-8; nothing was taken.');
  }
}

function documentOf(text: string, where: string): Json {
  try {
    return parseExactly(text, where);
  } catch {
    return invalid('push.notJson', `${where} is no JSON of at most 64 levels; nothing was taken.`);
  }
}

function valuesOf(row: FlatRow): PushedValues {
  return Object.fromEntries(
    [...row].map(([name, value]) => {
      const cell = cellOf(value);
      return [name, typeof cell === 'bigint' ? String(cell) : cell];
    }),
  );
}
