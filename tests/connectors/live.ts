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
  usual: Pick<House, 'missing' | 'holds' | 'takesAnyColumn' | 'columns'> = { missing: {} },
): House | null {
  const live = liveSettings(connector);
  if (!live) return null;
  const { variable, secretField, tables, settings } = live;
  const secret = String(settings[secretField]);
  const { host, port } = placeIn(Value.Default(connector.params, { ...settings }) as Placed);
  return {
    ...aroundLive(connector, usual, variable),
    missing: { ...usual.missing, ...withReason(STAGED, 'a live server is not made to do this') },
    reach: settings.hosts ?? settings.brokers ?? [`${host}:${port}`],
    start: async () => ({
      ports: { tls: port, plain: port },
      ...{ secret, tables },
      // Places with another port are peers of the tests.
      settings: (place) => ({
        ...settings,
        ...(place.port === port ? {} : placed(settings, place)),
        [secretField]: place.secret,
      }),
      end: async () => {},
    }),
  };
}

/**
 * The same around a program of yours that speaks the protocol of Airbyte: `program` is its path, `config` its configuration, and
 * `secretField` the name in there of what is secret.
 */
export function liveProgramHouse(
  connector: House['connector'],
  usual: Pick<House, 'missing' | 'takesAnyColumn'>,
): House | null {
  const live = liveSettings(connector);
  if (!live) return null;
  const { variable, secretField, tables, settings } = live;
  const { program, config } = settings as { program: string; config: Record<string, unknown> };
  return {
    ...aroundLive(connector, usual, variable),
    missing: {
      ...usual.missing,
      ...withReason(STAGED, 'a live program is not made to do this'),
      ...withReason(OF_A_HOST, 'where the program connects to is its own business'),
    },
    start: async () => ({
      // Nobody connects there: it is the program that connects.
      ports: { tls: 9, plain: 9 },
      programs: { live: program },
      ...{ secret: String(config[secretField]), tables },
      settings: ({ secret }) => ({ program: 'live', config: JSON.stringify({ ...config, [secretField]: secret }) }),
      end: async () => {},
    }),
  };
}

/** Cases of a place that a program alone knows. */
const OF_A_HOST: readonly CaseName[] = ['unreachable', 'garbage', 'drip'];

const withReason = (names: readonly CaseName[], reason: string): Partial<Record<CaseName, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]));

const aroundLive = (
  connector: House['connector'],
  { holds, columns, takesAnyColumn = false }: Pick<House, 'holds' | 'columns' | 'takesAnyColumn'>,
  variable: string,
) => ({
  ...{ connector, peer: `the live server of ${variable}`, needs: null, takesAnyColumn },
  ...(holds ? { holds } : {}),
  ...(columns ? { columns } : {}),
});

function liveSettings(connector: House['connector']) {
  const variable = `ADIT_LIVE_${connector.id.toUpperCase().replaceAll('-', '_')}`;
  const path = process.env[variable];
  if (!path) return null;
  const { secretField = 'password', tables, ...settings } = JSON.parse(readFileSync(path, 'utf8')) as Live;
  return { variable, secretField, tables, settings };
}

/** Settings say where a server is by host and port, by an address, or by a list of hosts or brokers. */
type Placed = { host: string; port: number; url?: string; hosts?: readonly string[]; brokers?: readonly string[] };

function placeIn({ host, port, url, hosts, brokers }: Placed): { host: string; port: number } {
  const {
    hostname,
    port: written,
    protocol,
  } = new URL(url ?? `tcp://${hosts?.[0] ?? brokers?.[0] ?? `${host}:${port}`}`);
  return { host: hostname, port: Number(written) || (protocol === 'http:' ? 80 : 443) };
}

function placed(settings: Readonly<Record<string, unknown>>, { host, port }: Pick<Placed, 'host' | 'port'>): object {
  for (const list of ['hosts', 'brokers']) if (settings[list]) return { [list]: [`${host}:${port}`] };
  if (!settings.url) return { host, port };
  const url = new URL(String(settings.url));
  url.host = `${host}:${port}`;
  return { url: url.href };
}

interface Live extends Record<string, unknown> {
  readonly hosts?: readonly string[];
  readonly brokers?: readonly string[];
  readonly secretField?: string;
  readonly tables: { readonly standard: string; readonly steps: string; readonly log?: string };
}
