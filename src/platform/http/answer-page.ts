import { textsIn } from '../text/texts.ts';
import { baseHeaders, HTML_TYPE, logFailure, withReply } from './answer.ts';
import type { Exchange } from './http-parts.ts';
import { frameOf } from './page-frame.ts';
import { problemOf, statusOf, successStatus } from './problem.ts';
import type { Call, Download, PageAnswer, PageRoute } from './route.ts';

export async function answerPage(route: PageRoute, exchange: Exchange, call: Call): Promise<Response> {
  const answer = await route.handler(call as Call<never, never>);
  const headers = baseHeaders(exchange, 'page');
  withReply(headers, call.reply, call.secure);
  if ('redirect' in answer) {
    headers.set('location', answer.redirect);
    return new Response(null, { status: successStatus('redirect'), headers });
  }
  if ('download' in answer) return answerDownload(answer.download, exchange);
  headers.set('content-type', HTML_TYPE);
  if ('streamed' in answer)
    return new Response(streamOf(answer.streamed, exchange, call), { status: successStatus('ok'), headers });
  return new Response(answer.html, { status: answer.fault ? statusOf(answer.fault) : successStatus('ok'), headers });
}

function answerDownload({ name, contentType, content }: Download, exchange: Exchange): Response {
  const headers = baseHeaders(exchange, 'data');
  headers.set('content-type', contentType);
  headers.set('content-disposition', attachment(name));
  return new Response(content, { status: successStatus('ok'), headers });
}

/** RFC 6266: the name for every browser in plain letters, and as it is for those that read it. */
export function attachment(name: string): string {
  const safe = name
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, 150)
    .toWellFormed();
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${safe.replace(/[^\x20-\x7e]|%/g, '_')}"; filename*=UTF-8''${encoded}`;
}

/** The start of the page leaves before its view is there; a view that fails is said in its place. */
function streamOf(
  { before, view, after }: Extract<PageAnswer, { streamed: unknown }>['streamed'],
  exchange: Exchange,
  call: Call,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(encoder.encode(before));
      // The first bytes leave before anything else is done on this thread.
      await new Promise((resolve) => setImmediate(resolve));
      const content = await view().catch((error) => {
        const problem = problemOf(error, exchange.origin.requestId);
        logFailure(error, exchange, call.actor);
        return exchange.parts.problemPage(
          problem,
          frameOf(call, { title: textsIn(call.viewer.locale).t(problem.title) }),
          'view',
        );
      });
      controller.enqueue(encoder.encode(content + after));
      controller.close();
    },
  });
}
