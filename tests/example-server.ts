import { AppError, Type } from '#sdk';
import { type Actor, userActor } from '../src/platform/access/actor.ts';
import type { HttpLog, ServerParts } from '../src/platform/http/http-parts.ts';
import type { Begun, IdempotencyKey, IdempotencyStore, KeptAnswer } from '../src/platform/http/idempotency.ts';
import { OpenStreams } from '../src/platform/http/open-streams.ts';
import { RateLimits } from '../src/platform/http/rate-limits.ts';
import { asset, page, type Route, route } from '../src/platform/http/route.ts';
import { buildServer } from '../src/platform/http/server.ts';
import { HttpClient } from './http-client.ts';

/** Tests ask more in a minute than anybody would. */
export const NO_LIMITS = { perAccount: 0, perAddress: 0, cost: { calculation: 1, upload: 1, 'sign-in': 1, export: 1 } };

export const CANARY = 'hunter2-CANARY-0451';

/** Keeps keys in a map; the real store is tested with its table. */
class MapStore implements IdempotencyStore {
  readonly rows = new Map<string, { hash: string; answer: KeptAnswer | null }>();
  begin(key: IdempotencyKey, hash: string): Begun {
    const row = this.rows.get(JSON.stringify(key));
    if (!row) this.rows.set(JSON.stringify(key), { hash, answer: null });
    if (!row) return { state: 'new' };
    if (row.hash !== hash) return { state: 'other' };
    return row.answer ? { state: 'done', answer: row.answer } : { state: 'running' };
  }
  finish(key: IdempotencyKey, answer: KeptAnswer): void {
    const row = this.rows.get(JSON.stringify(key));
    if (row) row.answer = answer;
  }
  release(key: IdempotencyKey): void {
    this.rows.delete(JSON.stringify(key));
  }
}

const Thing = Type.Object({ id: Type.String(), name: Type.String() });
const Body = Type.Object({
  name: Type.String({ maxLength: 20 }),
  size: Type.Integer({ default: 3, minimum: 1 }),
  nested: Type.Optional(Type.Object({ a: Type.Number() })),
});
/** How often the POST handler ran. */
export const made = { count: 0 };

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/things',
    permission: 'read:projects',
    summary: 'Things.',
    tag: 'things',
    query: Type.Object({ limit: Type.Integer({ default: 50 }), tag: Type.Optional(Type.Array(Type.String())) }),
    response: Type.Unknown(),
    handler: ({ query, actor }) => ({ query, actor: actor.name }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/things',
    permission: 'write:projects',
    summary: 'Makes one.',
    tag: 'things',
    body: Body,
    response: Thing,
    success: 'created',
    handler: ({ body, reply }) => {
      made.count++;
      reply.etag = '1';
      reply.location = `/api/v1/things/${made.count}`;
      if (body.name === 'leaky') return { id: '1', name: 'x', passwordHash: CANARY } as never;
      if (body.name === 'broken') throw new TypeError(`cannot read ${CANARY} of undefined`);
      if (body.name === 'full') throw new AppError('no_space', 'things.full', 'The disk is full. Free some space.');
      return { id: String(made.count), name: `${body.name} ${body.size}` };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/v1/things/:id',
    permission: 'write:projects',
    summary: 'Changes one.',
    tag: 'things',
    body: Thing,
    response: Thing,
    needsIfMatch: true,
    handler: ({ ifMatch, body }) => {
      if (ifMatch !== '7') throw new AppError('conflict', 'change.stale', 'Somebody changed it meanwhile.');
      return body;
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/things/:id',
    permission: 'admin:users',
    summary: 'Removes one.',
    tag: 'things',
    handler: () => undefined,
  }),
  page({
    method: 'GET',
    path: '/paper',
    permission: 'read:self',
    summary: 'A page.',
    handler: (call) => ({ html: `<p>${call.formToken()}</p>` }),
  }),
  page({
    method: 'GET',
    path: '/open',
    permission: 'public',
    summary: 'A page for all.',
    handler: (call) => ({ html: call.formToken() }),
  }),
  page({
    method: 'POST',
    path: '/open',
    permission: 'public',
    summary: 'A form for all.',
    form: Type.Object({ word: Type.String() }),
    handler: ({ body }) => ({ html: `said ${body.word}` }),
  }),
  asset('/public/x.css', 'text/css; charset=utf-8', 'p { color: red }'),
];

/** A small server with every kind of route, two people, and its log as lines. */
export function exampleServer(extra: Partial<ServerParts> = {}) {
  const lines: string[] = [];
  const write =
    (level: string): HttpLog['info'] =>
    (event, fields) =>
      lines.push(JSON.stringify({ level, event, ...fields }));
  let ids = 0;
  const actor = (name: string, role: string): Actor =>
    userActor({
      ...{
        id: `id-${name}`,
        name,
        tenant: 't1',
        openWorkspaces: 'all',
        method: 'session',
        session: 's',
        ip: null,
        requestId: null,
      },
      grants: [{ role, workspace: null }],
    });
  const known: Record<string, Actor> = { 'ann-secret': actor('ann', 'analyst'), 'vic-secret': actor('vic', 'viewer') };
  const app = buildServer({
    routes,
    authenticate: ({ secret }) => (known[secret] ? { actor: known[secret], csrf: `csrf-of-${secret}` } : null),
    idempotency: new MapStore(),
    streams: new OpenStreams(),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    limits: new RateLimits(NO_LIMITS, () => 1_000),
    newId: () => `request-${++ids}`,
    now: () => 1_000,
    problemPage: (problem) => `<h1>${problem.title}</h1><p>${problem.requestId}</p>`,
    signInPath: '/sign-in',
    secondFactorPath: '/profile/second-factor',
    settings: {
      ...{ publicUrl: null, basePath: '' },
      trustedProxies: [],
      tls: false,
      strictTransport: true,
      maxBodyBytes: 1_048_576,
      idleTimeoutS: 60,
    },
    ...extra,
  });
  const client = (secret?: string) => {
    const browser = new HttpClient(app);
    if (secret) browser.cookies.set('adit', secret);
    return browser;
  };
  return { app, lines, nobody: client(), ann: client('ann-secret'), vic: client('vic-secret') };
}
