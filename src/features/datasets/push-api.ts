import { isUtf8 } from 'node:buffer';
import { AppError, invalid, Nullable, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { idIn } from './dataset-of-path.ts';
import type { ImportParts } from './jobs.ts';
import { listPushes, takePush } from './push.ts';
import type { PushEntry } from './push-store.ts';

const tag = 'datasets';
const DATASET = '/api/v1/projects/:id/datasets/:ds';

const PushView = Type.Object({
  id: Type.String(),
  state: Type.String({ description: 'waiting, loaded or failed' }),
  rows: Type.Integer(),
  mode: Type.String({ description: 'append or upsert' }),
  key: Nullable(Type.String({ description: 'Idempotency-Key of the sender' })),
  version: Nullable(Type.Integer({ description: 'The version that has the rows' })),
  by: Nullable(Type.String()),
  receivedAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

const present = ({ id, state, rows, mode, key, version, by, receivedAtMs }: PushEntry) => ({
  ...{ id, state, rows, mode, key, version, by, receivedAt: new Date(receivedAtMs).toISOString() },
});

const PushQuery = Type.Object({
  mode: Type.Union([Type.Literal('append'), Type.Literal('upsert')], { default: 'append' }),
  key: Type.Optional(
    Type.String({ maxLength: 2000, description: 'Of upsert: columns that tell rows apart, with commas between them' }),
  ),
});

/** Rows that programs send, and what became of them. */
export const pushRoutes = (parts: ImportParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${DATASET}/events`, permission: 'write:datasets', tag },
    summary:
      'Takes rows: a JSON array of objects, or one object a line (NDJSON), by the headers of the files of the dataset. What it answers is on disk; the rows are loaded a moment later, small pushes together.',
    query: PushQuery,
    raw: { limitBytes: () => parts.importSettings().push.maxBytes, tooLarge: () => tooLarge(parts) },
    headers: [{ name: 'Idempotency-Key', description: 'The same rows under the same key are taken once, for ever' }],
    response: PushView,
    success: 'accepted',
    handler: async ({ actor, params, query, raw, header }) => {
      const id = idIn(parts, actor, params);
      const upsertKey = keyOf(query);
      const key = idempotencyKey(header('idempotency-key'));
      const bytes = await bytesOf(raw);
      const { push } = await takePush(parts, actor, id, { bytes, mode: query.mode, upsertKey, key });
      return present(push);
    },
  }),
  route({
    ...{ method: 'GET', path: `${DATASET}/pushes`, permission: 'read:datasets', tag },
    summary: 'The last pushes of a dataset, newest first, with the version that has their rows.',
    query: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }) }),
    response: Type.Object({ items: Type.Array(PushView) }),
    handler: ({ actor, params, query }) => ({
      items: listPushes(parts, actor, idIn(parts, actor, params), query.limit).map(present),
    }),
  }),
];

function tooLarge(parts: ImportParts): AppError {
  const most = Math.round(parts.importSettings().push.maxBytes / 1024);
  return new AppError('too_large', 'push.tooLarge', `One push takes ${most} KiB. Send it in parts, or load a file.`);
}

function keyOf({ mode, key }: { mode: string; key?: string | undefined }): string[] {
  const columns = (key ?? '').split(',').flatMap((column) => column.trim() || []);
  if (mode === 'upsert' && columns.length === 0)
    invalid('upsert.noKey', 'Say which columns tell rows apart: the key of the load.', [
      { pointer: '/key', message: 'at least one column' },
    ]);
  return mode === 'upsert' ? columns : [];
}

function idempotencyKey(header: string | null): string | null {
  if (header === null || /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  return invalid('push.badKey', 'An Idempotency-Key has up to 200 printable signs without spaces.');
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  return isUtf8(bytes) ? bytes : invalid('push.notUtf8', 'What was sent is not valid UTF-8; nothing was taken.');
}
