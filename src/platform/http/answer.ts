import { createHash } from 'node:crypto';
import { AppError } from '#sdk';
import type { Actor } from '../access/actor.ts';
import { checkOutput } from './check-input.ts';
import { cookieName, dropCookie, readCookie } from './cookies.ts';
import { etagHeader } from './etag.ts';
import type { Exchange } from './http-parts.ts';
import { type KeptAnswer, once, readIdempotencyKey, requestHash } from './idempotency.ts';
import { answerText } from './json-text.ts';
import { problemOf, statusOf, successStatus } from './problem.ts';
import type { ApiRoute, AssetRoute, Call, PageRoute, ProbeRoute, Reply, Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

function baseHeaders(exchange: Exchange, kind: 'page' | 'data'): Headers {
  const { origin, parts } = exchange;
  const headers = new Headers(securityHeaders(kind, origin.secure && parts.settings.strictTransport));
  headers.set('x-request-id', origin.requestId);
  return headers;
}

function withReply(headers: Headers, reply: Reply): void {
  for (const cookie of reply.cookies) headers.append('set-cookie', cookie);
  if (reply.clearSite) headers.set('clear-site-data', '"cookies", "storage"');
}

/** Runs the handler (once per idempotency key) and sends what it gives, if that is what the route declares. */
export async function answerApi(route: ApiRoute, exchange: Exchange, call: Call, bytes: Uint8Array): Promise<Response> {
  const { parts, request } = exchange;
  const work = async (): Promise<KeptAnswer> => {
    const result = await route.handler(call as Call<never, never>);
    if (route.response) checkOutput(route.response, result, `${route.method} ${route.path}`);
    const body = route.response ? answerText(result) : '';
    return { body, etag: call.reply.etag ?? null, location: call.reply.location ?? null };
  };
  const key = route.idempotent ? readIdempotencyKey(request, call.actor) : null;
  const { answer, replayed } = key
    ? await once(parts.idempotency, key, requestHash(request, bytes), parts.now(), work)
    : { answer: await work(), replayed: false };
  const headers = baseHeaders(exchange, 'data');
  withReply(headers, call.reply);
  if (answer.etag !== null) headers.set('etag', etagHeader(answer.etag));
  if (answer.location !== null) headers.set('location', answer.location);
  if (replayed) headers.set('idempotency-replayed', 'true');
  if (route.response) headers.set('content-type', JSON_TYPE);
  return new Response(route.response ? answer.body : null, { status: successStatus(route.success), headers });
}

export async function answerPage(route: PageRoute, exchange: Exchange, call: Call): Promise<Response> {
  const answer = await route.handler(call as Call<never, never>);
  const headers = baseHeaders(exchange, 'page');
  withReply(headers, call.reply);
  if ('redirect' in answer) {
    headers.set('location', answer.redirect);
    return new Response(null, { status: successStatus('redirect'), headers });
  }
  headers.set('content-type', HTML_TYPE);
  return new Response(answer.html, { status: answer.fault ? statusOf(answer.fault) : successStatus('ok'), headers });
}

export function answerAsset(route: AssetRoute, exchange: Exchange): Response {
  const headers = baseHeaders(exchange, 'data');
  const etag = etagHeader(createHash('sha256').update(route.content).digest('base64url').slice(0, 22));
  headers.set('etag', etag);
  headers.set('cache-control', 'no-cache');
  if (exchange.request.headers.get('if-none-match') === etag)
    return new Response(null, { status: successStatus('unchanged'), headers });
  headers.set('content-type', route.contentType);
  return new Response(route.content, { headers });
}

export async function answerProbe(route: ProbeRoute, exchange: Exchange): Promise<Response> {
  const { ok, status } = await route.handler();
  const headers = baseHeaders(exchange, 'data');
  headers.set('content-type', JSON_TYPE);
  return Response.json({ status }, { status: ok ? successStatus('ok') : statusOf('unavailable'), headers });
}

/** Sends a failure: as a problem document, or as a page where a person is looking. Defects and refusals go into the log. */
export function answerProblem(error: unknown, exchange: Exchange, kind: Route['kind'], actor: Actor): Response {
  const { parts, origin, request } = exchange;
  const problem = problemOf(error, origin.requestId);
  const about = { request_id: origin.requestId, actor: actor.id, tenant: actor.tenant, ip: origin.ip };
  if (!(error instanceof AppError) || error.fault === 'internal')
    parts.log.error('http.defect', {
      ...about,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  else if (error.fault === 'forbidden' || error.fault === 'unauthenticated')
    parts.log.warn('access.refused', { ...about, code: error.code });
  const isPage = kind === 'page';
  const headers = baseHeaders(exchange, isPage ? 'page' : 'data');
  if (error instanceof AppError && error.fault === 'unauthenticated') {
    if (error.code === 'access.signInNeeded') dropDeadSession(headers, exchange);
    if (isPage && request.method === 'GET') return toSignIn(headers, exchange);
    headers.set('www-authenticate', 'Bearer realm="adit"');
  }
  headers.set('content-type', isPage ? HTML_TYPE : 'application/problem+json; charset=utf-8');
  const body = isPage ? parts.problemPage(problem) : JSON.stringify(problem);
  return new Response(body, { status: problem.status, headers });
}

function dropDeadSession(headers: Headers, { request, origin }: Exchange): void {
  if (readCookie(request, cookieName('session', origin.secure)) !== null && !request.headers.has('authorization'))
    headers.append('set-cookie', dropCookie('session', origin.secure));
}

function toSignIn(headers: Headers, { request, parts }: Exchange): Response {
  const { pathname, search } = new URL(request.url);
  const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  headers.set('location', parts.signInPath + next);
  return new Response(null, { status: successStatus('redirect'), headers });
}
