import { readFileSync } from 'node:fs';
import { Value } from '#sdk';
import type { CaseName, House } from './house.ts';

/** What a live server cannot be made to do, or does not hold. */
const STAGED: readonly CaseName[] = [
  ...(['private-ca', 'unknown-ca', 'no-tls', 'closes', 'names', 'schema-change', 'queries', 'read-only'] as const),
];

/**
 * A house around a server of yours: `ADIT_LIVE_SQL_SERVER=settings.json` names a file with the connector's settings, and `secretField`,
 * the name of the one that is secret, where it is not `password`. The server holds the tables of `standard-table.ts`; docs/connectors.md
 * says how they are made. `usual`: the house without one, which knows what such servers cannot hold. Null: the variable is not set.
 */
export function liveHouse(
  connector: House['connector'],
  usual: Pick<House, 'missing' | 'holds' | 'takesAnyColumn'> = { missing: {} },
): House | null {
  const variable = `ADIT_LIVE_${connector.id.toUpperCase().replaceAll('-', '_')}`;
  const path = process.env[variable];
  if (!path) return null;
  const { secretField = 'password', tables, ...settings } = JSON.parse(readFileSync(path, 'utf8')) as Live;
  const secret = String(settings[secretField]);
  const { host, port } = placeIn(Value.Default(connector.params, { ...settings }) as Placed);
  return {
    connector,
    peer: `the live server of ${variable}`,
    needs: null,
    missing: {
      ...usual.missing,
      ...Object.fromEntries(STAGED.map((name) => [name, 'a live server is not made to do this'])),
    },
    ...(usual.holds ? { holds: usual.holds } : {}),
    takesAnyColumn: usual.takesAnyColumn ?? false,
    reach: [`${host}:${port}`],
    start: async () => ({
      ports: { tls: port, plain: port },
      ...{ secret, tables },
      // Places with another port are peers of the tests.
      settings: (place) => ({
        ...settings,
        ...placed(settings, place.port === port ? host : place.host, place.port),
        [secretField]: place.secret,
      }),
      end: async () => {},
    }),
  };
}

/** Settings say where a server is by host and port, by an address, or by a list of hosts. */
type Placed = { host: string; port: number; url?: string; hosts?: readonly string[] };

function placeIn({ host, port, url, hosts }: Placed): { host: string; port: number } {
  const { hostname, port: written, protocol } = new URL(url ?? `tcp://${hosts?.[0] ?? `${host}:${port}`}`);
  return { host: hostname, port: Number(written) || (protocol === 'http:' ? 80 : 443) };
}

function placed(settings: Readonly<Record<string, unknown>>, host: string, port: number): object {
  if (settings.hosts) return { hosts: [`${host}:${port}`] };
  if (!settings.url) return { host, port };
  const url = new URL(String(settings.url));
  url.host = `${host}:${port}`;
  return { url: url.href };
}

interface Live extends Record<string, unknown> {
  readonly secretField?: string;
  readonly tables: { readonly standard: string; readonly steps: string; readonly log?: string };
}
