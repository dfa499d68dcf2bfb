import { afterEach, describe, expect, test } from 'bun:test';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppError, sql } from '#sdk';
import { memoryDb } from '../db/index.ts';
import { keyId, keyRing, open, openKey, rewrap, type SecretPlace, seal, secretStore } from './index.ts';

const kek = new Uint8Array(32).fill(1);
const ring = keyRing(kek);
const place: SecretPlace = { tenant: 't', table: 'connections', row: 'c1', column: 'password', version: 1 };
const SECRET = 'pä$$w0rd | "x" \u0000 end';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};

describe('envelope', () => {
  test.each(['', 'a', SECRET, 'x'.repeat(100_000)])('opens what it sealed (%#)', (secret) => {
    expect(open(ring, seal(ring, secret, place), place)).toBe(secret);
  });

  test('the record has the six parts of the specification, and AES-256-GCM with the place as AAD opens it', () => {
    const [format, id, wrapped, nonce, ciphertext, tag] = seal(ring, SECRET, place).split('|') as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    expect([format, id]).toEqual(['v1', keyId(kek)]);
    const bytes = (text: string) => Buffer.from(text, 'base64url');
    // Worked out here with node:crypto alone: unwrap the data key, then decrypt.
    const w = bytes(wrapped);
    const unwrap = createDecipheriv('aes-256-gcm', kek, w.subarray(0, 12));
    unwrap.setAAD(Buffer.from(`v1|${id}|t|connections|c1|password|1`)).setAuthTag(w.subarray(44));
    const dek = Buffer.concat([unwrap.update(w.subarray(12, 44)), unwrap.final()]);
    const decrypt = createDecipheriv('aes-256-gcm', dek, bytes(nonce));
    decrypt.setAAD(Buffer.from('t|connections|c1|password|1')).setAuthTag(bytes(tag));
    expect(Buffer.concat([decrypt.update(bytes(ciphertext)), decrypt.final()]).toString()).toBe(SECRET);
  });

  test('every bit of every byte of the record counts', () => {
    const record = Buffer.from(seal(ring, 'a secret', place));
    for (let i = 0; i < record.length; i++)
      for (let bit = 0; bit < 8; bit++) {
        const forged = Buffer.from(record);
        forged[i] = forged[i]! ^ (1 << bit);
        expect([i, bit, codeOf(() => open(ring, forged.toString('latin1'), place))]).toEqual([
          i,
          bit,
          'secrets.cannotOpen',
        ]);
      }
  });

  test('cut, lengthened and mixed records are refused', () => {
    const a = seal(ring, 'one', place);
    const b = seal(ring, 'two', place);
    const parts = (text: string) => text.split('|');
    const mixed = (from: number) => parts(a).with(from, parts(b)[from]!).join('|');
    const shortTag = parts(a)
      .with(5, Buffer.from(parts(a)[5]!, 'base64url').subarray(0, 4).toString('base64url'))
      .join('|');
    for (const forged of ['', 'v1', a.slice(0, -1), `${a}A`, `${a}=`, `${a}|`, shortTag, ...[2, 3, 4, 5].map(mixed)])
      expect([forged, codeOf(() => open(ring, forged, place))]).toEqual([forged, 'secrets.cannotOpen']);
  });

  test.each([{ tenant: 'u' }, { table: 'x' }, { row: 'c2' }, { column: 'key' }, { version: 2 }])(
    'moved to %j it is refused',
    (other) => {
      expect(codeOf(() => open(ring, seal(ring, SECRET, place), { ...place, ...other }))).toBe('secrets.cannotOpen');
    },
  );

  test('two places cannot have the same text', () => {
    expect(() => seal(ring, SECRET, { ...place, tenant: 't|connections' })).toThrow('may hold no "|"');
  });

  // ADIT_TEST_SEALS=1000000 is the campaign of docs/testing.md.
  const SEALS = Number(process.env.ADIT_TEST_SEALS ?? 10_000);
  test(`no two of ${SEALS} records share a nonce or a data key`, () => {
    // The first 12 bytes of the wrapped key are the nonce it was wrapped with.
    const parts = { wrapNonce: 2, nonce: 3, ciphertext: 4 };
    const seen = Object.values(parts).map(() => new Set<string>());
    for (let i = 0; i < SEALS; i++) {
      const record = seal(ring, 'the same twelve bytes', place).split('|');
      Object.values(parts).forEach((part, at) => {
        seen[at]!.add(record[part]!.slice(0, 16));
      });
    }
    expect(seen.map((set) => set.size)).toEqual([SEALS, SEALS, SEALS]);
  }, 600_000);

  test('wrapped anew, only the wrapping changes; without the old key it opens, and the old record does not', () => {
    const next = randomBytes(32);
    const both = keyRing(next, [kek]);
    const old = seal(ring, SECRET, place);
    const fresh = rewrap(both, old, place);
    expect(fresh.split('|').slice(3)).toEqual(old.split('|').slice(3));
    expect(open(keyRing(next), fresh, place)).toBe(SECRET);
    expect(open(both, old, place)).toBe(SECRET);
    expect(codeOf(() => open(keyRing(next), old, place))).toBe('secrets.cannotOpen');
  });
});

