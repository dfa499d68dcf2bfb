import { BSON, type Document } from 'mongodb';
import mongodb from '../../plugins/connectors/mongodb.ts';
import { type House, SECRET } from './house.ts';
import { MongoServer } from './mongo-server.ts';
import { ALL_STEPS, ODD_COLUMNS, ODD_TABLE, STANDARD_ROWS } from './standard-table.ts';

const { Decimal128, Long } = BSON;
const orNull = <T, U>(value: T | null, make: (value: T) => U): U | null => (value === null ? null : make(value));

/** `adit_standard` is a view that leaves the key away. */
const collections = (): Map<string, Document[]> =>
  new Map<string, Document[]>([
    [
      'adit_standard',
      STANDARD_ROWS.map(({ id, label, big, exact, local_time, moment, flag }) => ({
        ...{ id, label, big: orNull(big, Long.fromString), exact: orNull(exact, Decimal128.fromStringWithRounding) },
        ...{ local_time, moment: orNull(moment, (text) => new Date(text)), flag },
      })),
    ],
    ['adit_steps', ALL_STEPS.map((step) => ({ _id: step.step, ...step }))],
    [ODD_TABLE, [{ [ODD_COLUMNS[0]]: 'first', [ODD_COLUMNS[1]]: 'second' }]],
  ]);

export const mongodbHouse: House = {
  connector: mongodb,
  peer: 'simulated by tests/connectors/mongo-server.ts',
  needs: null,
  missing: {
    'since-ties': 'every collection has the key _id',
    'read-only': 'pipelines that write are refused by tests/connectors/mongo-documents.test.ts',
    queries: 'they are asked in tests/connectors/mongo-documents.test.ts',
    'schema-change': 'documents name their fields themselves',
  },
  takesAnyColumn: true,
  // Decimal128 has 34 digits, and a Date milliseconds.
  holds(column, row) {
    const value = row[column];
    if (column === 'exact') return orNull(row.exact, (text) => String(Decimal128.fromStringWithRounding(text)));
    return column === 'moment' ? orNull(row.moment, (text) => new Date(text).toISOString()) : value;
  },
  async start() {
    const server = new MongoServer({ secret: SECRET, collections: collections() });
    await server.start();
    return {
      ports: { tls: server.secure, plain: server.plain },
      secret: SECRET,
      settings: ({ host, port, tls, secret, authority }) => ({
        ...{ hosts: [`${host}:${port}`], tls, authority, database: 'erp', user: 'reader', password: secret },
      }),
      tables: { standard: 'adit_standard', steps: 'adit_steps', odd: ODD_TABLE },
      withoutTls: (work) => work(server.plain),
      busy: async () => server.openCursors,
      end: async () => server.stop(),
    };
  },
};
