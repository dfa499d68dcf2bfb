import sqlServer from '../../plugins/connectors/sql-server.ts';
import { CERTIFIED } from '../example-authority.ts';
import { type House, readerWith, SECRET } from './house.ts';
import { SimulatedDatabase } from './simulated-database.ts';
import { CHANGED, simulatedTables } from './simulated-tables.ts';
import { SALES_TABLES } from './standard-table.ts';
import { CATALOGUE } from './tds-stub/catalogue.ts';
import { TdsStub } from './tds-stub/index.ts';

/** The database behind the stub, with the tables of the case table. */
export const sqlServerDatabase = (): Promise<SimulatedDatabase> =>
  SimulatedDatabase.open('first', [
    ...CATALOGUE,
    ...simulatedTables({
      ...{ localTime: 'timestamp_ns', moment: 'struct("at" timestamp_ns, "minutes" integer)', flag: 'boolean' },
      written: (column, text) => (column === 'moment' ? `datetimeoffset(${text.replace(/Z'$/, "+00:00'")})` : null),
    }),
  ]);

export const sqlServerHouse: House = {
  connector: sqlServer,
  peer: 'simulated by tests/connectors/tds-stub',
  needs: null,
  missing: {},
  async start() {
    const database = await sqlServerDatabase();
    const stub = (certificate: typeof CERTIFIED | null) =>
      TdsStub.start({ database, user: 'reader', secret: SECRET, certificate });
    const plain = await stub(null);
    const encrypted = await stub(CERTIFIED);
    return {
      ports: { tls: encrypted.port, plain: plain.port },
      secret: SECRET,
      settings: readerWith({ database: 'erp' }),
      tables: SALES_TABLES,
      busy: async () => plain.seen.answering + encrypted.seen.answering,
      withoutTls: async (work) => work(plain.port),
      async change() {
        for (const statement of CHANGED) await database.run(statement);
      },
      queries: {
        reads: "select step, [case_id] /* ; */ from sales.adit_steps where step < 4 and N';' <> '' -- ;",
        writes: [
          'insert into sales.adit_steps values (0)',
          'select * into sales.copy from sales.adit_steps',
          'select 1; drop table sales.adit_steps',
          'exec sp_who',
          // Transact-SQL needs no semicolon between statements.
          'select 1 as a) asked drop table sales.adit_steps select * from (select 1 as b',
          "select 1 as [a'b]) asked drop table sales.adit_steps select * from (select 1 as [b'c]",
          'select $a$, 1 as a) asked drop table sales.adit_steps select * from (select $a$ as b',
          '',
        ],
        sneaks: ['select * from sales.hidden', 'select * from sales.adit_steps order by step option (recompile)'],
        slow: 'select step from sales.adit_slow',
      },
      async end() {
        await plain[Symbol.asyncDispose]();
        await encrypted[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  },
};
