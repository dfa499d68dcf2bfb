/** What a scenario sends; JSON bodies as objects, forms as URLSearchParams. */
export interface Sent {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Got {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  json: any;
}

/** The token against forged requests in the forms of a page; empty where there is none. */
export const csrfOf = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

/** A server, or the way to one. */
export interface Reached {
  handle(request: Request): Response | Promise<Response>;
}

/** A server that listens; from its side the caller is this machine. */
export const listening = (url: string): Reached => ({
  handle: (request) =>
    fetch(new Request(request.url.replace('http://localhost', url), request), { redirect: 'manual' }),
});

/** Talks to a server without a network, as a browser on its own page would; keeps cookies. */
export class HttpClient {
  readonly cookies = new Map<string, string>();
  readonly app: Reached;
  readonly headers: Record<string, string>;

  constructor(app: Reached, headers: Record<string, string> = { 'x-adit-csrf': '1', 'sec-fetch-site': 'same-origin' }) {
    this.app = app;
    this.headers = headers;
  }

  async send(path: string, { method = 'GET', body, headers = {} }: Sent = {}): Promise<Got> {
    const init: RequestInit = { method, headers: { ...this.headers, ...this.cookieHeader(), ...headers } };
    if (
      body instanceof URLSearchParams ||
      body instanceof FormData ||
      body instanceof ReadableStream ||
      typeof body === 'string' ||
      body instanceof Uint8Array
    )
      init.body = body as string;
    else if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { 'content-type': 'application/json', ...init.headers };
    }
    const response = await this.app.handle(new Request(`http://localhost${path}`, init));
    this.keep(response.headers);
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : null,
    };
  }

  get = (path: string, headers: Record<string, string> = {}) => this.send(path, { headers });
  post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    this.send(path, { method: 'POST', body, headers });
  put = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    this.send(path, { method: 'PUT', body, headers });
  delete = (path: string, headers: Record<string, string> = {}) => this.send(path, { method: 'DELETE', headers });

  /** Sends a form with the token that stands on a page. */
  async submit(action: string, fields: object = {}, page = '/profile'): Promise<Got> {
    const body = new URLSearchParams({ csrf: csrfOf((await this.get(page)).text), ...fields });
    return this.send(action, { method: 'POST', body });
  }

  private cookieHeader(): Record<string, string> {
    return this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') };
  }

  private keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const at = pair.indexOf('=');
      if (attributes.some((a) => a.trim() === 'Max-Age=0')) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}
