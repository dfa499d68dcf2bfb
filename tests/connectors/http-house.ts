/** Servers that speak HTTP for tests of connectors: simulated, in this process, behind names that only the tests know. */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Batch, Cell, ConnectorRun, ReadRequest, TableConnector, TableSource, TObject } from '#sdk';
import { withDefaults } from '#sdk';
import { EgressHouse } from '../egress-house.ts';
import { CERTIFIED, EXAMPLE_AUTHORITY } from '../example-authority.ts';

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
  readonly egress = new EgressHouse();
  /** What was asked, in its order. */
  readonly asked: Asked[] = [];
  answer: Answering = (_, response) => sendJson(response, []);
  #ports = { plain: 0, secure: 0 };

  async start(): Promise<void> {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#take(request, response);
    await this.egress.start();
    this.egress.names.answer('erp.corp.example', ['127.0.0.1']);
    this.#ports = {
      plain: await this.egress.listen(createHttp(listener)),
      secure: await this.egress.listen(createHttps(CERTIFIED, listener)),
    };
  }

  stop(): void {
    this.egress.stop();
  }

  get url(): string {
    return `http://erp.corp.example:${this.#ports.plain}/api`;
  }

  get secureUrl(): string {
    return `https://erp.corp.example:${this.#ports.secure}/api`;
  }

  run({ ca = [EXAMPLE_AUTHORITY], signal = new AbortController().signal } = {}): ConnectorRun {
    const allow = Object.values(this.#ports).map((port) => `erp.corp.example:${port}`);
    allow.push(...Object.values(this.#ports).map((port) => `127.0.0.1:${port}`));
    const { egress } = this.egress.door({ ca, allow });
    const unused = () => {
      throw new Error('not of this test');
    };
    const fetch: ConnectorRun['fetch'] = (url, init, limits) => egress.fetch(url, init, limits);
    const closed = { connect: unused, connectTls: unused, secure: unused };
    return {
      ...{
        signal,
        ca,
        pin: unused,
        ...closed,
        folder: unused,
        duckdb: unused,
        program: unused,
      },
      fetch,
      closing: { signal, fetch, ...closed },
    };
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

export async function batchesOf(source: TableSource, request: Partial<ReadRequest>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.read({ cursor: null, limit: null, ...request })) batches.push(batch);
  return batches;
}

/** All rows of a reading, by the names of the columns. */
export async function rowsOf(source: TableSource, request: Partial<ReadRequest>): Promise<Record<string, Cell>[]> {
  const batches = await batchesOf(source, request);
  return batches.flatMap(({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]))),
  );
}
