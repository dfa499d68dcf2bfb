import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '#version' with { type: 'json' };
import { isRoot, platform, release, root, run, unpack, workFolder } from '../binary/built.ts';

const minuteMs = 60_000;
const nobody = 65_534;
const PATH = process.env.PATH ?? '';
const work = workFolder('install');
let archive: string;
let unpacked: string;
let home: string;

/** Without root, as most people are: as root this drops to nobody. */
function unprivileged(command: string[], env: Record<string, string> = {}) {
  const drop = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
  return run([...drop, ...command], { cwd: home, env: { PATH, HOME: home, ...env } });
}
const install = (...args: string[]) => unprivileged(['sh', join(unpacked, 'install.sh'), ...args]);
const entry = (path: string) => join(unpacked, path);

beforeAll(() => {
  archive = release(join(work.path, 'out'));
  unpacked = unpack(archive, join(work.path, 'in'));
  home = join(work.path, 'home');
  mkdirSync(home);
  if (isRoot) run(['chown', '-R', `${nobody}:${nobody}`, work.path], { env: { PATH } });
}, 2 * minuteMs);
afterAll(() => work[Symbol.dispose]());

test('the archive holds all that a machine without network needs', () => {
  expect(archive).toEndWith(`adit-${manifest.version}-${platform}.tar.gz`);
  const there = (path: string) => existsSync(entry(path));
  const wanted = [
    'adit install.sh adit.service config.example.toml Dockerfile LICENSE README.md CHANGELOG.md SHA256SUMS',
    'plugins sample/receipt.xes.gz sample/CITATION.md sample/LICENCE.md docs/container.md',
    'licences/THIRD-PARTY.txt licences/bun.md sbom.cdx.json',
  ];
  expect(wanted.flatMap((line) => line.split(' ')).filter((path) => !there(path))).toEqual([]);
  expect(statSync(entry('adit')).mode & 0o111).toBe(0o111);
  const { code } = run(['sha256sum', '--check', '--quiet', `${archive}.sha256`], {
    cwd: join(work.path, 'out'),
    env: { PATH },
  });
  expect(code).toBe(0);
});

test('the bill of materials names every package with its licence and its dependencies', () => {
  const sbom = JSON.parse(readFileSync(entry('sbom.cdx.json'), 'utf8'));
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  expect(sbom.metadata.properties).toEqual([{ name: 'adit:advisories-looked-up', value: expect.any(String) }]);
  const names: string[] = sbom.components.map((component: { name: string }) => component.name);
  for (const name of [...Object.keys(manifest.dependencies), 'bun', '@duckdb/node-bindings'])
    expect(names).toContain(name);
  const refs = new Set<string>(sbom.components.map((component: { 'bom-ref': string }) => component['bom-ref']));
  expect(refs.size).toBe(names.length);
  for (const { ref, dependsOn } of sbom.dependencies.slice(1)) {
    expect(refs.has(ref)).toBe(true);
    for (const needed of dependsOn) expect(refs).toContain(needed);
  }
  for (const component of sbom.components) expect(component.licenses).toHaveLength(1);
  const notice = readFileSync(entry('licences/THIRD-PARTY.txt'), 'utf8');
  for (const { name, version } of sbom.components.slice(1)) expect(notice).toContain(`${name} ${version}: `);
});

test(
  'its connectors are loaded from their one file each, and read with what is inside it',
  () => {
    const adit = (...args: string[]) => run([entry('adit'), ...args], { cwd: work.path, env: { HOME: home } });
    const { plugins } = JSON.parse(adit('plugin', 'list', '--json').out);
    const shipped: string[] = plugins
      .filter(({ kind }: { kind: string }) => kind === 'connector')
      .map(({ id }: { id: string }) => id);
    const sources = readdirSync(join(root, 'plugins/connectors')).filter((name) => /(?<!\.test)\.ts$/.test(name));
    expect(shipped).toEqual(sources.map((name) => name.replace('.ts', '')).sort());
    expect(existsSync(entry('node_modules'))).toBe(false);
    writeFileSync(
      join(work.path, 'adit.toml'),
      `[connectors]\nfolders = ["${work.path}"]\n[egress]\nallow = ["127.0.0.1:9"]\n`,
    );
    const ask = (action: string, type: string, settings: object, ...more: string[]) => {
      writeFileSync(join(work.path, 'settings.json'), JSON.stringify(settings));
      return adit('connector', action, '--type', type, '--settings', 'settings.json', '--config', 'adit.toml', ...more);
    };
    const file = join(work.path, 'erp.sqlite');
    using db = new Database(file, { create: true });
    db.run('create table orders as select 4711 as id');
    const { rows } = JSON.parse(ask('preview', 'sqlite', { file }, '--table', 'orders', '--json').out);
    expect(rows).toEqual([['4711']]);
    // Nobody answers there: that it was tried says that the driver was found.
    const server = { host: '127.0.0.1', port: 9, user: 'u', password: 'p' };
    for (const [type, more] of [
      ['postgresql', { database: 'd' }],
      ['mysql', { database: 'd' }],
      ['oracle', { service: 'd' }],
      ['sql-server', { database: 'd' }],
    ] as const) {
      const got = ask('test', type, { ...server, ...more }, '--json');
      expect([type, got.code, JSON.parse(got.err).code]).toEqual([type, 3, 'egress.cannotConnect']);
    }
  },
  minuteMs,
);

