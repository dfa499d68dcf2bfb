import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AppError } from '#sdk';
import { type Denial, egressDoor } from '../src/platform/egress/index.ts';
import { CERTIFIED, EXAMPLE_AUTHORITY } from './example-authority.ts';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from './example-certificate.ts';
import { NameServer } from './name-server.ts';

interface Listener {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
  close(): unknown;
}

/** Servers on loopback that a door of a test may connect to, and a name server that says where they are. */
export class EgressHouse {
  readonly names = new NameServer();
  /** What was asked of the servers. */
  readonly seen: { url: string; host: string | undefined; method: string; body: string }[] = [];
  /** Ports: http, https by the private authority, https by a certificate that nobody knows. */
  plain = 0;
  secure = 0;
  stranger = 0;
  readonly #servers: Listener[] = [];

  async start(): Promise<void> {
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    await this.names.start();
    this.plain = await this.listen(createHttp(answer));
    this.secure = await this.listen(createHttps(CERTIFIED, answer));
    this.stranger = await this.listen(createHttps({ cert: EXAMPLE_CERTIFICATE, key: EXAMPLE_KEY }, answer));
  }

  stop(): void {
    this.names.stop();
    for (const server of this.#servers) server.close();
  }

  /** The port that a further server got. */
  async listen(server: Listener): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** A door that lets names below corp.example through to the servers, and what it refused. */
  door(options: { ca?: string[]; allow?: string[] } = {}) {
    const denials: Denial[] = [];
    const every = [this.plain, this.secure, this.stranger].flatMap((port) => [
      `*.corp.example:${port}`,
      `127.0.0.1:${port}`,
    ]);
    const { ca = [EXAMPLE_AUTHORITY], allow = every } = options;
    const egress = egressDoor({
      settings: { allow, ca, publicUrl: 'https://adit.corp.example' },
      denied: (denial) => void denials.push(denial),
      resolve: this.names.resolve,
    });
    return { egress, denials };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request) body += piece;
    const url = request.url!;
    this.seen.push({ url, host: request.headers.host, method: request.method!, body });
    if (url.startsWith('/redirect'))
      response.writeHead(302, { location: `/redirect${Number(url.slice(9)) + 1}` }).end();
    else if (url === '/away') response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
    else if (url === '/large') for (let i = 0; i < 64; i++) response.write(Buffer.alloc(65_536));
    else if (url === '/slow') response.write('a beginning');
    else if (url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    else if (url === '/cut')
      response.writeHead(200, { 'content-length': '100' }).write('ten bytes!', () => response.destroy());
    else if (url === '/empty') response.writeHead(204).end();
    else response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end(`${request.method} ${body}`);
  }
}

/** The fault and code that a call ends with. */
export const faultOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    return `${(error as AppError).fault} ${(error as AppError).code}`;
  }
  return 'nothing was thrown';
};
