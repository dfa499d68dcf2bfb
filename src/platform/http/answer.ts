import { AppError } from '#sdk';
import type { Actor } from '../access/actor.ts';
import { textsIn } from '../text/texts.ts';
import { TooMany } from '../too-many.ts';
import { answerDownload } from './answer-download.ts';
import { baseHeaders } from './base-headers.ts';
import { addressBelow, pageBelow } from './base-path.ts';
import { checkOutput } from './check-input.ts';
import { cookieHeader, dropCookie, sentCookie, setCookie } from './cookies.ts';
import { etagHeader } from './etag.ts';
import { wantsPart } from './htmx.ts';
import type { Exchange, Identity } from './http-parts.ts';
import { type KeptAnswer, once, readIdempotencyKey, requestHash } from './idempotency.ts';
import { answerText } from './json-text.ts';
import { type Frame, frameFor } from './page-frame.ts';
import { problemOf, statusOf, successStatus } from './problem.ts';
import type { ApiRoute, Call, Download, ProbeRoute, Reply, Route } from './route.ts';
import { viewerOf } from './viewer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=utf-8';

export function withReply(headers: Headers, reply: Reply, { origin }: Exchange): void {
  if (reply.flash) reply.cookies.push(setCookie('flash', Buffer.from(reply.flash).toString('base64url')));
  for (const cookie of reply.cookies) headers.append('set-cookie', cookieHeader(cookie, origin));
  // Not "cookies": that takes those of every host of the same domain, and with them the session of the provider that is to be ended.
  if (reply.clearSite) headers.set('clear-site-data', '"storage"');
}

/** Runs the handler (once per idempotency key) and sends what it gives, if that is what the route declares. */
export async function answerApi(route: ApiRoute, exchange: Exchange, call: Call, bytes: Uint8Array): Promise<Response> {
  const { parts, request } = exchange;
  if (route.file) return answerDownload((await route.handler(call as Call<never, never>)) as Download, exchange);
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
  withReply(headers, call.reply, exchange);
  if (answer.etag !== null) headers.set('etag', etagHeader(answer.etag));
  if (answer.location !== null) headers.set('location', addressBelow(answer.location, exchange.origin.basePath));
  if (replayed) headers.set('idempotency-replayed', 'true');
  if (route.response) headers.set('content-type', JSON_TYPE);
  return new Response(route.response ? answer.body : null, { status: successStatus(route.success), headers });
}

export async function answerProbe(route: ProbeRoute, exchange: Exchange): Promise<Response> {
  const { ok, status } = await route.handler();
  const headers = baseHeaders(exchange, 'data');
  headers.set('content-type', JSON_TYPE);
  return Response.json({ status }, { status: ok ? successStatus('ok') : statusOf('unavailable'), headers });
}

/** Who a failure is told to, as far as that was found out. */
export interface Told {
  readonly actor: Actor;
  readonly identity: Identity | null;
}

/** Sends a failure: as a problem document, or as a page where a person is looking. Defects and refusals go into the log. */
export function answerProblem(error: unknown, exchange: Exchange, kind: Route['kind'], told: Told): Response {
  const { parts, origin, request } = exchange;
  const problem = problemOf(error, origin.requestId);
  logFailure(error, exchange, told.actor);
  const isPage = kind === 'page';
  const headers = baseHeaders(exchange, isPage ? 'page' : 'data');
  const fromHtmx = request.headers.get('hx-request') === 'true';
  if (error instanceof AppError && error.fault === 'unauthenticated') {
    if (error.code === 'access.signInNeeded') dropDeadSession(headers, exchange);
    // To htmx a redirect would be followed unseen; the open page asks for the password itself and keeps what was typed.
    if (isPage && request.method === 'GET' && !fromHtmx) return toSignIn(headers, exchange);
    headers.set('www-authenticate', 'Bearer realm="adit"');
  }
  if (error instanceof AppError && error.code === 'access.secondFactorNeeded' && isPage && request.method === 'GET') {
    headers.set('location', addressBelow(parts.secondFactorPath, origin.basePath));
    return new Response(null, { status: successStatus('redirect'), headers });
  }
  if (problem.status === statusOf('rate_limited')) headers.set('retry-after', String(waitSeconds(error)));
  headers.set('content-type', isPage ? HTML_TYPE : 'application/problem+json; charset=utf-8');
  const body = isPage
    ? pageBelow(
        parts.problemPage(problem, problemFrame(told, request, problem.title), wantsPart(request) ? 'app' : 'page'),
        origin.basePath,
      )
    : JSON.stringify(problem);
  return new Response(body, { status: problem.status, headers });
}

/** Where nothing says how long, as with turns that are taken: soon. */
const SOON_S = 5;
const waitSeconds = (error: unknown): number =>
  error instanceof TooMany ? Math.max(1, Math.ceil(error.waitMs / 1000)) : SOON_S;

export function logFailure(error: unknown, { parts, origin }: Exchange, actor: Actor): void {
  const about = { request_id: origin.requestId, actor: actor.id, tenant: actor.tenant, ip: origin.ip };
  if (!(error instanceof AppError) || error.fault === 'internal')
    parts.log.error('http.defect', {
      ...about,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  else if (['forbidden', 'unauthenticated', 'rate_limited'].includes(error.fault))
    parts.log.warn('access.refused', { ...about, code: error.code });
}

function problemFrame({ actor, identity }: Told, request: Request, title: string): Frame {
  const viewer = viewerOf(identity?.person ?? null, request.headers.get('accept-language'));
  return frameFor(
    { actor, viewer, csrf: identity?.csrf ?? '', flash: null },
    { title: textsIn(viewer.locale).t(title), bare: actor.kind === 'anonymous' },
  );
}

function dropDeadSession(headers: Headers, { request, origin }: Exchange): void {
  if (sentCookie('session', request, origin) !== null && !request.headers.has('authorization'))
    headers.append('set-cookie', cookieHeader(dropCookie('session'), origin));
}

function toSignIn(headers: Headers, { request, parts, origin, path }: Exchange): Response {
  const next = path === '/' ? '' : `?next=${encodeURIComponent(path + new URL(request.url).search)}`;
  headers.set('location', addressBelow(parts.signInPath + next, origin.basePath));
  return new Response(null, { status: successStatus('redirect'), headers });
}
