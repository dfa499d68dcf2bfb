import transport from 'oracledb/lib/thin/sqlnet/ntTcp.js';
import type { OracleConnection, OracleDriver, Transport } from '../../../plugins/kit/oracle-driver.ts';
import { StandInClient } from './client.ts';
import type { Reply } from './server.ts';

/** oracledb as far as the connector calls it, over its own transport, whose two steps the connector replaces. */
export const standInOracledb: OracleDriver = {
  ...{ STRING: 'strings', BUFFER: 'buffers' },
  async getConnection({ user, password, connectString }) {
    const part = (name: string) => new RegExp(`\\(${name}=([^)]*)\\)`).exec(String(connectString))![1]!;
    const wire = new (transport as unknown as new (options: object) => Transport)({});
    const host = part('host');
    await wire.ntConnect({ host, hostname: host, port: Number(part('port')) });
    wire.hostName = host;
    if (part('protocol') === 'tcps') await wire.tlsConnect(null, wire.stream);
    const client = new StandInClient(wire.stream);
    said(await client.ask({ signIn: { user: String(user), secret: String(password) } }));
    return connectionOf(client);
  },
};

const connectionOf = (client: StandInClient): OracleConnection => ({
  callTimeout: 0,
  async execute(ask) {
    const reply = said(await lost(client.ask({ ask })));
    if (!('columns' in reply)) return {};
    return {
      metaData: reply.columns.map(({ name, type }) => ({ name, dbTypeName: typeOf(type) })),
      resultSet: {
        async getRows(count) {
          const fetched = said(await lost(client.ask({ fetch: count })));
          return 'rows' in fetched ? fetched.rows.map((row) => row.map((value) => (value === '' ? null : value))) : [];
        },
        close: async () => void (await client.ask({ close: true })),
      },
    };
  },
  rollback: async () => void (await client.ask({ close: true })),
  break: async () => client.end(),
  close: async () => client.end(),
});

const typeOf = (type: string): string => {
  if (type === 'BOOLEAN') return type;
  if (type === 'TIMESTAMP_NS') return 'TIMESTAMP';
  if (type === 'TIMESTAMP WITH TIME ZONE') return type;
  return /INT|DECIMAL|DOUBLE/.test(type) ? 'NUMBER' : 'VARCHAR2';
};

const NUMBERS: Readonly<Record<string, string>> = {
  ...{ signIn: 'ORA-01017: invalid credential', Catalog: 'ORA-00942: table or view does not exist' },
  ...{ Binder: 'ORA-00904: invalid identifier', Parser: 'ORA-00933: SQL command not properly ended' },
};

function said(reply: Reply): Reply {
  if ('fault' in reply) throw new Error(NUMBERS[reply.fault.kind] ?? `ORA-00600: ${reply.fault.message}`);
  return reply;
}

const lost = <T>(call: Promise<T>): Promise<T> =>
  call.catch((error: Error) => {
    throw new Error(`NJS-500: connection to the Oracle Database was broken\n${error.message}`);
  });
