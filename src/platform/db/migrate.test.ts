import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppError, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { type Db, migrate, migrationStatus, openDb } from './index.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

const folders: string[] = [];
const newFile = () => {
  const made = mkdtempSync(join(tmpdir(), 'adit-migrate-'));
  folders.push(made);
  return join(made, 'adit.sqlite');
};
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

const one: Migration = { number: 1, name: '0001-a.sql', text: 'create table a (n integer); insert into a values (7);' };
const two: Migration = { number: 2, name: '0002-b.sql', text: 'alter table a add column m integer;' };
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};
const columns = (db: Db) => db.all<{ name: string }>(sql`select name from pragma_table_info('a')`).map((c) => c.name);

test('the list of migrations is the folder, in rising numbers', () => {
  const files = readdirSync(join(import.meta.dir, 'migrations')).filter((name) => name.endsWith('.sql'));
  expect(MIGRATIONS.map((m) => m.name)).toEqual(files.toSorted());
  MIGRATIONS.forEach((m, i) => {
    expect(m.number).toBeGreaterThan(MIGRATIONS[i - 1]?.number ?? 0);
    expect(m.name).toStartWith(`${String(m.number).padStart(4, '0')}-`);
    expect(m.text.length).toBeGreaterThan(0);
  });
});

test('a new database gets every migration; a second start none', () => {
  const db = openDb(newFile());
  expect(migrate(db)).toEqual({ applied: MIGRATIONS.map((m) => m.name), backup: null });
  expect(migrate(db)).toEqual({ applied: [], backup: null });
  expect(migrationStatus(db)).toEqual({ version: MIGRATIONS.at(-1)?.number ?? 0, pending: [] });
});

test('an existing database is copied before it is migrated', () => {
  const file = newFile();
  const clock = testClock(Date.UTC(2026, 10, 21, 8, 30, 5));
  const db = openDb(file);
  migrate(db, { migrations: [one], clock });
  const { backup } = migrate(db, { migrations: [one, two], clock });
  expect(backup).toBe(`${file}.before-0002.20261121T083005Z`);
  expect(statSync(backup as string).mode & 0o777).toBe(0o600);
  const copy = openDb(backup as string);
  expect(columns(db)).toEqual(['n', 'm']);
  expect(columns(copy)).toEqual(['n']);
  expect(copy.get(sql`select n from a`)).toEqual({ n: 7 });
});

test('a changed migration and a newer schema are refused', () => {
  const db = openDb(newFile());
  migrate(db, { migrations: [one, two] });
  expect(codeOf(() => migrate(db, { migrations: [{ ...one, text: `${one.text} ` }, two] }))).toBe(
    'db.migrationChanged',
  );
  expect(codeOf(() => migrate(db, { migrations: [one] }))).toBe('db.newerSchema');
});

test('a failing migration leaves what was there before it, with foreign keys on again', () => {
  const db = openDb(newFile());
  migrate(db, { migrations: [one] });
  const bad = {
    number: 2,
    name: '0002-bad.sql',
    text: 'alter table a add column m integer; insert into nowhere values (1);',
  };
  expect(() => migrate(db, { migrations: [one, bad] })).toThrow('nowhere');
  expect(columns(db)).toEqual(['n']);
  expect(migrationStatus(db, [one, bad]).version).toBe(1);
  expect(db.get(sql`pragma foreign_keys`)).toEqual({ foreign_keys: 1 });
});

test('a migration that leaves a dangling reference is undone', () => {
  const db = openDb(newFile());
  const parent: Migration = {
    number: 1,
    name: '0001-p.sql',
    text: `create table p (id integer primary key); create table c (p integer references p (id));
           insert into p values (1); insert into c values (1);`,
  };
  migrate(db, { migrations: [parent] });
  const drop = { number: 2, name: '0002-drop.sql', text: 'delete from p;' };
  expect(() => migrate(db, { migrations: [parent, drop] })).toThrow('leaves rows of c without their p');
  expect(db.get(sql`select count(*) as n from p`)).toEqual({ n: 1 });
});
