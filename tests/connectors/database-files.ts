import type { CaseName, Peer } from './house.ts';
import { ALL_STEPS, ODD_COLUMNS, ODD_TABLE, STANDARD_COLUMNS, STANDARD_ROWS } from './standard-table.ts';

const NO_SERVER = 'a file is no server';

/** What does not apply to a file that is opened, not connected to. */
export const NOT_OF_FILES: Partial<Record<CaseName, string>> = {
  'wrong-secret': 'there is no sign-in to a file',
  ...{ unreachable: NO_SERVER, 'not-listed': NO_SERVER, 'private-ca': NO_SERVER, 'unknown-ca': NO_SERVER },
  ...{ 'no-tls': NO_SERVER, garbage: NO_SERVER, drip: NO_SERVER, closes: NO_SERVER },
  'since-ties': 'rows have numbers where a table has no key; a view is read as a whole',
};

const text = (value: unknown): string => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);
const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** Statements that make the standard tables, with these types. */
export function standardTables(types: Record<(typeof STANDARD_COLUMNS)[number], string>): string[] {
  const columns = STANDARD_COLUMNS.map((column) => `${column} ${types[column]}`).join(', ');
  const rows = STANDARD_ROWS.map((row) =>
    STANDARD_COLUMNS.map((column) => (column === 'flag' ? String(row.flag) : text(row[column]))).join(', '),
  );
  const steps = ALL_STEPS.map(({ step, case_id, day }) => `(${step}, ${text(case_id)}, ${text(day)})`).join(',');
  const odd = name(ODD_TABLE);
  return [
    `create table adit_standard (${columns})`,
    `insert into adit_standard values ${rows.map((row) => `(${row})`).join(', ')}`,
    `create table adit_steps (step bigint primary key, case_id text, day ${types.local_time})`,
    `insert into adit_steps values ${steps}`,
    'create table adit_log as select * from adit_steps',
    `create table ${odd} (${ODD_COLUMNS.map((column) => `${name(column)} text`).join(', ')})`,
    `insert into ${odd} values ('first', 'second')`,
  ];
}

export const CHANGES = [
  'alter table adit_steps drop column case_id',
  "alter table adit_steps add column note text default 'new'",
];

/** What all peers say that are files. */
export const filePeer = (folder: string, file: string): Omit<Peer, 'end' | 'tables'> => ({
  ...{ ports: { tls: 1, plain: 1 }, secret: 'no file has a secret', folders: [folder], settings: () => ({ file }) },
  busy: async () => 0,
});