describe('store', () => {
  function stored() {
    const db = memoryDb();
    db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0), ('u', 'U', 0)`);
    const store = secretStore({ db, ring });
    const put = (name: string, value: string, tenant = 't') =>
      db.transaction((tx) => store.put(tx, tenant, name, value));
    return { db, store, put };
  }

  test('encrypts all anew: other records, other data keys, the next version; an old record put back does not open', () => {
    const { db, store, put } = stored();
    for (let i = 0; i < 3; i++) put(`s${i}`, `v${i}`);
    const before = db.all<{ id: string; record: string }>(sql`select id, record from secrets order by id`);
    expect(store.resealSome({ after: '', limit: 10 })).toEqual({ done: 3, broken: [], last: null });
    const after = db.all<{ record: string; version: number }>(sql`select record, version from secrets order by id`);
    expect(after.map(({ version }) => version)).toEqual([2, 2, 2]);
    before.forEach(({ record }, i) => {
      for (const part of [2, 3, 4, 5]) expect(after[i]!.record.split('|')[part]).not.toBe(record.split('|')[part]!);
    });
    for (let i = 0; i < 3; i++) expect(store.read(db, 't', `s${i}`)).toBe(`v${i}`);
    db.run(sql`update secrets set record = ${before[0]!.record} where id = ${before[0]!.id}`);
    expect(store.checkSome({ after: '', limit: 10 })).toEqual({
      ...{ done: 2, last: null },
      broken: [{ id: before[0]!.id, tenant: 't', name: expect.stringMatching(/^s\d$/) }],
    });
  });

  test('puts, replaces, reads and removes, by tenant', () => {
    const { db, store, put } = stored();
    const id = put('erp', 'one');
    expect(put('erp', 'two')).toBe(id);
    put('erp', 'theirs', 'u');
    expect([store.read(db, 't', 'erp'), store.read(db, 'u', 'erp')]).toEqual(['two', 'theirs']);
    expect(JSON.stringify(db.all(sql`select * from secrets`))).not.toMatch(/two|theirs/);
    expect(db.transaction((tx) => store.remove(tx, 't', 'erp'))).toBe(true);
    expect(codeOf(() => store.read(db, 't', 'erp'))).toBe('secrets.unknown');
  });

  test('rows that were swapped, between names or tenants, do not open; nor does an old value put back', () => {
    const { db, store, put } = stored();
    put('a', 'first');
    const old = db.get<{ record: string }>(sql`select record from secrets`)!.record;
    put('a', 'second');
    put('b', 'other');
    put('a', 'theirs', 'u');
    db.run(sql`update secrets set record = ${old} where tenant_id = 't' and name = 'a'`);
    expect(codeOf(() => store.read(db, 't', 'a'))).toBe('secrets.cannotOpen');
    db.run(sql`update secrets set record = (select record from secrets where name = 'b') where name = 'a'`);
    for (const tenant of ['t', 'u']) expect(codeOf(() => store.read(db, tenant, 'a'))).toBe('secrets.cannotOpen');
  });

  test('wraps all with a new key, in steps; tells which keys are in use and which are missing', () => {
    const { db, store, put } = stored();
    for (let i = 0; i < 5; i++) put(`s${i}`, `v${i}`);
    const next = randomBytes(32);
    const rotating = secretStore({ db, ring: keyRing(next, [kek]) });
    const done: number[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const step = rotating.rewrapSome({ after, limit: 2 });
      done.push(step.done);
      after = step.last;
    }
    expect(done).toEqual([2, 2, 1]);
    expect(rotating.usage()).toEqual([{ kekId: keyId(next), secrets: 5, known: true }]);
    expect(store.usage()).toEqual([{ kekId: keyId(next), secrets: 5, known: false }]);
    const later = secretStore({ db, ring: keyRing(next) });
    for (let i = 0; i < 5; i++) expect(later.read(db, 't', `s${i}`)).toBe(`v${i}`);
  });
});

describe('key file', () => {
  const folders: string[] = [];
  const newFile = () => {
    const made = mkdtempSync(join(tmpdir(), 'adit-key-'));
    folders.push(made);
    return join(made, 'data', 'secrets.key');
  };
  afterEach(() => {
    for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
  });
  const at = (file: string, configured = '') => openKey({ configured, setting: 'secrets.key', file });

  test('is made once, private, and read again', () => {
    const file = newFile();
    const key = at(file);
    expect(key.length).toBe(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(at(file).equals(key)).toBe(true);
    expect(at(newFile()).equals(key)).toBe(false);
  });

  test('a configured key goes before the file, which is then not made', () => {
    const file = newFile();
    expect(at(file, Buffer.from(kek).toString('base64'))).toEqual(Buffer.from(kek));
    expect(() => readFileSync(file)).toThrow();
  });

  test('what is no key, and a file that others can read, are refused by name', () => {
    const file = newFile();
    expect(() => at(file, 'c2hvcnQ=')).toThrow('The setting "secrets.key" must hold 32 bytes');
    at(file);
    chmodSync(file, 0o640);
    expect(codeOf(() => at(file))).toBe('secrets.keyFileOpen');
    chmodSync(file, 0o600);
    writeFileSync(file, '');
    expect(() => at(file)).toThrow(`The key file "${file}" must hold 32 bytes`);
  });
});
