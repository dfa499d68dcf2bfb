/** Servers that speak HTTP for tests of connectors: simulated, in this process, behind names that only the tests know. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import {
  type Cell,
  type ConnectorRun,
  type ReadRequest,
  type TableConnector,
  type TableSource,
  type TObject,
  withDefaults,
} from '#sdk';
import { CERTIFIED } from '../example-authority.ts';
import { PEER_NAME, RunHouse, type RunOptions } from './connector-run.ts';
import { batchesOf } from './opened.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answering = (asked: Asked, response: ServerResponse) => void | Promise<void>;

export const sendJson = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  void response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body));

/** One server as http and as https by the private authority, and runs that may reach it. */
export class HttpHouse {
  readonly runs = new RunHouse();
  /** What was asked, in its order. */
  readonly asked: Asked[] = [];
  answer: Answering = (_, response) => sendJson(response, []);
  readonly #servers: Server[] = [];
  #ports = { plain: 0, secure: 0 };

  async start(): Promise<void> {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#take(request, response);
    await this.runs.start();
    this.#ports = {
      plain: await this.#listen(createHttp(listener)),
      secure: await this.#listen(createHttps(CERTIFIED, listener)),
    };
  }

  stop(): void {
    this.runs.stop();
    for (const server of this.#servers) server.close();
  }

  get url(): string {
    return `http://${PEER_NAME}:${this.#ports.plain}/api`;
  }

  get secureUrl(): string {
    return `https://${PEER_NAME}:${this.#ports.secure}/api`;
  }

  run(options: RunOptions = {}): ConnectorRun {
    return this.runs.run({ ports: Object.values(this.#ports), ...options });
  }

  async #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const piece of request) body += piece;
    const asked = { method: request.method!, url: new URL(request.url!, this.url), headers: request.headers, body };
    this.asked.push(asked);
    await this.answer(asked, response);
  }
}

/** A source with the settings that a form would have filled in. */
export const opened = async <P extends TObject>(
  connector: TableConnector<P>,
  settings: object,
  run: ConnectorRun,
): Promise<TableSource> => connector.open(withDefaults(connector.params, settings) as never, run);

/** All rows of a reading, by the names of the columns; `_more` only where it says something. */
export async function rowsOf(source: TableSource, request: Partial<ReadRequest>): Promise<Record<string, Cell>[]> {
  const batches = await batchesOf(source, request);
  return batches.flatMap(({ columns, rows }) =>
    rows.map((row) => {
      const cells = columns.map(({ name }, i) => [name, row[i] ?? null] as const);
      return Object.fromEntries(cells.filter(([name, cell]) => name !== '_more' || cell !== null));
    }),
  );
}
