import { expect, test } from 'bun:test';
import { queryRefused } from './connector-faults.ts';
import { AppError } from './fault.ts';
import { saying, withoutQuoted } from './quoted.ts';

/** As servers say it: PostgreSQL 17, MariaDB 11, ClickHouse 25, SQLite 3, DuckDB 1.5, SQL Server 2022, Oracle 23, HANA 2, MongoDB 8, Snowflake. */
test.each([
  ['invalid input syntax for type integer: "Jane Doe"', 'invalid input syntax for type integer: "…"'],
  ['invalid input syntax for type date: "Jane "JD" Doe"', 'invalid input syntax for type date: "…"'],
  ['value "99999999999" is out of range for type integer', 'value "…" is out of range for type integer'],
  ['ungültige Eingabesyntax für Typ integer: »Jane Doe«', 'ungültige Eingabesyntax für Typ integer: »…«'],
  ["Duplicate entry 'O'Brien' for key 'PRIMARY'", "Duplicate entry '…'"],
  ["Truncated incorrect DOUBLE value: 'Jane Doe'", "Truncated incorrect DOUBLE value: '…'"],
  [
    "Incorrect integer value: 'Jane' for column `hr`.`staff`.`age` at row 3",
    "Incorrect integer value: '…' for column `…` at row 3",
  ],
  ["BIGINT UNSIGNED value is out of range in '(4711 - 5)'", "BIGINT UNSIGNED value is out of range in '…'"],
  ["Table 'hr.staff' doesn't exist", "Table '…' doesn't exist"],
  [
    "Cannot parse string 'Jane Doe' as UInt32: syntax error at begin of string",
    "Cannot parse string '…' as UInt32: syntax error at begin of string",
  ],
  [
    "Conversion Error: Could not convert string 'Jane' to INT32\n\nLINE 1: select 'Jane'::int",
    "Conversion Error: Could not convert string '…' to INT32",
  ],
  [
    "Type INT64 with value 4711 can't be cast because the value is out of range",
    "Type INT64 with value … can't be cast because the value is out of range",
  ],
  [
    "Conversion failed when converting the varchar value 'Jane' to data type int. (245)",
    "Conversion failed when converting the varchar value '…' to data type int. (245)",
  ],
  [
    "ORA-01722: unable to convert string value containing 'J' to a number",
    "ORA-01722: unable to convert string value containing '…' to a number",
  ],
  [
    'E11000 duplicate key error collection: hr.staff index: mail dup key: { mail: "jane@example.com" }',
    'E11000 duplicate key error collection: hr.staff index: mail dup key: {…}',
  ],
  ["Numeric value 'Jane' is not recognized", "Numeric value '…' is not recognized"],
  [
    'duplicate key value violates unique constraint, Key (mail)=(jane@example.com)',
    'duplicate key value violates unique constraint, Key (mail)=…',
  ],
  ['no such column: salary', 'no such column: salary'],
  ["it answers 503 and doesn't say why", "it answers 503 and doesn't say why"],
  ["invalid number: not a valid number string 'Jane", "invalid number: not a valid number string '…"],
  ['', ''],
])('%s', (said, told) => {
  expect(withoutQuoted(said)).toBe(told);
});

test('what stands in quotes goes, whatever stands in it; where nothing is quoted, there is nothing to be told whole', () => {
  const values = [
    'Jane',
    "O'Brien",
    'say "x"',
    'a `b` c',
    'x" and "y',
    "it''s",
    '{"a":1}',
    '»q«',
    'tab\tx',
    '𝄞',
    'a\\"b',
  ];
  const signs = [
    ['"', '"'],
    ["'", "'"],
    ['`', '`'],
    ['»', '«'],
    ['„', '“'],
    ['“', '”'],
  ] as const;
  for (const value of values)
    for (const [open, close] of signs) {
      const told = withoutQuoted(`cannot read ${open}${value}${close}: no number`);
      expect([value, open, told.startsWith(`cannot read ${open}…`)]).toEqual([value, open, true]);
      for (const part of value.split(/[^\p{L}]+/u).filter((word) => word.length > 3)) expect(told).not.toContain(part);
    }
  expect(queryRefused('S', 'no such column: a').whole).toBeNull();
});

test('a fault has both, through processes too, and tells the whole of it to who asks for that', () => {
  const fault = saying('bad "Jane"', (said) => new AppError('invalid', 'a.b', `It says: ${said}.`, [{ message: 'x' }]));
  const there = AppError.fromData(JSON.parse(JSON.stringify(fault.toData())));
  for (const one of [fault, there]) {
    expect(one.message).toBe('It says: bad "…".');
    expect(one.stack ?? '').not.toContain('Jane');
    expect(one.told()).toMatchObject({ message: 'It says: bad "Jane".', whole: null, details: [{ message: 'x' }] });
  }
  expect(queryRefused('S', 'relation "nix" does not exist', 'names').message).toContain('"nix"');
});
