import { Nullable, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { PUSH_PATH } from '../connections/index.ts';
import type { ExtractionParts } from './parts.ts';
import { takeMessage } from './take-push.ts';

const TakenView = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      state: Type.String({ description: 'waiting, loaded or failed' }),
      rows: Type.Integer(),
      version: Nullable(Type.Integer({ description: 'The version that has the rows' })),
    }),
    { description: 'One push for each import job of the connection' },
  ),
});

/** The address of a connection, to which other systems send. */
export const pushAddressRoutes = (parts: ExtractionParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PUSH_PATH}/:connection`, permission: 'public', tag: 'import jobs' },
    summary:
      'Takes the rows that another system sends to a connection, signed as its settings say; no sign-in is looked at. What it answers is on disk. A repetition of the same message is taken once.',
    provesItself: true,
    // Systems send more often than people sign in, and there is no password to be guessed: a secret has 16 signs or more.
    effort: 'upload',
    raw: { limitBytes: parts.mostPushBytes },
    headers: [
      { name: 'webhook-id', description: 'Of Standard Webhooks: the id of the message' },
      {
        name: 'webhook-timestamp',
        description: 'Of Standard Webhooks: seconds since 1970, within five minutes of now',
      },
      { name: 'webhook-signature', description: 'Of Standard Webhooks: v1 and the HMAC-SHA256 in base64' },
    ],
    response: TakenView,
    success: 'accepted',
    handler: async ({ actor, params, raw, header }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of raw) chunks.push(chunk);
      const taken = await takeMessage(parts, actor, params.connection!, { header, body: Buffer.concat(chunks) });
      return { items: taken.map(({ id, state, rows, version }) => ({ id, state, rows, version })) };
    },
  }),
];
