import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Appliance } from './example-appliance.ts';
import type { HttpClient } from './http-client.ts';

export const WEBHOOKS = '/api/v1/webhooks';

/** A receiver that is allowed and never reached: nothing is sent while nobody starts the sender. */
export const NOWHERE = '127.0.0.1:9';

export function allow(house: Pick<Appliance, 'egress'>, ...targets: string[]): void {
  house.egress.configure({ allow: targets, ca: [], publicUrl: '' });
}

export const newWebhook = (target: string, more: object = {}) => ({
  ...{ name: 'Flows', url: `http://${target}/hook`, types: ['data.ingested'], ...more },
});

/** A webhook to nowhere, made by this administrator; gives its id. */
export async function plantWebhook(
  house: Pick<Appliance, 'egress'>,
  by: HttpClient,
  more: object = {},
): Promise<string> {
  allow(house, NOWHERE);
  return (await by.post(WEBHOOKS, newWebhook(NOWHERE, more))).json.webhook.id;
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback that answers as it is told. */
export class Receiver {
  readonly got: Received[] = [];
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => void response.end('ok');
  target = '';
  readonly #server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    this.got.push({ headers: request.headers, body });
    this.answer(response, request);
  });

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.target = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
