import { type BlockList, isIP } from 'node:net';
import { AppError, invalid } from '#sdk';
import { networks, specialUse } from './special-addresses.ts';
import { parseHost, parsePort, type Target } from './target.ts';

/** The targets that the IT administrator allows. Nothing else is. */
export interface AllowList {
  /** The entry that names this host with this port, itself or by `*.`; null: none. */
  forHost(target: Target): string | null;
  /** The entry whose network, or whose one address, holds this address with this port. */
  forAddress(address: string, port: number): { entry: string; exact: boolean } | null;
  /** Whether any network or address is allowed with this port. */
  hasAddresses(port: number): boolean;
}

type Entry =
  | { text: string; port: number; host: string }
  | { text: string; port: number; suffix: string }
  | { text: string; port: number; list: BlockList; family: 4 | 6; exact: boolean };

/** Reads the entries; what is wrong with one is a fault that names it. */
export function parseAllowList(texts: readonly string[]): AllowList {
  const entries = texts.map(parseEntry);
  return {
    forHost: ({ host, port }) =>
      entries.find(
        (e) =>
          e.port === port &&
          (('host' in e && e.host === host) || ('suffix' in e && host.endsWith(e.suffix) && !isIP(host))),
      )?.text ?? null,
    forAddress(address, port) {
      const family = isIP(address) === 6 ? 6 : 4;
      const covers = (e: Entry) =>
        'list' in e && e.port === port && e.family === family && e.list.check(address, `ipv${family}`);
      const found = entries
        .filter(covers)
        .toSorted((a, b) => Number('exact' in b && b.exact) - Number('exact' in a && a.exact))[0];
      return found && 'list' in found ? { entry: found.text, exact: found.exact } : null;
    },
    hasAddresses: (port) => entries.some((e) => 'list' in e && e.port === port),
  };
}

/** What is wrong with an entry, in words; null: nothing. */
export function entryMistake(text: string): string | null {
  try {
    parseEntry(text);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** `erp-db.corp:1521`, `*.corp.example:443`, `10.20.0.0/16:443`, `10.20.0.5:443`, `[fd00::/8]:443`. */
function parseEntry(text: string): Entry {
  const [, place, portText] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (place === undefined || portText === undefined)
    return wrong(text, 'has no port. Write erp-db.corp:1521, *.corp.example:443, 10.20.0.0/16:443 or [fd00::/8]:443');
  const port = parsePort(portText);
  if (place.startsWith('*.')) return { text, port, suffix: `.${nameOf(text, place.slice(2))}` };
  const bare = place.replace(/^\[(.*)\]$/, '$1');
  const [address, bits, ...more] = bare.split('/') as [string, ...string[]];
  const family = isIP(address);
  if (family === 0) return { text, port, host: nameOf(text, place) };
  if (family === 6 && bare === place) return wrong(text, 'needs brackets around its IPv6 address: [fd00::5]:443');
  const most = family === 4 ? 32 : 128;
  if (more.length > 0 || (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)))
    return wrong(text, `names no network: after the slash stands a number from 0 to ${most}`);
  const size = bits === undefined ? most : Number(bits);
  const exact = size === most;
  const special = specialUse(address);
  if (special === 'loopback' && !exact)
    return wrong(text, 'names a network of this machine itself; loopback addresses are allowed one by one');
  if (special !== null && special !== 'loopback')
    return wrong(text, `is never connected to, because its address is special (${special})`);
  return { text, port, list: networks([`${parseHost(address)}/${size}`]), family: family === 6 ? 6 : 4, exact };
}

function nameOf(text: string, name: string): string {
  const host = parseHost(name);
  return isIP(host) === 0 ? host : wrong(text, 'has an address where a name belongs');
}

const wrong = (text: string, what: string): never => invalid('egress.badEntry', `"${text}" ${what}.`);
