import { AppError } from '#sdk';
import type { Actor } from '../access/actor.ts';
import { guard } from '../access/guard.ts';
import type { Exchange, Identity } from './http-parts.ts';
import { successStatus } from './problem.ts';
import type { Call, StreamRoute } from './route.ts';

/** Longer than any number that we give out. */
const LAST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Opens a stream of server-sent events. Who may listen is settled by the handler before the first byte, and looked at again at every
 * sign of life: the stream ends with the session and with the permission.
 */
export async function answerStream(
  route: StreamRoute,
  exchange: Exchange,
  call: Call,
  headers: Headers,
  identify: () => Promise<Identity | null>,
): Promise<Response> {
  const { request, parts } = exchange;
  const sent = request.headers.get('last-event-id') ?? '';
  const source = await route.handler(call as Call<never, never>, LAST_ID.test(sent) ? sent : null);
  // "No content" is what tells a browser not to come back.
  if (source === null) return new Response(null, { status: successStatus('empty'), headers });
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  headers.set('x-accel-buffering', 'no');
  if (request.method === 'HEAD') return new Response(null, { headers });
  const startedMs = performance.now();
  const body = parts.streams.open({
    actor: call.actor,
    signal: request.signal,
    source,
    stillThere: async () => {
      const identity = await identify().catch(noLonger);
      return identity && stillMay(route, identity.actor) ? identity.actor : null;
    },
    onEnd: (how, events) =>
      parts.log.info('http.streamEnded', {
        ...{ request_id: call.requestId, route: route.path, actor: call.actor.id, tenant: call.actor.tenant },
        ...{ how, events, ms: Math.round(performance.now() - startedMs) },
      }),
  });
  return new Response(body, { headers });
}

/** A token that has run out is told by a fault; to a stream it is the end of the session. */
function noLonger(error: unknown): null {
  if (error instanceof AppError && error.fault === 'unauthenticated') return null;
  throw error;
}

function stillMay({ permission }: StreamRoute, actor: Actor): boolean {
  if (permission === 'public') return true;
  try {
    guard(actor, permission);
    return true;
  } catch {
    // The fault says so to a request; a stream only ends.
    return false;
  }
}
