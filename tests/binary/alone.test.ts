import { afterAll, beforeAll, expect, test } from 'bun:test';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '#version' with { type: 'json' };
import { build, isRoot, root, run, workFolder } from './built.ts';

/** Numbers of the log's publisher and of PM4Py: ../shared/data/README.md, expected/receipt.json. */
const receipt = { cases: 1434, events: 8577, activities: 27, variants: 116 };

const minuteMs = 60_000;
const work = workFolder('binary');
const bare = join(work.path, 'bare');
const adit = join(bare, 'adit');
const home = { HOME: work.path };
const mineReceipt = ['mine', '../receipt.xes.gz', '--calculator', 'log-summary'];

beforeAll(() => {
  build(join(work.path, 'built/adit'));
  mkdirSync(bare);
  copyFileSync(join(work.path, 'built/adit'), adit);
  copyFileSync(join(root, 'sample/receipt.xes.gz'), join(work.path, 'receipt.xes.gz'));
}, minuteMs);
afterAll(() => work[Symbol.dispose]());

test('the build writes one file', () => expect(readdirSync(join(work.path, 'built'))).toEqual(['adit']));

test('alone in an empty folder, with an empty environment: version', () => {
  const { code, out, err } = run([adit, 'version'], { cwd: bare });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(manifest.version);
});

test(
  'alone in an empty folder, with an empty environment: mines a real log',
  () => {
    const cache = `/var/tmp/adit-native-${process.getuid!()}`;
    const wasThere = existsSync(cache);
    try {
      const { code, out, err } = run([adit, ...mineReceipt], { cwd: bare });
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out)).toMatchObject(receipt);
      expect(readdirSync(bare)).toEqual(['adit']);
    } finally {
      if (!wasThere) rmSync(cache, { recursive: true, force: true });
    }
  },
  minuteMs,
);

test('.env and bunfig.toml of the folder it is started in are not loaded', () => {
  const trap = join(work.path, 'trap');
  mkdirSync(trap);
  writeFileSync(join(trap, '.env'), 'ADIT__SERVER__PORT=no-number\n');
  writeFileSync(join(trap, 'bunfig.toml'), 'preload = ["./preload.ts"]\n');
  writeFileSync(join(trap, 'preload.ts'), `await Bun.write(${JSON.stringify(join(trap, 'preloaded'))}, '');\n`);
  expect(run([adit, 'check-config'], { cwd: trap, env: home })).toMatchObject({ code: 0 });
  expect(existsSync(join(trap, 'preloaded'))).toBe(false);
  // The trap is sharp: the same variable, set for real, is seen; and so is the same preload by Bun itself.
  expect(run([adit, 'check-config'], { cwd: trap, env: { ...home, ADIT__SERVER__PORT: 'no-number' } }).code).toBe(1);
  writeFileSync(join(trap, 'main.ts'), '');
  run([process.execPath, 'main.ts'], { cwd: trap });
  expect(existsSync(join(trap, 'preloaded'))).toBe(true);
});

test("a customer's plug-in is loaded at run time, if its checksum is allowed", () => {
  const folder = join(work.path, 'plug-ins');
  mkdirSync(folder);
  const source = `import { defineCalculator, Type } from '@adit/sdk';
    export default defineCalculator({
      id: 'our-own', version: 1, title: 'Our own', summary: 'Made by a customer.', category: 'ours',
      params: Type.Object({}), result: Type.Object({}), view: 'none', examples: [], compute: async () => ({}),
    });`;
  writeFileSync(join(folder, 'ours.ts'), source);
  const list = (allowed: string) => {
    const env = { ...home, ADIT__PLUGINS__FOLDER: folder, ADIT__PLUGINS__ALLOW: JSON.stringify({ ours: allowed }) };
    const { code, out, err } = run([adit, 'plugin', 'list', '--json'], { cwd: bare, env });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out) as { plugins: { id: string; origin: string }[]; notLoaded: { name: string }[] };
  };
  const allowed = list(new Bun.CryptoHasher('sha256').update(source).digest('hex'));
  expect(allowed.plugins).toContainEqual(expect.objectContaining({ id: 'our-own', origin: 'ours' }));
  expect(allowed.notLoaded).toEqual([]);
  const refused = list('0'.repeat(64));
  expect(refused.plugins.map(({ id }) => id)).not.toContain('our-own');
  expect(refused.notLoaded).toHaveLength(1);
});

test(
  'a library of the same size with another content is never loaded',
  () => {
    const native = join(work.path, 'native');
    const env = { ...home, ADIT_NATIVE_DIR: native };
    expect(run([adit, ...mineReceipt], { cwd: bare, env }).code).toBe(0);
    const library = [...new Bun.Glob('*/libduckdb.so').scanSync({ cwd: native, absolute: true })][0]!;
    const size = Bun.file(library).size;
    rmSync(library);
    writeFileSync(library, Buffer.alloc(size), { mode: 0o700 });
    const again = run([adit, ...mineReceipt], { cwd: bare, env });
    expect({ code: again.code, err: again.code === 0 ? '' : again.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(again.out)).toMatchObject(receipt);
  },
  minuteMs,
);

test.skipIf(!isRoot)(
  'a cache that must not execute: a clear message, and lib/ beside the binary helps (needs root)',
  () => {
    const noexec = join(work.path, 'noexec');
    mkdirSync(noexec);
    // A mount of this process alone: it is gone when the process ends.
    const inside = (script: string) =>
      run(['unshare', '--mount', 'sh', '-c', `mount -t tmpfs -o noexec,size=120m tmpfs ${noexec} && ${script}`], {
        cwd: bare,
        env: { ...home, PATH: process.env.PATH ?? '', ADIT_NATIVE_DIR: join(noexec, 'native') },
      });
    const mine = `${adit} ${mineReceipt.join(' ')}`;
    const refused = inside(mine);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('is on a file system mounted noexec');
    expect(refused.err).toContain('ADIT_NATIVE_DIR');
    const helped = inside(
      `mkdir ${bare}/lib && { ${mine} >/dev/null 2>&1; cp ${noexec}/native/*/* ${bare}/lib/; rm -r ${noexec}/native; ${mine}; }`,
    );
    rmSync(join(bare, 'lib'), { recursive: true, force: true });
    expect({ code: helped.code, err: helped.code === 0 ? '' : helped.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(helped.out)).toMatchObject(receipt);
  },
  minuteMs,
);

test(
  'the same source gives the same bytes',
  () => {
    build(join(work.path, 'again/adit'));
    const hash = (path: string) => run(['/usr/bin/sha256sum', path]).out.split(' ')[0]!;
    expect(hash(join(work.path, 'again/adit'))).toBe(hash(adit));
    expect(hash(adit)).toHaveLength(64);
  },
  minuteMs,
);
