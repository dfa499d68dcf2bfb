import type { ServerChild } from './server-child.ts';

const CREDENTIALS = { login: 'ann', password: 'a bench in the shade of a tree' };
const JSON_FROM_OWN_PAGE = {
  'content-type': 'application/json',
  'x-adit-csrf': '1',
  'sec-fetch-site': 'same-origin',
};

export interface Got {
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  readonly text: string;
}

/** Talks to the server as a signed-in page of its own does. */
export class ApiClient {
  readonly #url: string;
  #cookie = '';

  private constructor(url: string) {
    this.#url = url;
  }

  /** Makes the first administrator by the printed link, and signs in. */
  static async signIn(server: ServerChild): Promise<ApiClient> {
    const client = new ApiClient(server.url);
    await client.post('/api/v1/auth/setup', { token: await server.setupToken(), ...CREDENTIALS });
    const { headers } = await client.post('/api/v1/auth/login', CREDENTIALS);
    client.#cookie = headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0]!)
      .join('; ');
    return client;
  }

  /** Sends bytes as they come from a stream, or with their length; the answer as JSON. */
  async send(
    method: string,
    path: string,
    body: ReadableStream | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      ...{
        method,
        body,
        headers: { 'x-adit-csrf': '1', 'sec-fetch-site': 'same-origin', cookie: this.#cookie, ...headers },
      },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  /** A page, with the times until its first and its last byte were here. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Got> {
    const begun = performance.now();
    const response = await fetch(this.#url + path, { headers: { cookie: this.#cookie, ...headers } });
    const chunks: Uint8Array[] = [];
    let firstByteMs = 0;
    for await (const chunk of response.body!) {
      firstByteMs ||= performance.now() - begun;
      chunks.push(chunk);
    }
    const lastByteMs = performance.now() - begun;
    const text = Buffer.concat(chunks).toString();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text.slice(0, 300)}`);
    return { firstByteMs, lastByteMs, text };
  }

  /** The answer with its body read; anything but success is an error. */
  async post(path: string, body: unknown): Promise<{ headers: Headers; text: string }> {
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { ...JSON_FROM_OWN_PAGE, cookie: this.#cookie },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text.slice(0, 300)}`);
    return { headers: response.headers, text };
  }
}
