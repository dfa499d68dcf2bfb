import { afterEach, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { openFoundations } from './foundations.ts';
import { loadConfig } from './platform/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-foundations-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = (env: Record<string, string> = {}) =>
  openFoundations(
    loadConfig({ env: { ADIT__DATA__FOLDER: folder, ADIT__LOG__FILE: join(folder, 'adit.log'), ...env } }),
    'a test',
  );
const newKey = () => randomBytes(32).toString('base64');

test('secrets that no key at hand opens refuse the start, and say where and what to do; the folder is free again', () => {
  const first = opened();
  first.db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0)`);
  for (const name of ['erp', 'crm']) first.db.transaction((tx) => first.secrets.put(tx, 't', name, 'hunter2'));
  const { kekId } = first.secrets.usage()[0]!;
  first.close();

  const said = `is not the key that wraps 2 stored secrets (they name the key ${kekId}). Put back the key`;
  const file = join(folder, 'secrets.key');
  const right = readFileSync(file);
  rmSync(file);
  expect(() => opened({ ADIT__SECRETS__KEY: newKey() })).toThrow(`The setting "secrets.key" ${said}`);
  expect(() => opened()).toThrow(`The key file "${file}" is missing`);
  writeFileSync(file, `${newKey()}\n`, { mode: 0o600 });
  expect(() => opened()).toThrow(`The key file "${file}" ${said}`);
  writeFileSync(file, right);
  const again = opened();
  expect(again.secrets.read(again.db, 't', 'erp')).toBe('hunter2');
  again.close();
});

test('the key of access tokens outlives a restart, is for its owner alone, and gives way to a configured one', () => {
  const first = opened();
  first.close();
  const again = opened();
  again.close();
  expect(again.tokenKey.toString('hex')).toBe(first.tokenKey.toString('hex'));
  expect(statSync(join(folder, 'token.key')).mode & 0o777).toBe(0o600);
  const configured = newKey();
  const other = opened({ ADIT__SESSION__TOKEN_KEY: configured });
  other.close();
  expect(other.tokenKey.toString('base64')).toBe(configured);
});
