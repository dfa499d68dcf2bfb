import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import snowflake from '../../plugins/connectors/snowflake.ts';
import { CERTIFIED } from '../example-authority.ts';
import type { House } from './house.ts';
import { SimulatedDatabase } from './simulated-database.ts';
import { CHANGED, simulatedTables } from './simulated-tables.ts';
import { SnowflakeStub, type SnowflakeStubOptions } from './snowflake-stub.ts';
import { SALES_TABLES } from './standard-table.ts';

export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
export const ACCESS_TOKEN = 'token of a program';
export const ACCOUNT = { account: 'myorg-account.eu-central-1', user: 'reader', database: 'ERP', warehouse: 'READING' };

/** What the interface is asked of itself, and its functions. */
const CATALOGUE = [
  ...['current_version', 'current_user', 'current_role', 'current_warehouse'].map(
    (name) => `create macro ${name}() as 'a stub'`,
  ),
  'create macro to_timestamp_ntz(written) as cast(written as timestamp_ns)',
  'create macro to_timestamp_tz(written) as cast(written as timestamptz)',
];

/** Its catalogue knows numbers of rows, that of the database behind does not; texts know escapes. */
const translated = (statement: string): string =>
  statement
    .replaceAll('row_count', 'null')
    .replaceAll(/"(?:[^"]|"")*"|'((?:[^'\\]|\\.)*)'/g, (all, text?: string) =>
      text === undefined ? all : `'${text.replaceAll(/\\(.)/g, '$1').replaceAll("'", "''")}'`,
    );

export const snowflakeDatabase = (): Promise<SimulatedDatabase> =>
  SimulatedDatabase.open('last', [
    ...simulatedTables({ localTime: 'timestamp_ns', moment: 'timestamptz', flag: 'boolean' }),
    ...CATALOGUE,
  ]);

export const snowflakeStub = (
  database: SimulatedDatabase,
  certificate: SnowflakeStubOptions['certificate'] = CERTIFIED,
): SnowflakeStub =>
  new SnowflakeStub({
    ...{ database, certificate, translated, accessToken: ACCESS_TOKEN },
    subject: 'MYORG-ACCOUNT.READER',
    publicKey: createPublicKey(PRIVATE_KEY),
  });

const NO_KEYS = 'Snowflake does not keep its keys, so only the column of what is new gives places to go on from';

export const snowflakeHouse: House = {
  connector: snowflake,
  peer: 'simulated by tests/connectors/snowflake-stub.ts',
  needs: null,
  missing: { resume: NO_KEYS, closes: NO_KEYS },
  async start() {
    const database = await snowflakeDatabase();
    const stub = snowflakeStub(database);
    const bare = snowflakeStub(database, null);
    return {
      // There is no way without TLS.
      ports: { tls: stub.port, plain: stub.port },
      secret: PRIVATE_KEY,
      settings: ({ host, port, authority, secret }) => ({ ...ACCOUNT, host, port, authority, privateKey: secret }),
      tables: SALES_TABLES,
      busy: async () => stub.seen.running,
      withoutTls: (work) => work(bare.port),
      async change() {
        for (const statement of CHANGED) await database.run(statement);
      },
      queries: {
        reads: "select step, case_id /* ; */ from sales.adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into sales.adit_steps values (0)',
          'select 1; drop table sales.adit_steps',
          'call a_procedure()',
          'select 1 a) asked, (select 2 b',
          '',
        ],
        sneaks: ['select * from sales.hidden', 'select nothing_like_it from sales.adit_steps'],
        slow: 'select step from sales.adit_slow',
      },
      async end() {
        await stub.end();
        await bare.end();
        await database[Symbol.asyncDispose]();
      },
    };
  },
};
