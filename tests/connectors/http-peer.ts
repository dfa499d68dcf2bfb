import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { CERTIFIED } from '../example-authority.ts';
import { type Peer, type Place, SECRET } from './house.ts';
import { type Asked, sendJson } from './http-house.ts';

/** A simulated server for the case table: it answers "reader" with the secret, over http and https. */
export async function httpPeer(
  path: string,
  answer: (asked: Asked, response: ServerResponse) => unknown,
): Promise<Omit<Peer, 'tables'>> {
  let busy = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    busy++;
    response.on('close', () => busy--);
    let body = '';
    for await (const piece of request) body += piece;
    const { headers, method = '' } = request;
    const expected = `Basic ${Buffer.from(`reader:${SECRET}`).toString('base64')}`;
    if (headers.authorization !== expected) sendJson(response, { error: 'who are you?' }, 401);
    else await answer({ method, headers, body, url: new URL(request.url!, 'http://peer') }, response);
  };
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const plain = await listen(createHttp(listener));
  const tls = await listen(createHttps(CERTIFIED, listener));
  return {
    ...{ ports: { plain, tls }, secret: SECRET },
    settings: ({ host, port, tls: mode, secret, authority }: Place) => ({
      ...{ url: `${mode === 'off' ? 'http' : 'https'}://${host}:${port}${path}`, authority },
      ...{ signIn: 'basic', user: 'reader', secret },
    }),
    withoutTls: (work) => work(plain),
    busy: async () => busy,
    end: async () => {
      for (const server of servers) server.close();
    },
  };
}
