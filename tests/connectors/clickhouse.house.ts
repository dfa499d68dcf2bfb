import clickhouse from '../../plugins/connectors/clickhouse.ts';
import { type House, readerWith, SECRET } from './house.ts';
import { hasClickhouse, startClickhouse } from './real-clickhouse.ts';
import {
  ALL_STEPS,
  ODD_COLUMNS,
  ODD_TABLE,
  SALES_TABLES,
  STANDARD_COLUMNS,
  STANDARD_ROWS,
  type StandardRow,
} from './standard-table.ts';

const text = (value: unknown): string => (value === null ? 'null' : `'${String(value).replaceAll(/[\\']/g, '\\$&')}'`);
const name = (value: string): string => `\`${value.replaceAll(/[\\`]/g, '\\$&')}\``;

/** Whole seconds in UTC are all that this server can hold. */
const seconds = (value: string | null): string | null => value?.slice(0, 19) ?? null;

const cell = (row: StandardRow, column: (typeof STANDARD_COLUMNS)[number]): string => {
  if (column === 'local_time' || column === 'moment') return text(seconds(row[column])?.replace('T', ' ') ?? null);
  if (column === 'flag') return row.flag === null ? 'null' : String(Number(row.flag));
  return column === 'label' || column === 'exact' ? text(row[column]) : String(row[column]);
};

const TABLES = [
  'create database sales',
  `create table sales.adit_standard (id Int32, label Nullable(String), big Nullable(Int64), exact Nullable(Decimal(38, 4)),
    local_time Nullable(DateTime), moment Nullable(DateTime), flag Nullable(UInt8)) engine = MergeTree order by id`,
  `insert into sales.adit_standard values
    ${STANDARD_ROWS.map((row) => `(${STANDARD_COLUMNS.map((column) => cell(row, column)).join(', ')})`).join(', ')}`,
  'create table sales.adit_steps (step Int64, case_id String, day DateTime) engine = MergeTree order by step',
  `insert into sales.adit_steps values ${ALL_STEPS.map(
    ({ step, case_id, day }) => `(${step}, ${text(case_id)}, '${day.replace('T', ' ')}')`,
  ).join(', ')}`,
  'create view sales.adit_log as select * from sales.adit_steps',
  `create table sales.${name(ODD_TABLE)} (${ODD_COLUMNS.map((column) => `${name(column)} String`).join(', ')}) engine = Memory`,
  `insert into sales.${name(ODD_TABLE)} values ('first', 'second')`,
  'create table default.hidden (a Int32) engine = Memory',
];

export const clickhouseHouse: House = {
  connector: clickhouse,
  peer: 'ClickHouse 18.16 of Debian',
  needs: hasClickhouse ? null : 'clickhouse-server',
  missing: {
    booleans: 'this server has none; Bool of newer ones is seen to by a test of its own',
    resume: 'nothing tells the rows of a table apart, so only a column that grows has places to go on from',
  },
  holds(column, row) {
    if (column !== 'local_time' && column !== 'moment')
      return column === 'flag' && row.flag !== null ? String(Number(row.flag)) : row[column];
    const value = seconds(row[column]);
    return value && `${value}Z`;
  },
  async start() {
    const server = await startClickhouse(SECRET);
    for (const statement of TABLES) await server.run(statement);
    return {
      ports: { tls: server.port, plain: server.plainPort },
      secret: SECRET,
      settings: readerWith({ database: 'sales' }),
      tables: SALES_TABLES,
      busy: async () => Number(await server.run("select count() from system.processes where user = 'reader'")),
      withoutTls: (work) => work(server.plainPort),
      async change() {
        await server.run('drop table sales.adit_log');
        await server.run("alter table sales.adit_steps drop column case_id, add column note String default 'new'");
      },
      queries: {
        reads: "select step, case_id /* ; */ from adit_steps where step < 4 and ';' <> '\\'' -- ;",
        writes: [
          'insert into adit_steps values (0)',
          "select 1 into outfile '/tmp/adit'",
          'select 1; drop table adit_steps',
          'drop table adit_steps',
          'set readonly = 0',
          'select 1) asked, (select 2',
        ],
        sneaks: ['select * from default.hidden', 'select 1 format JSON'],
        slow: 'select count() from numbers(1000000000000)',
      },
      end: () => server.end(),
    };
  },
};
