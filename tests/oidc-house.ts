import type { Server } from 'bun';
import { type Appliance, exampleAppliance } from './example-appliance.ts';
import { exampleFoundations } from './example-foundations.ts';
import type { HttpClient } from './http-client.ts';
import { CLIENT, type OidcPeer, oidcPeer, PeerVisitor } from './oidc-peer.ts';

/** An appliance that providers can reach, and one of them. */
export interface OidcHouse {
  readonly house: Appliance;
  readonly peer: OidcPeer;
  readonly site: string;
  /** A browser that went through the whole sign-in, and where that led. */
  signIn(login: string, options?: { browser?: HttpClient; visitor?: PeerVisitor; next?: string }): Promise<Arrived>;
  end(): Promise<void>;
}

export interface Arrived {
  readonly browser: HttpClient;
  readonly visitor: PeerVisitor;
  /** What the provider's answer brought. */
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

export interface OidcHouseOptions {
  /** Keys of `[[oidc.providers]]` beside the usual ones. */
  readonly provider?: Record<string, unknown>;
  readonly roleMap?: readonly Record<string, string>[];
  readonly isPublic?: boolean;
  readonly hasSparseTokens?: boolean;
}

const ROLE_MAP = [
  { provider: 'corp', group: 'analysts', role: 'analyst' },
  { provider: 'corp', group: 'adit-*', role: 'viewer' },
];

export async function oidcHouse({
  provider = {},
  roleMap = ROLE_MAP,
  isPublic = false,
  hasSparseTokens = false,
}: OidcHouseOptions = {}): Promise<OidcHouse> {
  let house: Appliance | null = null;
  const front: Server<unknown> = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    fetch: (request) => house!.app.handle(request),
  });
  const site = `http://127.0.0.1:${front.port}`;
  const peer = await oidcPeer({ site, id: 'corp', isPublic, hasSparseTokens });
  const configured = {
    ...{ id: 'corp', title: 'Example Bank', issuer: peer.issuer, client_id: CLIENT.id },
    ...(isPublic ? {} : { client_secret: CLIENT.secret }),
    ...provider,
  };
  const foundations = exampleFoundations({
    ADIT__SERVER__PUBLIC_URL: site,
    ADIT__OIDC__PROVIDERS: JSON.stringify([configured]),
    ADIT__OIDC__ROLE_MAP: JSON.stringify(roleMap),
  });
  foundations.clock.set(Date.now());
  house = await exampleAppliance({ foundations });
  const appliance = house;
  return {
    ...{ house, peer, site },
    async signIn(login, { browser = appliance.client(), visitor = new PeerVisitor(peer), next } = {}) {
      const start = await browser.get(`/sign-in/oidc/corp${next ? `?next=${encodeURIComponent(next)}` : ''}`);
      if (start.status !== 303) return { browser, visitor, status: start.status, location: null, text: start.text };
      const back = await visitor.follow(start.headers.get('location')!, { login, password: 'any' });
      const got = await browser.get(back.pathname + back.search, { 'sec-fetch-site': 'cross-site' });
      return { browser, visitor, status: got.status, location: got.headers.get('location'), text: got.text };
    },
    async end() {
      await peer.stop();
      await front.stop(true);
    },
  };
}

/** Who the browser's session belongs to. */
export const whoIs = async (browser: HttpClient): Promise<Record<string, unknown>> =>
  (await browser.get('/api/v1/auth/me')).json;

/** What a page says went wrong. */
export const said = (html: string): string =>
  /role="alert"[\s\S]*?<p>([^<]*)<\/p>/.exec(html)?.[1] ?? html.slice(0, 200);
