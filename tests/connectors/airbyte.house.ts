import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import airbyte from '../../plugins/connectors/airbyte.ts';
import { AirbyteServer } from './airbyte-server.ts';
import { type House, SECRET } from './house.ts';
import { programOf } from './script-program.ts';
import { ODD_TABLE } from './standard-table.ts';

const OWN_BUSINESS = 'the program connects by itself: the systemd unit holds it, not the egress list';
const OWN_TLS = 'the program connects by itself, and by what TLS is its own business';
const NO_QUERIES = 'the protocol has no queries';
const BY_STATES = 'streams go on from their last state, not by a column';

export const airbyteHouse: House = {
  connector: airbyte,
  peer: 'a program of the tests, tests/connectors/airbyte-relay.ts',
  needs: null,
  missing: {
    ...{ 'not-listed': OWN_BUSINESS, 'private-ca': OWN_TLS, 'unknown-ca': OWN_TLS, 'no-tls': OWN_TLS },
    ...{ since: BY_STATES, 'since-ties': BY_STATES, 'read-only': NO_QUERIES, queries: NO_QUERIES },
  },
  takesAnyColumn: true,
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'adit-airbyte-house-'));
    const server = new AirbyteServer(SECRET);
    const port = await server.start();
    return {
      ...{ ports: { tls: port, plain: port }, secret: SECRET },
      programs: { shop: programOf(folder, 'airbyte-relay.ts') },
      settings: ({ port: at, secret }) => ({
        program: 'shop',
        config: JSON.stringify({ port: at, password: secret }),
      }),
      tables: { standard: 'adit_standard', steps: 'adit_steps', odd: ODD_TABLE },
      busy: async () => server.open,
      change: async () => server.change(),
      async end() {
        await server.end();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
