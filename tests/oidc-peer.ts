import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'adit', secret: 'a secret of 32 random characters' };

/** A change to what the provider answers, on its way to us. */
type Tamper = (
  path: string,
  answer: Record<string, unknown>,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** A real provider (oidc-provider, certified by the OpenID Foundation) in this process, behind a front that can spoil its answers. */
export interface OidcPeer {
  readonly issuer: string;
  /** Requests that came, as `GET /jwks`. */
  readonly asked: string[];
  /** Claims by login. */
  readonly people: Record<string, Record<string, unknown>>;
  tamper: Tamper | null;
  /** The front refuses connections with 503 while true. */
  isDown: boolean;
  /** New keys; those before are published no longer. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export interface PeerOptions {
  /** Where Adit is. */
  readonly site: string;
  /** Id of the provider in Adit's configuration. */
  readonly id: string;
  readonly isPublic?: boolean;
  /** ID tokens say who signed in, and no more. */
  readonly hasSparseTokens?: boolean;
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

export async function oidcPeer({
  site,
  id,
  isPublic = false,
  hasSparseTokens = false,
}: PeerOptions): Promise<OidcPeer> {
  const people: OidcPeer['people'] = {};
  let inner = '';
  let generation = 0;
  const front = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => answer(request) });
  const issuer = `http://127.0.0.1:${front.port}`;
  let served: Server | null = null;
  const begin = async () => {
    served?.close();
    generation++;
    const configuration = {
      ...settings(site, id, people, isPublic),
      conformIdTokenClaims: hasSparseTokens,
      jwks: { keys: [await newKey(`key-${generation}`)] },
    };
    const provider = new Provider(issuer, configuration);
    provider.proxy = true;
    served = createServer(provider.callback()).listen(0, '127.0.0.1');
    await new Promise((resolve) => served!.once('listening', resolve));
    inner = `http://127.0.0.1:${(served.address() as AddressInfo).port}`;
  };
  const peer: OidcPeer = {
    ...{ issuer, asked: [], people, tamper: null, isDown: false, rotate: begin },
    async stop() {
      served?.close();
      await front.stop(true);
    },
  };
  async function answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    peer.asked.push(`${request.method} ${pathname}`);
    if (peer.isDown) return new Response('down for repairs', { status: 503 });
    const headers = new Headers(request.headers);
    headers.set('x-forwarded-host', new URL(issuer).host);
    headers.set('x-forwarded-proto', 'http');
    const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
    const got = await fetch(inner + pathname + search, {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(body ? { body } : {}),
    });
    if (!peer.tamper || !got.headers.get('content-type')?.includes('json')) return got;
    return Response.json(await peer.tamper(pathname, (await got.json()) as Record<string, unknown>), {
      status: got.status,
    });
  }
  await begin();
  return peer;
}

const settings = (site: string, id: string, people: OidcPeer['people'], isPublic: boolean) => ({
  clients: [
    {
      client_id: CLIENT.id,
      ...(isPublic ? { token_endpoint_auth_method: 'none' } : { client_secret: CLIENT.secret }),
      redirect_uris: [`${site}/sign-in/oidc/${id}/callback`],
      post_logout_redirect_uris: [`${site}/sign-in`],
      backchannel_logout_uri: `${site}/api/v1/auth/oidc/${id}/logout`,
      backchannel_logout_session_required: true,
      ...{ grant_types: ['authorization_code'], response_types: ['code'] },
    },
  ],
  pkce: { required: () => true },
  features: {
    ...{
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
    },
  },
  cookies: { keys: ['only for tests'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'groups', 'department'],
    email: ['email'],
    acr: null,
    sid: null,
  },
  findAccount: (_context: unknown, login: string) => ({
    accountId: login,
    claims: () => ({ sub: login, preferred_username: login, ...people[login] }),
  }),
});

/** A browser at the provider, without a browser: follows redirects and sends the forms that the provider shows. */
export class PeerVisitor {
  readonly cookies = new Map<string, string>();
  readonly issuer: string;

  constructor({ issuer }: Pick<OidcPeer, 'issuer'>) {
    this.issuer = issuer;
  }

  /** Goes on until the provider leads away from itself; gives that address. */
  async follow(url: string, fields: Record<string, string>): Promise<URL> {
    let response = await this.#send(url);
    for (let hops = 0; hops < 15; hops++) {
      const location = response.headers.get('location');
      if (location) {
        const next = new URL(location, this.issuer);
        if (next.origin !== this.issuer) return next;
        response = await this.#send(next.href);
        continue;
      }
      response = await this.#submit(await response.text(), fields);
    }
    throw new Error('the provider leads in circles');
  }

  #submit(html: string, fields: Record<string, string>): Promise<Response> {
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    if (!action) throw new Error(`the provider shows no form: ${html.slice(0, 500)}`);
    const hidden = [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      /name="([^"]+)"/.exec(input)![1]!,
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]);
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.#send(new URL(action, this.issuer).href, { method: 'POST', body });
  }

  async #send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]!.split(/=(.*)/s);
      if (/expires=Thu, 01 Jan 1970/i.test(set)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
