import { isIP } from 'node:net';
import { invalid } from '#sdk';

/** Where a connection shall go. The host is a name in lower case, or an address without brackets. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface UrlTarget extends Target {
  readonly url: URL;
  readonly secure: boolean;
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]+)(?::(.*))?$/;

/**
 * A host in its one plain form: a name, four decimal numbers, or an IPv6 address. Whatever other programs would read as an
 * address in disguise (octal, hexadecimal, fewer numbers, full-width digits, zones) is refused, not rewritten.
 */
export function parseHost(text: string): string {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  const host = (bracketed ?? text).toLowerCase();
  if (isIP(host) === 6 && !host.includes('%')) return new URL(`http://[${host}]`).hostname.slice(1, -1);
  if (bracketed === undefined && isIP(host) === 4) return host;
  const isName = bracketed === undefined && host.length <= 253 && NAME.test(host) && readsAs(host) === host;
  if (!isName)
    invalid(
      'egress.badHost',
      `${shown(text)} is no host in its plain form. Write a name such as erp-db.corp, an address such as 10.20.0.5, or [fd00::5].`,
    );
  return host;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^[1-9]\d{0,4}$/.test(text) || port > 65_535)
    invalid('egress.badPort', `${shown(text)} is no port. Write a number from 1 to 65535.`);
  return port;
}

/** `erp-db.corp:1521`, `10.20.0.5:443`, `[fd00::5]:443`. */
export function parseTarget(text: string): Target {
  const [, host, port] = AUTHORITY.exec(text) ?? [];
  if (host === undefined || port === undefined)
    invalid('egress.badTarget', `${shown(text)} is no target. Write host and port, such as erp-db.corp:1521.`);
  return { host: parseHost(host), port: parsePort(port) };
}

/** An http or https address as it was written; what browsers would forgive (spaces, backslashes, `@`) is refused. */
export function parseUrl(text: string): UrlTarget {
  // Control characters, spaces and backslashes are read differently by different programs.
  const [, scheme, authority] = /^(https?):\/\/([^/?#]*)(?:[/?#]|$)/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || !/^[!-[\]-~]+$/.test(text))
    invalid('egress.badUrl', `${shown(text)} is no address as https://host/path. Only http and https are spoken.`);
  if (authority.includes('@'))
    invalid(
      'egress.badUrl',
      'The address holds "@" before its path: names and passwords do not belong into addresses.',
    );
  const [, host, port] = AUTHORITY.exec(authority) ?? [];
  if (host === undefined) invalid('egress.badUrl', `${shown(authority)} is no host with an optional port.`);
  const secure = scheme.toLowerCase() === 'https';
  const target = { host: parseHost(host), port: port === undefined ? (secure ? 443 : 80) : parsePort(port) };
  return { ...target, url: new URL(text), secure };
}

/** As a target is written: `[fd00::5]:443`. */
export const targetText = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** What a browser makes of a host: the same, if it is no address in disguise. */
function readsAs(host: string): string | null {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return null;
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
