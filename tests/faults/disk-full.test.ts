/** The disk of the data folder is full: nothing changes without its audit row, and reading goes on. */
import { expect, test } from 'bun:test';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { openDb } from '../../src/platform/db/index.ts';
import { AditBench, firstAdministrator } from '../adit-bench.ts';

const root = process.getuid!() === 0;
const run = (...command: string[]) => {
  const { exitCode, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
};

test.skipIf(!root)(
  `changes are refused, reads go on${root ? '' : ' (needs root, to mount a small file system)'}`,
  async () => {
    await using bench = new AditBench();
    const mounted = join(bench.folder, 'small');
    mkdirSync(mounted);
    run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mounted);
    try {
      const data = join(mounted, 'data');
      const server = await bench.serve({}, ['--data', data]);
      const ann = await firstAdministrator(server);
      expect((await ann.post('/api/v1/projects', { name: 'Before' })).status).toBe(201);
      const db = openDb(join(data, 'adit.sqlite'));
      // Long ago: the next request wants to note that the session is in use.
      db.run(sql`update sessions set last_seen_at = last_seen_at - 120000`);
      const filler = fill(mounted);
      const refused = await ann.post('/api/v1/projects', { name: 'x'.repeat(100) });
      expect([refused.status, refused.json.code]).toEqual([507, 'db.full']);
      for (const path of ['/api/v1/projects', '/', '/admin/audit', '/api/v1/admin/audit-logs/chain'])
        expect([path, (await ann.get(path)).status]).toEqual([path, 200]);
      expect((await ann.get('/api/v1/admin/audit-logs/export')).status).toBe(507);
      rmSync(filler);
      expect((await ann.post('/api/v1/projects', { name: 'After' })).status).toBe(201);
      const names = (await ann.get('/api/v1/projects')).json.items.map((project: { name: string }) => project.name);
      expect(names).toEqual(expect.arrayContaining(['Before', 'After']));
      expect(names.some((name: string) => name.startsWith('xxx'))).toBe(false);
      expect((await ann.post('/api/v1/admin/audit-logs/verify')).json).toMatchObject({ ok: true, findings: [] });
      db.close();
      expect((await server.stop()).code).toBe(0);
    } finally {
      run('umount', '--lazy', mounted);
    }
  },
  120_000,
);

/** Takes every byte that is left. */
function fill(folder: string): string {
  const file = join(folder, 'filler');
  for (let size = 1 << 22; size >= 1; size >>= 2)
    for (;;)
      try {
        writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
      } catch {
        break;
      }
  if (!existsSync(file)) throw new Error('nothing was left to fill');
  return file;
}

const ORDERS = 'case,activity,time,line\na,create,2026-05-01T08:00:00Z,1\na,pay,2026-05-02T08:00:00Z,2\n';
const pushed = (line: number) =>
  JSON.stringify([{ case: 'a', activity: 'pay', time: '2026-05-03T08:00:00Z', line: String(line) }]);

test.skipIf(!root)(
  `loads by key and pushes are refused, and go on once there is space${root ? '' : ' (needs root, to mount a small file system)'}`,
  async () => {
    await using bench = new AditBench();
    const mounted = join(bench.folder, 'small');
    mkdirSync(mounted);
    run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mounted);
    try {
      const data = join(mounted, 'data');
      const env = { ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__IMPORT__PUSH_GATHER_SECONDS: '0' };
      const server = await bench.serve(env, ['--data', data]);
      const ann = await firstAdministrator(server);
      const load = (name: string, text: string, ...how: string[]) =>
        bench.adit(['import', bench.file(name, text), '--data', data, '--dataset', 'Orders', ...how]);
      expect((await load('first.csv', ORDERS)).code).toBe(0);
      const project = (await ann.get('/api/v1/projects')).json.items[0].id;
      const [{ id }] = (await ann.get(`/api/v1/projects/${project}/datasets`)).json.items;
      const at = `/api/v1/projects/${project}/datasets/${id}`;
      const state = async () => {
        const { version } = (await ann.get(at)).json;
        return [version.number, version.events];
      };
      const push = (line: number) => ann.send(`${at}/events`, { method: 'POST', body: pushed(line) });
      const filler = fill(mounted);
      const changed = ORDERS.replace('pay', 'refund');
      const refused = await load('changed.csv', changed, '--mode', 'upsert', '--key', 'line');
      expect([refused.code === 0, refused.err]).toEqual([false, expect.stringContaining('full')]);
      expect((await push(3)).status).toBe(507);
      expect(await state()).toEqual([1, 2]);
      rmSync(filler);
      expect((await load('changed.csv', changed, '--mode', 'upsert', '--key', 'line')).code).toBe(0);
      expect(await state()).toEqual([2, 2]);
      expect((await push(3)).status).toBe(202);
      while ((await state())[1] !== 3) await Bun.sleep(50);
      expect((await ann.get(`${at}/pushes`)).json.items.map((p: { state: string }) => p.state)).toEqual(['loaded']);
      expect(await bench.adit(['dataset', 'verify', 'Orders', '--data', data])).toMatchObject({ code: 0 });
      expect((await server.stop()).code).toBe(0);
    } finally {
      run('umount', '--lazy', mounted);
    }
  },
  120_000,
);
