import { afterAll, expect, test } from 'bun:test';
import { argon2Sync, createDecipheriv } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '#sdk';
import { openKeys, restoreKeys, sealKeys } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-key-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base64 = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const KEYS = { 'secrets.key': base64(1), 'secrets-0123456789abcdef.key': base64(2), 'audit.key': base64(3) };
const WORDS = 'an orchard full of quiet bees';
const sealed = sealKeys(KEYS, WORDS, '2026-01-01T00:00:00.000Z');

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};

test('the runtime’s Argon2id is the one of RFC 9106, section 5.3', () => {
  const key = argon2Sync('argon2id', {
    ...{ message: Buffer.alloc(32, 1), nonce: Buffer.alloc(16, 2), secret: Buffer.alloc(8, 3) },
    ...{ associatedData: Buffer.alloc(12, 4), memory: 32, passes: 3, parallelism: 4, tagLength: 32 },
  });
  expect(key.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

test('opens with its passphrase, and holds none of the keys readable', async () => {
  const text = await sealed;
  expect(await openKeys(text, WORDS)).toEqual(KEYS);
  for (const key of Object.values(KEYS)) expect(text).not.toContain(key);
  expect(JSON.parse(text)).toMatchObject({
    ...{ format: 'adit-keys-v1', made: '2026-01-01T00:00:00.000Z', files: Object.keys(KEYS), cipher: 'aes-256-gcm' },
    kdf: { name: 'argon2id', memory_kib: 65_536, passes: 3, lanes: 4 },
  });
});

test('it is what it says: worked out here with node:crypto alone', async () => {
  const file = JSON.parse(await sealed);
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const { salt, memory_kib: memory, passes, lanes: parallelism } = file.kdf;
  const key = argon2Sync('argon2id', {
    message: WORDS,
    nonce: bytes(salt),
    memory,
    passes,
    parallelism,
    tagLength: 32,
  });
  const head = [file.format, file.made, file.files, 'argon2id', memory, passes, parallelism, salt, file.cipher];
  const decipher = createDecipheriv('aes-256-gcm', key, bytes(file.nonce)).setAAD(Buffer.from(JSON.stringify(head)));
  decipher.setAuthTag(bytes(file.tag));
  expect(JSON.parse(Buffer.concat([decipher.update(bytes(file.sealed)), decipher.final()]).toString())).toEqual(KEYS);
});

test('a wrong passphrase and a file that was changed anywhere are refused alike', async () => {
  const file = JSON.parse(await sealed);
  const flipped = (text: string) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
  const forged = [
    ...['nonce', 'tag', 'sealed'].map((part) => ({ ...file, [part]: flipped(file[part]) })),
    { ...file, made: '2027-01-01T00:00:00.000Z' },
    { ...file, files: file.files.slice(1) },
    ...[{ salt: flipped(file.kdf.salt) }, { passes: 2 }, { memory_kib: 32_768 }, { lanes: 1 }].map((change) => ({
      ...file,
      kdf: { ...file.kdf, ...change },
    })),
  ];
  for (const each of forged)
    expect([each, await codeOf(() => openKeys(JSON.stringify(each), WORDS))]).toEqual([
      each,
      'secrets.wrongPassphrase',
    ]);
  expect(await codeOf(async () => openKeys(await sealed, `${WORDS}!`))).toBe('secrets.wrongPassphrase');
}, 60_000); // a dozen derivations

test('what is no copy of keys, or would use up the machine, is refused before any work', async () => {
  const file = JSON.parse(await sealed);
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...file, format: 'adit-keys-v2' }),
    JSON.stringify({ ...file, more: 1 }),
    JSON.stringify({ ...file, kdf: { ...file.kdf, memory_kib: 4_000_000_000 } }),
    JSON.stringify({ ...file, kdf: { ...file.kdf, passes: 1_000_000 } }),
    JSON.stringify({ ...file, nonce: 'AA==' }),
  ])
    expect(await codeOf(() => openKeys(text, WORDS))).toBe('secrets.noKeyBackup');
});

test('a short passphrase is refused; two copies share nothing', async () => {
  expect(await codeOf(() => sealKeys(KEYS, 'only fourteen!', ''))).toBe('secrets.shortPassphrase');
  const again = JSON.parse(await sealKeys(KEYS, WORDS, ''));
  const first = JSON.parse(await sealed);
  for (const part of ['nonce', 'sealed', 'tag']) expect(again[part]).not.toBe(first[part]);
  expect(again.kdf.salt).not.toBe(first.kdf.salt);
});

test('restored keys are private files; the same key is let be; another one is never overwritten', async () => {
  expect(restoreKeys(folder, { 'audit.key': base64(3) })).toEqual({ written: ['audit.key'], there: [] });
  expect(restoreKeys(folder, KEYS)).toEqual({
    ...{ written: ['secrets.key', 'secrets-0123456789abcdef.key'], there: ['audit.key'] },
  });
  expect(readFileSync(join(folder, 'secrets.key'), 'utf8')).toBe(`${base64(1)}\n`);
  expect(statSync(join(folder, 'secrets.key')).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, 'secrets.key'), base64(9));
  rmSync(join(folder, 'audit.key'));
  expect(await codeOf(() => restoreKeys(folder, KEYS))).toBe('secrets.otherKey');
  expect(existsSync(join(folder, 'audit.key'))).toBe(false);
});
