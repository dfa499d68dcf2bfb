import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppError, sql } from '#sdk';
import { isUniqueViolation, memoryDb, openDb, type Tx } from './index.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'adit-db-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

const numbers = () => {
  const db = openDb(':memory:');
  db.script('create table numbers (n integer primary key) strict');
  const count = () => db.get<{ n: number }>(sql`select count(*) as n from numbers`)?.n;
  return { db, count };
};

test('values are bound, also those that look like SQL', () => {
  const { db } = numbers();
  const hostile = `'; drop table numbers; --`;
  expect(db.get<{ v: string; b: number }>(sql`select ${hostile} as v, ${true} as b`)).toEqual({ v: hostile, b: 1 });
  expect(db.get(sql`select 1 where ${null} is not null`)).toBeNull();
});

test('a transaction commits as a whole or not at all', () => {
  const { db, count } = numbers();
  expect(db.transaction((tx) => tx.run(sql`insert into numbers values (1), (2)`).changes)).toBe(2);
  expect(() =>
    db.transaction((tx) => {
      tx.run(sql`insert into numbers values (3)`);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(count()).toBe(2);
});

test('a nested or asynchronous transaction is refused and undone', () => {
  const { db, count } = numbers();
  expect(() =>
    db.transaction((tx) => {
      tx.run(sql`insert into numbers values (1)`);
      db.transaction(() => 0);
    }),
  ).toThrow('inside a transaction');
  expect(() =>
    db.transaction(async (tx) => {
      tx.run(sql`insert into numbers values (2)`);
    }),
  ).toThrow('synchronous');
  expect(count()).toBe(0);
  db.transaction((tx) => tx.run(sql`insert into numbers values (3)`));
  expect(count()).toBe(1);
});

test('a writer kept beyond its transaction refuses', () => {
  const { db, count } = numbers();
  let kept: Tx | undefined;
  db.transaction((tx) => {
    kept = tx;
  });
  expect(() => kept?.run(sql`insert into numbers values (1)`)).toThrow('the transaction is over');
  expect(count()).toBe(0);
});

test('a doubled key is recognised', () => {
  const { db } = numbers();
  const insert = () => db.run(sql`insert into numbers values (1)`);
  insert();
  let caught: unknown;
  try {
    insert();
  } catch (error) {
    caught = error;
  }
  expect(isUniqueViolation(caught)).toBe(true);
  expect(isUniqueViolation(new Error('else'))).toBe(false);
});

test('the file is private, in WAL mode, fully synchronous, with foreign keys', () => {
  const file = join(folder(), 'adit.sqlite');
  const db = openDb(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(db.get(sql`pragma journal_mode`)).toEqual({ journal_mode: 'wal' });
  expect(db.get(sql`pragma synchronous`)).toEqual({ synchronous: 2 });
  expect(db.get(sql`pragma foreign_keys`)).toEqual({ foreign_keys: 1 });
  expect(db.get(sql`pragma recursive_triggers`)).toEqual({ recursive_triggers: 1 });
  db.close();
});

test('a file that is no database is named', () => {
  const file = join(folder(), 'adit.sqlite');
  writeFileSync(file, 'this is a letter to the bank, and no database at all'.repeat(40));
  let caught: unknown;
  try {
    openDb(file);
  } catch (error) {
    caught = error;
  }
  expect((caught as AppError).code).toBe('db.corrupt');
  expect((caught as AppError).message).toContain(file);
});

test('a full disk is told as such, changes nothing, and does not hinder what follows', () => {
  const { db, count } = numbers();
  db.run(sql`insert into numbers values (1)`);
  const pages = db.get<{ page_count: number }>(sql`pragma page_count`)?.page_count as number;
  db.script(`pragma max_page_count = ${pages + 2}`);
  const fill = () =>
    db.transaction((tx) => {
      for (let i = 2; i < 20_000; i++) tx.run(sql`insert into numbers values (${i})`);
    });
  let caught: unknown;
  try {
    fill();
  } catch (error) {
    caught = error;
  }
  expect([(caught as AppError).fault, (caught as AppError).code, count()]).toEqual(['no_space', 'db.full', 1]);
  db.script('pragma max_page_count = 100000');
  fill();
  expect(count()).toBe(19_999);
});

test('a row cannot point into another tenant', () => {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('a', 'A', 0), ('b', 'B', 0)`);
  db.run(sql`insert into workspaces (id, tenant_id, name, created_at) values ('w', 'a', 'W', 0)`);
  const project = (tenant: string) =>
    db.run(
      sql`insert into projects (id, tenant_id, workspace_id, name, created_at) values (${`p-${tenant}`}, ${tenant}, 'w', 'P', 0)`,
    );
  project('a');
  expect(() => project('b')).toThrow('FOREIGN KEY');
});
