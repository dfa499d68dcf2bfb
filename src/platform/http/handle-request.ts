import { AppError, Type } from '#sdk';
import { type Actor, anonymousActor } from '../access/actor.ts';
import { guard } from '../access/guard.ts';
import { hashOf, newSecret } from '../secret-text.ts';
import { answerApi, answerProbe, answerProblem } from './answer.ts';
import { answerAsset } from './answer-asset.ts';
import { answerPage } from './answer-page.ts';
import { answerStream } from './answer-stream.ts';
import { baseHeaders } from './base-headers.ts';
import { bodyStream, NO_BODY } from './body-stream.ts';
import { cookieHeader, dropCookie, sentCookie, setCookie } from './cookies.ts';
import { checkEmbedding, checkSameSite, demandFormToken, demandOwnHeader } from './csrf.ts';
import { readIfMatch } from './etag.ts';
import { swapTargetOf, wantsPart } from './htmx.ts';
import type { Exchange, Identity } from './http-parts.ts';
import { readMultipart } from './multipart.ts';
import { statusOf } from './problem.ts';
import { effortOf } from './rate-limits.ts';
import {
  checkEnvelope,
  demandNoBody,
  readBytes,
  readFields,
  readForm,
  readJson,
  readOpenForm,
  readQuery,
} from './read-input.ts';
import {
  type ApiRoute,
  type Call,
  isUnsafe,
  type PageRoute,
  type RawBody,
  type Reply,
  type Route,
  type StreamRoute,
} from './route.ts';
import { viewerOf } from './viewer.ts';

/**
 * The way of every request, in this order: limits, who, may they, from our own pages, what; only then the handler.
 * A caller without permission learns nothing of whether its body would have been right.
 */
export async function handleRequest(route: Route, exchange: Exchange): Promise<Response> {
  const { parts, origin, request } = exchange;
  const startedMs = performance.now();
  let actor: Actor = anonymousActor(origin);
  let identity: Identity | null = null;
  let response: Response;
  try {
    checkEnvelope(request);
    const effort = effortOf(route);
    parts.limits.takeAddress(origin.ip, effort);
    identity = provesItself(route) ? null : await identify(exchange, false, mayRenew(route, request));
    if (identity) actor = identity.actor;
    if (actor.kind !== 'anonymous') parts.limits.takeAccount(actor.id, effort);
    if (route.permission !== 'public') guard(actor, route.permission);
    response = await dispatch(route, exchange, actor, identity);
  } catch (error) {
    response = answerProblem(error, exchange, route.kind, { actor, identity });
  }
  if (identity?.renewedSecret)
    response.headers.append('set-cookie', cookieHeader(setCookie('session', identity.renewedSecret), origin));
  parts.log.info('http.request', {
    request_id: origin.requestId,
    method: request.method,
    // The declared path, never the sent one: a set-up link's secret is part of the latter.
    route: route.path,
    status: response.status,
    ms: Math.round((performance.now() - startedMs) * 10) / 10,
    actor: actor.id,
    tenant: actor.tenant,
    ip: origin.ip,
  });
  return response;
}

const provesItself = (route: Route): boolean => route.kind === 'api' && route.provesItself;

/**
 * A new cookie goes with a page that is opened, or with what a program reads: what scripts of a page ask for at the same time would come
 * with the old one.
 */
const mayRenew = (route: Route, request: Request): boolean =>
  (route.kind === 'page' || route.kind === 'api') &&
  !isUnsafe(request.method) &&
  ['navigate', null].includes(request.headers.get('sec-fetch-mode'));

async function identify(
  { request, origin, parts }: Exchange,
  quiet = false,
  mayRenewSession = false,
): Promise<Identity | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const secret = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization)?.[1];
    const identity = secret ? await parts.authenticate({ kind: 'bearer', secret, quiet }, origin) : null;
    if (identity) return identity;
    throw new AppError('unauthenticated', 'http.badCredential', 'The Authorization header holds no valid credential.');
  }
  const secret = sentCookie('session', request, origin);
  return secret ? parts.authenticate({ kind: 'session', secret, quiet, mayRenew: mayRenewSession }, origin) : null;
}

