import {
  ALL_STEPS,
  ODD_COLUMNS,
  ODD_TABLE,
  quotedName,
  STANDARD_COLUMNS,
  STANDARD_ROWS,
  type StandardRow,
} from './standard-table.ts';

/** How a server that is simulated keeps the columns of the standard table in the database behind. */
export interface SimulatedTypes {
  readonly localTime: string;
  readonly moment: string;
  readonly flag: string;
  /** A value as it is written into its column; null: as a text. */
  readonly written?: (column: keyof StandardRow, text: string) => string | null;
}

const text = (value: unknown): string => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

/** The tables of the case table in the schema `sales`, a large one, `adit_many`, and one that is slow, `adit_slow`. */
export function simulatedTables({ localTime, moment, flag, written }: SimulatedTypes): readonly string[] {
  const cell = (row: StandardRow) => (column: keyof StandardRow) =>
    (row[column] === null ? null : written?.(column, text(row[column]))) ?? text(row[column]);
  const rows = STANDARD_ROWS.map((row) => `(${STANDARD_COLUMNS.map(cell(row)).join(', ')})`);
  const steps = ALL_STEPS.map(({ step, case_id, day }) => `(${step}, ${text(case_id)}, ${text(day)})`);
  const odd = `sales.${quotedName(ODD_TABLE)}`;
  return [
    'create schema sales',
    `create table sales.adit_standard (id integer primary key, label varchar, big bigint, exact decimal(38, 4),
      local_time ${localTime}, moment ${moment}, flag ${flag})`,
    `insert into sales.adit_standard values ${rows.join(', ')}`,
    `create table sales.adit_steps (step bigint primary key, case_id varchar, day ${localTime})`,
    `insert into sales.adit_steps values ${steps.join(', ')}`,
    'create view sales.adit_log as select * from sales.adit_steps',
    `create table ${odd} (${ODD_COLUMNS.map((column) => `${quotedName(column)} varchar`).join(', ')})`,
    `insert into ${odd} values ('first', 'second')`,
    `create table sales.adit_many as select i::integer as id, concat('Tätigkeit ', i % 40) as activity,
      cast(timestamp '2024-01-01' + to_seconds(i * 37) as ${localTime}) as day, i % 997 as cost from range(200000) t(i)`,
    'alter table sales.adit_many add primary key (id)',
    // Takes minutes, and can be ended.
    'create view sales.adit_slow as select count(*) as step from range(9000000) a, range(9000000) b where (a.range * b.range) % 7 = 3',
  ];
}

/** What the case of changed schemas asks for. */
export const CHANGED: readonly string[] = [
  'alter table sales.adit_steps drop column case_id',
  `alter table sales.adit_steps add column note varchar default 'new'`,
];
