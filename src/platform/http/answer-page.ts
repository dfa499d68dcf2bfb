import { textsIn } from '../text/texts.ts';
import { HTML_TYPE, logFailure, withReply } from './answer.ts';
import { answerDownload } from './answer-download.ts';
import { baseHeaders } from './base-headers.ts';
import { addressBelow, pageBelow } from './base-path.ts';
import type { Exchange } from './http-parts.ts';
import { frameOf } from './page-frame.ts';
import { problemOf, statusOf, successStatus } from './problem.ts';
import type { Call, PageAnswer, PageRoute } from './route.ts';

export async function answerPage(route: PageRoute, exchange: Exchange, call: Call): Promise<Response> {
  const answer = await route.handler(call as Call<never, never>);
  const headers = baseHeaders(exchange, 'page');
  const { basePath } = exchange.origin;
  withReply(headers, call.reply, exchange);
  if ('redirect' in answer) {
    headers.set('location', addressBelow(answer.redirect, basePath));
    return new Response(null, { status: successStatus('redirect'), headers });
  }
  if ('download' in answer) return answerDownload(answer.download, exchange);
  headers.set('content-type', HTML_TYPE);
  if ('streamed' in answer)
    return new Response(streamOf(answer.streamed, exchange, call), { status: successStatus('ok'), headers });
  return new Response(pageBelow(answer.html, basePath), {
    status: answer.fault ? statusOf(answer.fault) : successStatus('ok'),
    headers,
  });
}

/** The start of the page leaves before its view is there; a view that fails is said in its place. */
function streamOf(
  { before, view, after }: Extract<PageAnswer, { streamed: unknown }>['streamed'],
  exchange: Exchange,
  call: Call,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bytesOf = (html: string) => encoder.encode(pageBelow(html, exchange.origin.basePath));
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(bytesOf(before));
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
      controller.enqueue(bytesOf(content + after));
      controller.close();
    },
  });
}
