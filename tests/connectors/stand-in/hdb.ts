import { Readable } from 'node:stream';
import type { Connection } from '#sdk';
import type { HanaClient, HanaDriver, HanaRows } from '../../../plugins/kit/hana-driver.ts';
import { StandInClient } from './client.ts';
import type { Reply } from './server.ts';

/** hdb as far as the connector calls it; its sockets come from where the real one takes them. */
export const standInHdb: HanaDriver = {
  createClient({ host, port, user, password }) {
    let client: StandInClient;
    const ask = async (statement: string) => {
      const reply = said(await lost(client.ask({ ask: statement })));
      return 'columns' in reply ? rowsOf(client, reply.columns) : undefined;
    };
    const nobody = () => {
      throw new Error('sockets come from the connector');
    };
    const self: HanaClient = {
      _connection: { _connectFn: nobody },
      _createConnection: () => ({ _connectFn: nobody }),
      on: () => {},
      connect: (done) =>
        self._connection._connectFn({ host: String(host), port: Number(port) }, (error, socket) => {
          if (error) return done(error);
          client = new StandInClient(socket as Connection);
          const signIn = { user: String(user), secret: String(password) };
          // The protocol begins with a short greeting of both sides.
          lost(client.ask({ close: true }).then(() => client.ask({ signIn })))
            .then(said)
            .then((reply) => done(null, reply), done);
        }),
      setAutoCommit: () => {},
      execute: (statement, _options, done) => void ask(statement).then((rows) => done(null, rows as HanaRows), done),
      rollback: (done) => void client.ask({ close: true }).then(() => done(null), done),
      destroy: () => client.end(),
    };
    return self;
  },
};

const rowsOf = (
  client: StandInClient,
  columns: readonly { readonly name: string; readonly type: string }[],
): HanaRows => ({
  metadata: columns.map(({ name, type }) => ({ columnDisplayName: name, dataType: codeOf(type) })),
  createArrayStream(size) {
    return Readable.from(pieces(client, size), { objectMode: true, highWaterMark: 1 });
  },
  close: (done) => void client.ask({ close: true }).then(() => done(null), done),
});

async function* pieces(client: StandInClient, size: number) {
  for (;;) {
    const reply = said(await lost(client.ask({ fetch: size })));
    const rows = 'rows' in reply ? reply.rows : [];
    if (rows.length > 0)
      yield rows.map((row) =>
        row.map((value) =>
          typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d)T(.*\d)Z?$/, '$1 $2') : value,
        ),
      );
    if (rows.length < size) return;
  }
}

const CODES: Readonly<Record<string, number>> = { BOOLEAN: 28, INTEGER: 3, BIGINT: 4, TIMESTAMP_NS: 61, DATE: 63 };
const codeOf = (type: string): number => CODES[type] ?? (/DECIMAL|HUGEINT/.test(type) ? 5 : 11);

const NUMBERS: Readonly<Record<string, readonly [number, string]>> = {
  ...{ signIn: [10, 'authentication failed'], Catalog: [259, 'invalid table name'] },
  ...{ Binder: [260, 'invalid column name'], Parser: [257, 'sql syntax error'] },
};

function said(reply: Reply): Reply {
  if (!('fault' in reply)) return reply;
  const [code, message] = NUMBERS[reply.fault.kind] ?? [2, reply.fault.message];
  throw Object.assign(new Error(message), { code });
}

const lost = <T>(call: Promise<T>): Promise<T> =>
  call.catch((error: Error) => {
    throw Object.assign(error, { code: 'EHDBCLOSE' });
  });
