import { afterEach, describe, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppError, sql } from '#sdk';
import { memoryDb } from '../db/index.ts';
import { keyId, Rotation, secretStore, WrappingKeys } from './index.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-rotation-'));
  folders.push(folder);
  return folder;
};
const keysOf = (folder: string, settings: { configured?: string; olderFiles?: string[]; isInUse?: boolean } = {}) =>
  WrappingKeys.open({ folder, configured: '', olderFiles: [], isInUse: false, ...settings });
const base64 = (key: Buffer) => key.toString('base64');

/** A data folder with secrets in it. */
function house(secrets = 120) {
  const folder = newFolder();
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0)`);
  const open = (settings = {}) => {
    const keys = keysOf(folder, settings);
    const store = secretStore({ db, ring: keys.ring });
    return { keys, store, rotation: new Rotation(keys, store) };
  };
  const first = open();
  db.transaction((tx) => {
    for (let i = 0; i < secrets; i++) first.store.put(tx, 't', `s${i}`, `v${i}`);
  });
  const readable = (store = open().store) =>
    Array.from({ length: secrets }, (_, i) => store.read(db, 't', `s${i}`)).every((value, i) => value === `v${i}`);
  return { folder, db, open, readable, ...first };
}

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};

describe('rotate', () => {
  test('a new key wraps everything; the former stays on the disk and opens old copies; both are private', async () => {
    const { folder, keys, store, rotation, readable } = house();
    const former = keys.ring.currentId;
    const told: string[][] = [];
    const shares: number[] = [];
    const { key, secrets, broken } = await rotation.rotate((...ids) => void told.push(ids), {
      progress: (share) => void shares.push(share),
    });
    expect([secrets, broken, told]).toEqual([120, [], [[former, key!]]]);
    expect(shares.at(-1)).toBe(1);
    expect(store.usage()).toEqual([{ kekId: key!, secrets: 120, known: true }]);
    expect(readdirSync(folder).toSorted()).toEqual([`secrets-${former}.key`, 'secrets.key']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect([readable(store), readable()]).toEqual([true, true]);
    expect((await rotation.diagnose()).keys.map((k) => [k.id, k.isCurrent, k.secrets])).toEqual([
      [key!, true, 120],
      [former, false, 0],
    ]);
  });

  test('what is set meanwhile gets the new key; a second rotation at the same time is refused', async () => {
    const { db, store, rotation } = house();
    let rivals = '';
    const running = rotation.rotate(() => {});
    await Promise.resolve();
    db.transaction((tx) => store.put(tx, 't', 's0', 'changed'));
    rivals = await codeOf(() => rotation.reencrypt());
    const { key } = await running;
    expect([rivals, store.usage()]).toEqual(['secrets.rotating', [{ kekId: key!, secrets: 120, known: true }]]);
    expect(store.read(db, 't', 's0')).toBe('changed');
  });

  test('cut off, everything opens; the next rotation finishes it and makes no further key', async () => {
    const { rotation, readable, open } = house();
    const stop = new AbortController();
    const cut = rotation.rotate(() => {}, { signal: stop.signal, progress: (share) => share > 0.3 && stop.abort() });
    expect(await codeOf(() => cut)).toBe('secrets.cutOff');
    expect([rotation.pending() > 0, rotation.pending() < 120, readable()]).toEqual([true, true, true]);
    const next = open();
    const finished = await next.rotation.rotate(() => {});
    expect([finished.key, next.rotation.pending(), readable()]).toEqual([null, 0, true]);
    expect((await next.rotation.rotate(() => {})).key).not.toBeNull();
  });

  test('a secret that was tampered with is told, left as it is, and keeps no new key away', async () => {
    const { db, rotation } = house(3);
    db.run(sql`update secrets set record = replace(record, 'v1|', 'v2|') where name = 's1'`);
    const record = () => db.get<{ record: string }>(sql`select record from secrets where name = 's1'`)!.record;
    const before = record();
    for (let i = 0; i < 2; i++) {
      const { key, secrets, broken } = await rotation.rotate(() => {});
      expect([key === null, secrets, broken.map(({ name }) => name)]).toEqual([false, 2, ['s1']]);
    }
    expect(record()).toBe(before);
    const { broken, secrets } = await rotation.diagnose();
    expect([secrets, broken.map(({ name, tenant }) => [name, tenant])]).toEqual([2, [['s1', 't']]]);
  });

  test('many that are broken do not hold up the others', async () => {
    const { db, rotation } = house(60);
    db.run(sql`update secrets set record = 'v1|' where id in (select id from secrets order by id limit 45)`);
    const { secrets, broken } = await rotation.rotate(() => {});
    expect([secrets, broken.length]).toEqual([15, 45]);
  });

  test('a crash between the two files of a rotation leaves the former key in charge', () => {
    const { folder, keys, readable, open } = house();
    const id = keys.ring.currentId;
    // The copy is written first; then the process died.
    writeFileSync(join(folder, `secrets-${id}.key`), readFileSync(join(folder, 'secrets.key')), { mode: 0o600 });
    writeFileSync(join(folder, 'secrets.key.new'), 'half a', { mode: 0o600 });
    expect(
      open()
        .keys.list()
        .map((key) => key.id),
    ).toEqual([id]);
    expect(readable()).toBe(true);
  });
});

describe('forget', () => {
  test('only what wraps nothing and lies in the data folder goes', async () => {
    const { folder, keys, rotation, open, readable } = house();
    const former = keys.ring.currentId;
    const { key } = await rotation.rotate(() => {});
    const told: string[] = [];
    const forget = (id: string) => rotation.forget(id, () => void told.push(id));
    expect(await codeOf(() => forget(key!))).toBe('secrets.keyInUse');
    expect(await codeOf(() => forget('0123456789abcdef'))).toBe('secrets.noSuchKey');
    forget(former);
    expect([told, existsSync(join(folder, `secrets-${former}.key`)), readable()]).toEqual([[former], false, true]);
    expect(open().keys.list()).toHaveLength(1);
  });

  test('a key that still wraps something stays', async () => {
    const { keys, rotation } = house();
    const former = keys.ring.currentId;
    const stop = new AbortController();
    await codeOf(() => rotation.rotate(() => {}, { signal: stop.signal, progress: () => stop.abort() }));
    expect(await codeOf(() => rotation.forget(former, () => {}))).toBe('secrets.keyInUse');
  });
});

describe('a key of the configuration', () => {
  test('the appliance makes none; the one before is read from the file that is named', async () => {
    const folder = newFolder();
    const [key, former] = [randomBytes(32), randomBytes(32)];
    const file = join(folder, 'former');
    writeFileSync(file, `${base64(former)}\n`);
    const keys = keysOf(join(folder, 'data'), { configured: base64(key), olderFiles: [file] });
    expect(keys.list()).toEqual([
      { id: keyId(key), isCurrent: true, source: { setting: 'secrets.key' } },
      { id: keyId(former), isCurrent: false, source: { file } },
    ]);
    expect(await codeOf(() => keys.draw())).toBe('secrets.keyIsConfigured');
    expect(await codeOf(() => keys.forget(keyId(former), () => {}))).toBe('secrets.keyIsConfigured');
    expect(existsSync(file)).toBe(true);
  });

  test('the key of the data folder still opens what it wrapped before one was configured; then all is wrapped anew', async () => {
    const { open, readable, keys } = house();
    const former = keys.ring.currentId;
    const configured = base64(randomBytes(32));
    const { rotation, store } = open({ configured });
    expect([readable(store), rotation.pending()]).toEqual([true, 120]);
    expect((await rotation.rewrapAll()).secrets).toBe(120);
    expect([readable(store), rotation.pending()]).toEqual([true, 0]);
    expect((await rotation.diagnose()).keys.map(({ id, secrets }) => [id === former, secrets])).toEqual([
      [false, 120],
      [true, 0],
    ]);
  });

  test('a key that nobody has is told', async () => {
    const { folder, open } = house();
    writeFileSync(join(folder, 'secrets.key'), `${base64(randomBytes(32))}\n`);
    const { keys, broken } = await open().rotation.diagnose();
    expect([keys.at(-1)!.source, keys.at(-1)!.secrets, broken.length]).toEqual([null, 120, 120]);
  });

  test('files that are no keys, open to others, or missing while something needs them', () => {
    const folder = newFolder();
    const file = join(folder, 'older');
    const named = () => keysOf(join(folder, 'data'), { olderFiles: [file] });
    expect(named).toThrow(`"${file}" of "secrets.older_key_files" cannot be read (ENOENT)`);
    writeFileSync(file, 'c2hvcnQ=');
    expect(named).toThrow('must hold 32 bytes');
    const data = join(folder, 'data');
    expect(() => keysOf(join(folder, 'other'), { isInUse: true })).toThrow('restore-keys');
    expect(existsSync(join(folder, 'other'))).toBe(false);
    writeFileSync(join(data, 'secrets-0123456789abcdef.key'), base64(randomBytes(32)), { mode: 0o600 });
    chmodSync(join(data, 'secrets-0123456789abcdef.key'), 0o644);
    expect(() => keysOf(data)).toThrow('can be read by others');
  });
});