test('--check changes nothing', () => {
  const { code, out } = install('--check');
  expect(code).toBe(0);
  expect(out).toContain(`${home}/.local/lib/adit`);
  expect(readdirSync(home)).toEqual([]);
});

test(
  'without root: into ~/.local, a second time over itself, and gone again',
  () => {
    for (const _ of ['first', 'second']) {
      const { code, out, err } = install();
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`program: ${home}/.local/lib/adit`);
      expect(unprivileged([join(home, '.local/bin/adit'), 'version']).out).toContain(manifest.version);
    }
    expect(readdirSync(join(home, '.local/lib'))).toEqual(['adit']);
    const removed = unprivileged(['sh', join(home, '.local/lib/adit/install.sh'), '--uninstall']);
    expect(removed.code).toBe(0);
    expect(removed.out).toContain(`removing ${home}/.local/lib/adit`);
    expect([...readdirSync(join(home, '.local/lib')), ...readdirSync(join(home, '.local/bin'))]).toEqual([]);
  },
  minuteMs,
);

test(
  '--prefix, and a folder that is not ours is neither replaced nor removed',
  () => {
    const prefix = join(home, 'elsewhere');
    expect(install('--prefix', prefix).code).toBe(0);
    expect(existsSync(join(prefix, 'bin/adit'))).toBe(true);
    rmSync(join(prefix, 'lib/adit/.installed'));
    expect(install('--prefix', prefix)).toMatchObject({
      code: 1,
      err: expect.stringContaining('was not made by this installer'),
    });
    expect(install('--uninstall', '--prefix', prefix).code).toBe(1);
    expect(existsSync(join(prefix, 'lib/adit/adit'))).toBe(true);
  },
  minuteMs,
);

test('a file that was changed after the release is refused, named, and nothing is installed', () => {
  const path = entry('docs/container.md');
  const text = readFileSync(path);
  writeFileSync(path, `${text}x`);
  const prefix = join(home, 'refused');
  const { code, err } = install('--prefix', prefix);
  writeFileSync(path, text);
  expect(code).toBe(1);
  expect(err).toContain('docs/container.md');
  expect(err).toContain('nothing was installed');
  expect(existsSync(prefix)).toBe(false);
});

test.each(['/etc/passwd', '../outside', 'docs/../../outside'])('sums that name %s are refused', (path) => {
  const sums = entry('SHA256SUMS');
  const text = readFileSync(sums, 'utf8');
  writeFileSync(sums, `${text}${'0'.repeat(64)}  ${path}\n`);
  const prefix = join(home, 'refused');
  const { code, err } = install('--prefix', prefix);
  writeFileSync(sums, text);
  expect(code).toBe(1);
  expect(err).toContain('names a file outside the archive');
  expect(existsSync(prefix)).toBe(false);
});

test('sums that do not name the program are refused', () => {
  const path = entry('SHA256SUMS');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^.* {2}adit\n/m, ''));
  const { code, err } = install('--prefix', join(home, 'refused'));
  writeFileSync(path, text);
  expect(code).toBe(1);
  expect(err).toContain('does not name adit');
});

test(
  '--demo --no-wait installs and imports the sample',
  () => {
    const data = join(home, 'demo-data');
    const { code, out, err } = install('--demo', '--no-wait', '--data', data);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`program: ${home}/.local/lib/adit`);
    expect(out).toContain('1,434 cases, 8,577 events, 0 rejected');
    expect(existsSync(data)).toBe(true);
  },
  minuteMs,
);

test(
  '--demo serves on this machine only, on the next free port, and says how to stop, reset and reach it',
  async () => {
    using taken = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('taken') });
    const data = join(home, 'demo-data');
    const args = ['--demo', '--data', data, '--port', String(taken.port)];
    const drop = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
    await using demo = Bun.spawn([...drop, 'sh', join(unpacked, 'install.sh'), ...args], {
      env: { PATH, HOME: home },
      stdout: 'pipe',
      stderr: 'ignore',
    });
    let out = '';
    for await (const bytes of demo.stdout) {
      out += new TextDecoder().decode(bytes);
      if (out.includes('ssh -L')) break;
    }
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(out)?.[1]);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(taken.port!);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    // Sockets that listen, of this port: only on loopback (0100007F).
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const listening = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`:${hex} 00000000:0000 0A`));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${hex}`]);
    expect(out).toContain(data);
    expect(out).toMatch(/Stop +Ctrl\+C/);
    expect(out).toMatch(/Reset +rm -r/);
    demo.kill('SIGTERM');
    expect(await demo.exited).toBe(0);
  },
  minuteMs,
);

test(
  'the same source gives the same archive',
  () => {
    const again = release(join(work.path, 'again'));
    const sum = (path: string) => readFileSync(`${path}.sha256`, 'utf8');
    expect(sum(again)).toBe(sum(archive));
  },
  minuteMs,
);
