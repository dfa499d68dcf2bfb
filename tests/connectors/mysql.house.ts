import mysql from '../../plugins/connectors/mysql.ts';
import { type House, readerWith, SECRET } from './house.ts';
import { hasMariadb, startMariadb } from './real-mariadb.ts';
import {
  ALL_STEPS,
  ODD_COLUMNS,
  ODD_TABLE,
  SALES_TABLES,
  STANDARD_COLUMNS,
  STANDARD_ROWS,
  type StandardRow,
} from './standard-table.ts';

const text = (value: unknown): string =>
  value === null ? 'null' : `convert(x'${Buffer.from(String(value)).toString('hex')}' using utf8mb4)`;
const name = (value: string): string => `\`${value.replaceAll('`', '``')}\``;

const cell = (row: StandardRow, column: (typeof STANDARD_COLUMNS)[number]): string => {
  if (column === 'flag' && row.flag !== null) return `b'${Number(row.flag)}'`;
  // The session is in UTC, and MariaDB takes no "Z".
  return column === 'moment' ? text(row.moment?.replace('Z', '') ?? null) : text(row[column]);
};

const TABLES = `
  create database sales character set utf8mb4;
  use sales;
  set time_zone = '+00:00';
  create table adit_standard (id int primary key, label text, big bigint, exact decimal(38, 4),
    local_time datetime(6), moment timestamp(6) null, flag bit(1));
  insert into adit_standard values
    ${STANDARD_ROWS.map((row) => `(${STANDARD_COLUMNS.map((column) => cell(row, column)).join(', ')})`).join(',\n')};
  create table adit_steps (step bigint primary key, case_id varchar(40), day datetime);
  insert into adit_steps values ${ALL_STEPS.map(
    ({ step, case_id, day }) => `(${step}, ${text(case_id)}, '${day}')`,
  ).join(',')};
  create view adit_log as select * from adit_steps;
  create sequence numbers;
  create table ${name(ODD_TABLE)} (${ODD_COLUMNS.map((column) => `${name(column)} varchar(40)`).join(', ')});
  insert into ${name(ODD_TABLE)} values ('first', 'second');
  create table hidden (a int);
  delimiter //
  create function sneak() returns int modifies sql data begin insert into adit_standard (id) values (99); return 1; end //
  delimiter ;
  create user reader identified by ${`'${SECRET.replaceAll('\\', '\\\\')}'`};
  grant select, insert on adit_standard to reader; grant select, insert on adit_steps to reader;
  grant select on adit_log to reader; grant select, insert on ${name(ODD_TABLE)} to reader;
  grant select, insert on numbers to reader; grant execute on function sneak to reader;`;

export const mysqlHouse: House = {
  connector: mysql,
  peer: 'MariaDB of Debian',
  needs: hasMariadb ? null : 'mariadb-server',
  missing: {},
  async start() {
    const server = await startMariadb({ alsoPlain: true });
    await server.run(TABLES);
    return {
      ports: { tls: server.port, plain: server.port },
      secret: SECRET,
      settings: readerWith({ database: 'sales' }),
      tables: SALES_TABLES,
      busy: async () =>
        Number(
          await server.run(
            "select count(*) from information_schema.processlist where user = 'reader' and command <> 'Sleep'",
          ),
        ),
      withoutTls: (work) => work(server.plainPort),
      change: async () =>
        void (await server.run(`use sales; alter table adit_steps drop column case_id;
          alter table adit_steps add note varchar(10) not null default 'new'; drop view adit_log;`)),
      queries: {
        reads: "select step, case_id /* ; */ from adit_steps where step < 4 and ';' <> '\\'' -- ;",
        writes: [
          'insert into adit_steps values (0)',
          "select 1 into outfile '/tmp/adit'",
          'select 1; drop table adit_steps',
          'update adit_steps set step = 1',
          'set global read_only = 0',
          'select 1 /*! into @a */',
          "select '\\'; drop table adit_steps; -- '; insert into adit_steps values (0)",
        ],
        sneaks: [
          'select sneak()',
          'select nextval(numbers)',
          'select * from hidden',
          'select load_file(2) from nowhere',
        ],
        slow: 'select sleep(600)',
      },
      end: () => server.end(),
    };
  },
};
