import type { Target } from './target.ts';

/** What would end the visit at its beginning: the session, and the account that has it. */
const AWAY =
  /sign-out|log-?out|\/sessions|\/profile\/(password|second-factor|confirm)|\/admin\/users\/[^/]+\/(status|roles)/;

/** A door before the target, for a tool that cannot leave addresses out: it brings the session along, and what would end it is not there. */
export function openFront({ url, cookie }: Target): { readonly url: string; end(): Promise<void> } {
  const server = Bun.serve({
    ...{ hostname: '127.0.0.1', port: 0, development: false },
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      if (AWAY.test(pathname)) return new Response('away', { status: 404 });
      const headers = new Headers(request.headers);
      headers.set('cookie', cookie);
      headers.delete('host');
      const body = ['GET', 'HEAD'].includes(request.method) ? null : await request.arrayBuffer();
      const answer = await fetch(url + pathname + search, {
        method: request.method,
        headers,
        body,
        redirect: 'manual',
      });
      const sent = new Headers(answer.headers);
      for (const name of ['set-cookie', 'content-encoding', 'content-length']) sent.delete(name);
      return new Response(answer.body, { status: answer.status, headers: sent });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, end: () => server.stop(true) };
}
