import { BlockList, isIP } from 'node:net';
import { invalid } from '#sdk';
import { bareAddress as bare, isLoopback, networkOf } from '../addresses.ts';

/** What is known of a request before its caller is: taken from the connection, and from a proxy only if it is trusted. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly ip: string | null;
  /** The browser's connection is TLS. */
  readonly secure: boolean;
  /** `https://adit.corp` as the browser sees us. */
  readonly site: string;
  /** Below which the product lives on that host; `''`: at its root. */
  readonly basePath: string;
}

export interface OriginSettings {
  /** How browsers reach us, when it is configured: `https://adit.corp`. */
  publicUrl: string | null;
  basePath: string;
  /** Addresses or networks (CIDR) of reverse proxies whose `X-Forwarded-*` are believed. */
  trustedProxies: readonly string[];
  tls: boolean;
}

/** Makes the reader of origins; a malformed network is a mistake in the configuration and refuses the start. */
export function originReader(settings: OriginSettings, newId: () => string) {
  let known = settings.trustedProxies;
  let trusted = networks(known);
  const isTrusted = (ip: string | null): boolean =>
    ip !== null && trusted.check(bare(ip), isIP(bare(ip)) === 6 ? 'ipv6' : 'ipv4');
  return (request: Request, peer: string | null): RequestOrigin => {
    // A reload may have changed the list.
    if (settings.trustedProxies !== known) {
      known = settings.trustedProxies;
      trusted = networks(known);
    }
    const proxied = isTrusted(peer);
    const header = (name: string) => (proxied ? request.headers.get(name) : null);
    // What stands before the last comma was there before our proxy, and may come from the client.
    const nearest = (name: string) => header(name)?.split(',').at(-1)?.trim().toLowerCase() ?? null;
    const secure = settings.tls || nearest('x-forwarded-proto') === 'https';
    const forwarded = nearest('x-forwarded-host');
    const host = isHost(forwarded) ? forwarded : (request.headers.get('host') ?? new URL(request.url).host);
    return {
      requestId: sentId(header('x-request-id')) ?? newId(),
      ip: proxied ? clientIp(header('x-forwarded-for'), peer, isTrusted) : peer,
      secure,
      site: settings.publicUrl
        ? new URL(settings.publicUrl).origin
        : `${secure ? 'https' : 'http'}://${host.toLowerCase()}`,
      basePath: settings.basePath,
    };
  };
}

/** A name or address of a host, with a port or without. */
export const isHost = (text: string | null): text is string =>
  text !== null && /^([a-z0-9_.-]{1,255}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i.test(text);

/** The nearest address that is not one of our proxies; what stands before it was written by the client. */
function clientIp(forwarded: string | null, peer: string | null, isTrusted: (ip: string) => boolean): string | null {
  const hops = (forwarded ?? '').split(',').map((hop) => hop.trim());
  for (const hop of hops.reverse()) {
    if (isIP(bare(hop)) === 0) return peer;
    if (!isTrusted(hop)) return hop;
  }
  return peer;
}

function networks(list: readonly string[]): BlockList {
  const trusted = new BlockList();
  for (const entry of list) {
    const found = networkOf(entry);
    if (!found)
      invalid('http.badNetwork', `"${entry}" in server.trusted_proxies is no address or network such as 10.0.0.0/8.`);
    trusted.addSubnet(found.address, found.bits, found.family);
  }
  return trusted;
}

const sentId = (id: string | null): string | null => (id && /^[A-Za-z0-9._-]{8,64}$/.test(id) ? id : null);

/** Plain HTTP that others can reach is refused: browsers drop Secure cookies there, and passwords would cross the network in clear. */
export function demandProtection(server: {
  host: string;
  tls: boolean;
  trustedProxies: readonly string[];
  allowPlainHttp: boolean;
}): void {
  if (server.tls || isLoopback(server.host) || server.trustedProxies.length > 0 || server.allowPlainHttp) return;
  invalid(
    'http.plainHttpRefused',
    `The server would speak plain HTTP on ${server.host}, where others can listen. Configure TLS (server.tls), a reverse proxy (server.trusted_proxies), or, knowing what it means, server.allow_plain_http = true.`,
  );
}