async function dispatch(route: Route, exchange: Exchange, actor: Actor, identity: Identity | null): Promise<Response> {
  if (route.kind === 'asset') return answerAsset(route, exchange);
  if (route.kind === 'probe') return answerProbe(route, exchange);
  if (identity && !isUnsafe(route.method)) checkEmbedding(exchange.request);
  if (isUnsafe(route.method) && (provesItself(route) || !exchange.request.headers.has('authorization'))) {
    checkSameSite(exchange.request, exchange.origin);
    if (route.kind === 'api' && !route.provesItself) demandOwnHeader(exchange.request);
  }
  const streamed = streamedBody(route);
  const bytes =
    isUnsafe(route.method) && !streamed
      ? await readBytes(exchange.request, route.maxBodyBytes ?? exchange.parts.settings.maxBodyBytes)
      : new Uint8Array();
  const call = makeCall(exchange, actor, identity, queryOf(route, new URL(exchange.request.url)));
  if (streamed) return answerStreamed(route as ApiRoute | PageRoute, exchange, call, streamed, identity);
  if (route.kind === 'stream') {
    // A stream has its own signs of life; Bun's clock is too coarse to tell a quiet one from a dead one.
    exchange.untimed(true);
    return answerStream(route, exchange, call, baseHeaders(exchange, 'data'), () => identify(exchange, true));
  }
  return route.kind === 'api'
    ? answerApi(route, exchange, readApiCall(route, exchange, call, bytes), bytes)
    : answerPage(route, exchange, readPageCall(route, exchange, call, bytes, identity));
}

const queryOf = (route: ApiRoute | PageRoute | StreamRoute, url: URL): unknown =>
  route.kind === 'page' && route.openQuery ? readOpenForm(url.searchParams) : readQuery(url, route.query);

function readApiCall(route: ApiRoute, { request }: Exchange, call: Call, bytes: Uint8Array): Call {
  const ifMatch = route.needsIfMatch ? readIfMatch(request) : '';
  if (!route.body) demandNoBody(bytes);
  const body = route.body ? readJson(request, bytes, route.body) : undefined;
  return { ...call, ifMatch, body: body as undefined };
}

const streamedBody = (route: Route): RawBody | undefined =>
  route.kind === 'api' ? route.raw : route.kind === 'page' ? route.file : undefined;

/** The way of a body that is not held in memory: the handler runs while it comes. */
async function answerStreamed(
  route: ApiRoute | PageRoute,
  exchange: Exchange,
  call: Call,
  { limitBytes, tooLarge }: RawBody,
  identity: Identity | null,
): Promise<Response> {
  const idleMs = exchange.parts.settings.idleTimeoutS * 1000;
  const raw = bodyStream(exchange.request, { limitBytes: limitBytes(), idleMs, ...(tooLarge ? { tooLarge } : {}) });
  exchange.untimed(true);
  try {
    if (route.kind === 'api') return await answerApi(route, exchange, { ...call, raw }, new Uint8Array());
    const { fields, file, end } = await readMultipart(exchange.request, raw);
    try {
      const body = checkForm(route, exchange, fields, identity) as undefined;
      return await answerPage(route, exchange, { ...call, body, file });
    } finally {
      await end();
    }
  } finally {
    exchange.untimed(false);
  }
}

const NO_FIELDS = Type.Object({});

function readPageCall(
  route: PageRoute,
  exchange: Exchange,
  call: Call,
  bytes: Uint8Array,
  identity: Identity | null,
): Call {
  if (route.method !== 'POST') return call;
  const body = checkForm(route, exchange, readForm(exchange.request, bytes), identity);
  return { ...call, body: body as undefined };
}

