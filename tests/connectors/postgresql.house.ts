import postgresql from '../../plugins/connectors/postgresql.ts';
import { until } from './connection-cases.ts';
import { type House, readerWith, SECRET } from './house.ts';
import { POSTGRES, startPostgres } from './real-postgres.ts';
import {
  ALL_STEPS,
  ODD_COLUMNS,
  ODD_TABLE,
  quotedName,
  SALES_TABLES,
  STANDARD_COLUMNS,
  STANDARD_ROWS,
} from './standard-table.ts';

const text = (value: unknown): string => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

const TABLES = `
  create database erp;
  \\connect erp
  create schema sales;
  create table sales.adit_standard (id int primary key, label text, big bigint, exact numeric(38, 4),
    local_time timestamp, moment timestamptz, flag boolean);
  insert into sales.adit_standard values
    ${STANDARD_ROWS.map((row) => `(${STANDARD_COLUMNS.map((column) => text(row[column])).join(', ')})`).join(',\n')};
  create table sales.adit_steps (step bigint primary key, case_id text, day timestamp);
  insert into sales.adit_steps values ${ALL_STEPS.map(
    ({ step, case_id, day }) => `(${step}, ${text(case_id)}, ${text(day)})`,
  ).join(',')};
  create view sales.adit_log as select * from sales.adit_steps;
  create sequence sales.numbers;
  create table sales.${quotedName(ODD_TABLE)} (${ODD_COLUMNS.map((column) => `${quotedName(column)} text`).join(', ')});
  insert into sales.${quotedName(ODD_TABLE)} values ('first', 'second');
  create table sales.hidden (a int);
  create role reader login password ${text(SECRET)};
  grant usage on schema sales to reader;
  grant select, insert on sales.adit_standard, sales.adit_steps, sales.adit_log, sales.${quotedName(ODD_TABLE)} to reader;
  grant usage on sequence sales.numbers to reader;`;

export const postgresHouse: House = {
  connector: postgresql,
  peer: 'PostgreSQL of Debian',
  needs: POSTGRES ? null : 'postgresql',
  missing: {},
  async start(more = '') {
    const server = await startPostgres();
    await server.run(`${TABLES}${more}`);
    const inErp = (statements: string) => server.run(`\\connect erp\n${statements}`);
    return {
      ports: { tls: server.port, plain: server.port },
      secret: SECRET,
      settings: readerWith({ database: 'erp' }),
      tables: SALES_TABLES,
      busy: async () =>
        Number(await server.run(`select count(*) from pg_stat_activity where usename = 'reader' and state <> 'idle'`)),
      async withoutTls(work) {
        const setTls = async (value: 'on' | 'off') => {
          await server.run(`alter system set ssl = ${value}`);
          await server.run('select pg_reload_conf()');
          await until(async () => (await server.run('show ssl')).trim() === value);
        };
        await setTls('off');
        await work(server.port);
        await setTls('on');
      },
      change: async () =>
        void (await inErp(`drop view sales.adit_log; alter table sales.adit_steps drop column case_id;
          alter table sales.adit_steps add note text not null default 'new'`)),
      queries: {
        reads: "select step, case_id /* ; */ from sales.adit_steps where step < 4 and ';' <> '' -- ;",
        writes: [
          'insert into sales.adit_steps values (0)',
          'with gone as (delete from sales.adit_steps returning *) select * from gone',
          'select * into sales.copy from sales.adit_steps',
          'select 1; drop table sales.adit_steps',
          'update sales.adit_steps set step = 1',
          '/* select */ truncate sales.adit_steps',
          '',
        ],
        sneaks: [
          "select nextval('sales.numbers')",
          // A dollar inside of a name, which looks like a quote of PostgreSQL.
          'select step as a$b$ from sales.adit_steps; commit; drop table sales.adit_steps; select 1 as a$b$',
          "select set_config('transaction_read_only', 'off', false), nextval('sales.numbers')",
          'select * from sales.hidden',
        ],
        slow: 'select pg_sleep(600)',
      },
      end: () => server.end(),
    };
  },
};
