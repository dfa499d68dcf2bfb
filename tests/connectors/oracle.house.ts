import oracle, { oracleWith } from '../../plugins/connectors/oracle.ts';
import { CERTIFIED } from '../example-authority.ts';
import { CASES, type CaseName, type House } from './house.ts';
import { SimulatedDatabase } from './simulated-database.ts';
import { CHANGED, simulatedTables } from './simulated-tables.ts';
import { standInOracledb } from './stand-in/oracledb.ts';
import { StandInServer } from './stand-in/server.ts';

const SECRET = 'Pä$$ "word" %41 \\';

/** Oracle's catalogue, as far as the connector asks it. */
const CATALOGUE = [
  `create view all_objects as
    select schema_name as owner, table_name as object_name, 'TABLE' as object_type, 'N' as secondary from duckdb_tables()
    union all select schema_name, view_name, 'VIEW', 'N' from duckdb_views() where not internal`,
  `create view all_users as select schema_name as username, case when schema_name = 'sales' then 'N' else 'Y' end as oracle_maintained
    from duckdb_schemas() where database_name = current_database()`,
  `create view all_constraints as select schema_name as owner, table_name, constraint_name, 'P' as constraint_type, 'ENABLED' as status
    from duckdb_constraints() where constraint_type = 'PRIMARY KEY'`,
  `create view all_cons_columns as select schema_name as owner, constraint_name, unnest(constraint_column_names) as column_name,
    generate_subscripts(constraint_column_names, 1) as position from duckdb_constraints() where constraint_type = 'PRIMARY KEY'`,
  `create view v_version as select 'Oracle Database (a stand-in)' as banner, 1 as rownum`,
  'create table dual as select 1 as dummy',
  'create macro sys_context(area, name) as name',
];

/** Times as texts, which the database behind reads with all their digits only where it is told to. */
const translated = (statement: string): string =>
  /^set transaction/.test(statement)
    ? ''
    : statement
        .replaceAll('v$version', 'v_version')
        .replaceAll(/timestamp ('[^']*[+-]\d\d:?\d\d')/g, 'cast($1 as timestamptz)')
        .replaceAll(/timestamp ('[^']*')/g, 'cast($1 as timestamp_ns)');

export const oracleHouse: House = {
  connector: oracleWith(standInOracledb),
  peer: 'simulated at the interface of the driver',
  needs: null,
  missing: { names: 'names hold no double quotes in Oracle' },
  holds: (column, row) => (column === 'label' && row.label === '' ? null : row[column]),
  async start() {
    const types = { localTime: 'timestamp_ns', moment: 'timestamptz', flag: 'boolean' };
    const database = await SimulatedDatabase.open('last', [...simulatedTables(types), ...CATALOGUE]);
    const server = (certificate: typeof CERTIFIED | null) =>
      StandInServer.start({ database, user: 'reader', secret: SECRET, certificate, translated });
    const plain = await server(null);
    const encrypted = await server(CERTIFIED);
    return {
      ports: { tls: encrypted.port, plain: plain.port },
      secret: SECRET,
      settings: ({ host, port, tls, secret, authority }) => ({
        ...{ host, port, tls, authority, service: 'ERP', user: 'reader', password: secret },
      }),
      tables: { standard: 'sales.adit_standard', steps: 'sales.adit_steps', log: 'sales.adit_log' },
      busy: async () => plain.seen.cursors + encrypted.seen.cursors,
      withoutTls: async (work) => work(plain.port),
      async change() {
        for (const statement of CHANGED) await database.run(statement);
      },
      questions: {
        reads: "select step, case_id /* ; */ from sales.adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into sales.adit_steps values (0)',
          'select 1 from dual; drop table sales.adit_steps',
          'begin null; end;',
          'select 1 a from dual) asked, (select 2 b from dual',
          '',
        ],
        sneaks: ['select * from sales.hidden', 'select nothing_like_it from sales.adit_steps'],
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

const ALONE: readonly CaseName[] = ['unreachable', 'not-listed', 'garbage', 'drip'];
const needsServer = (name: string) => !ALONE.includes(name as CaseName);

/** The driver itself, with nobody who speaks its protocol. */
export const oracleAlone: House = {
  connector: oracle,
  peer: 'the driver itself, against peers that are no Oracle',
  needs: null,
  missing: Object.fromEntries(
    Object.keys(CASES)
      .filter(needsServer)
      .map((name) => [name, 'no Oracle can be had for the tests']),
  ),
  start: async () => ({
    ports: { tls: 1, plain: 1 },
    secret: SECRET,
    settings: ({ host, port, tls, secret, authority }) => ({
      ...{ host, port, tls, authority, service: 'ERP', user: 'reader', password: secret },
    }),
    tables: { standard: '', steps: '' },
    end: async () => {},
  }),
};