/** The fields of a form, once its token shows that it is one of ours. */
function checkForm(route: PageRoute, exchange: Exchange, fields: URLSearchParams, identity: Identity | null): unknown {
  const tokens = fields.getAll('csrf');
  demandFormToken(tokens.length === 1 ? tokens[0] : undefined, identity ? identity.csrf : formTokenOf(exchange));
  fields.delete('csrf');
  return route.openForm ? readOpenForm(fields) : readFields(fields, route.form ?? NO_FIELDS, 'form');
}

/** Before there is a session, a random cookie and its hash in the form stand in for it. */
function formTokenOf({ request, origin }: Exchange): string | null {
  const secret = sentCookie('form', request, origin);
  return secret ? hashOf(`form:${secret}`) : null;
}

function makeCall(exchange: Exchange, actor: Actor, identity: Identity | null, query: unknown): Call {
  const { request, origin, params } = exchange;
  const reply: Reply = { cookies: [] };
  const formToken = (): string => {
    const known = identity?.csrf ?? formTokenOf(exchange);
    if (known) return known;
    const secret = newSecret();
    reply.cookies.push(setCookie('form', secret));
    return hashOf(`form:${secret}`);
  };
  return {
    actor,
    viewer: viewerOf(identity?.person ?? null, request.headers.get('accept-language')),
    body: undefined,
    query: query as undefined,
    params,
    ifMatch: '',
    requestId: origin.requestId,
    signal: request.signal,
    site: origin.site + origin.basePath,
    userAgent: request.headers.get('user-agent')?.slice(0, 200) ?? null,
    formToken,
    takeFlash: () => {
      const kept = sentCookie('flash', request, origin);
      if (kept === null) return null;
      reply.cookies.push(dropCookie('flash'));
      return textOf(kept);
    },
    partial: wantsPart(request),
    swapTarget: swapTargetOf(request),
    header: (name) => request.headers.get(name),
    raw: NO_BODY,
    file: null,
    sessionSecret: sentCookie('session', request, origin),
    handshakeSecret: sentCookie('oidc', request, origin),
    reply,
  };
}

/** Longest text that one page leaves to the next; more would not fit into a cookie. */
const MAX_FLASH_CHARS = 300;
const textOf = (kept: string): string => Buffer.from(kept, 'base64url').toString('utf8').slice(0, MAX_FLASH_CHARS);

/** Answers a request that no route takes. */
export async function refuseUnrouted(exchange: Exchange, allowed: readonly string[]): Promise<Response> {
  const { method } = exchange.request;
  const forPerson = wantsPage(exchange);
  // A person keeps navigation and account; whoever cannot be told apart is nobody here.
  const identity = forPerson ? await identify(exchange).catch(() => null) : null;
  const actor = identity?.actor ?? anonymousActor(exchange.origin);
  const error = unroutedFault(exchange, allowed);
  const response = answerProblem(error, exchange, forPerson ? 'page' : 'api', { actor, identity });
  if (error.code === 'http.methodNotAllowed') response.headers.set('allow', allowed.join(', '));
  exchange.parts.log.info('http.request', {
    request_id: exchange.origin.requestId,
    method,
    route: null,
    status: statusOf(error.fault, error.code),
    ip: exchange.origin.ip,
  });
  return response;
}

function unroutedFault({ request: { method }, origin, parts }: Exchange, allowed: readonly string[]): AppError {
  try {
    parts.limits.takeAddress(origin.ip, 'plain');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return allowed.length > 0 || !['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    ? new AppError('invalid', 'http.methodNotAllowed', 'This address does not take this method.')
    : new AppError('not_found', 'http.notFound', 'There is nothing at this address.');
}

const wantsPage = ({ request, path }: Exchange): boolean =>
  !path.startsWith('/api/') && (request.headers.get('accept') ?? '').includes('text/html');
