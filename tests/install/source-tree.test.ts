import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import manifest from '#version' with { type: 'json' };
import { root, run, workFolder } from '../binary/built.ts';

const pinned = manifest.packageManager.replace('bun@', '');
const work = workFolder('source');

/** A PATH with the programs of a plain system and the given stand-ins, none of this machine's own Bun, node or npm. */
function pathWith(name: string, programs: Record<string, string>): string {
  const folder = join(work.path, name);
  mkdirSync(folder);
  for (const plain of ['sh', 'sed', 'id', 'dirname', 'mkdir', 'cp', 'rm', 'cat', 'env', 'touch', 'tail'])
    symlinkSync(Bun.which(plain)!, join(folder, plain));
  for (const [program, script] of Object.entries(programs)) {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

/** A source tree with what the installer looks at. */
function tree(name: string): string {
  const folder = join(work.path, name);
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const file of ['install.sh', 'package.json', 'bun.lock']) copyFileSync(join(root, file), join(folder, file));
  cpSync(join(root, '.tools-lock'), join(folder, '.tools-lock'), { recursive: true });
  return folder;
}

const install = (folder: string, PATH: string, ...args: string[]) =>
  run(['/bin/sh', join(folder, 'install.sh'), ...args], { env: { PATH, HOME: work.path } });

/** A Bun of a version, that notes what it was asked to do. */
const fakeBun = (version: string, then = 'exit 0') =>
  `[ "$1" = --version ] && echo ${version} && exit 0\necho "bun $*" >>"$HOME/calls"\n${then}`;

beforeAll(() => writeFileSync(join(work.path, 'calls'), ''));
afterAll(() => work[Symbol.dispose]());
const calls = () => readFileSync(join(work.path, 'calls'), 'utf8');

test('the committed lock of the tools pins the version of package.json and names no host', () => {
  const lock = readFileSync(join(root, '.tools-lock/package-lock.json'), 'utf8');
  expect(JSON.parse(lock).packages['node_modules/bun'].version).toBe(pinned);
  expect(JSON.parse(readFileSync(join(root, '.tools-lock/package.json'), 'utf8')).dependencies.bun).toBe(pinned);
  expect(lock).not.toMatch(/https?:|resolved/);
});

test('a Bun of the pinned version on PATH is used, and nothing is fetched', () => {
  const folder = tree('pinned');
  const path = pathWith('pinned-bin', { bun: fakeBun(pinned), npm: 'touch "$HOME/npm-was-called"', node: 'exit 0' });
  expect(install(folder, path).code).toBe(0);
  expect(calls()).toContain('bun install --frozen-lockfile');
  expect(existsSync(join(work.path, 'npm-was-called'))).toBe(false);
  expect(existsSync(join(folder, '.tools'))).toBe(false);
});

test('another version is not used; npm fetches the pinned one, and its install script is run when npm blocked it', () => {
  const folder = tree('other');
  // What npm leaves when it blocks install scripts: a stub that knows no version until install.js has run.
  const stub = `[ -e "$HOME/repaired" ] || { echo "Bun's postinstall script was not run" >&2; exit 1; }`;
  writeFileSync(join(work.path, 'stub'), `#!/bin/sh\n${stub}\n${fakeBun(pinned)}\n`);
  chmodSync(join(work.path, 'stub'), 0o755);
  const npm =
    'mkdir -p "$3/node_modules/.bin" && cp "$HOME/stub" "$3/node_modules/.bin/bun" && echo "npm $*" >>"$HOME/calls"';
  const node = 'case $1 in */bun/install.js) touch "$HOME/repaired" ;; esac';
  const { code, out } = install(folder, pathWith('other-bin', { bun: fakeBun('1.0.0'), npm, node }));
  expect(code).toBe(0);
  expect(calls()).toContain('npm ci');
  expect(existsSync(join(work.path, 'repaired'))).toBe(true);
  expect(out).toContain(`Bun ${pinned}: ${folder}/.tools/node_modules/.bin/bun`);
});

test('without a registry: ends with 1 and says what to do', () => {
  const folder = tree('offline');
  const npm = 'echo "npm error code ENOTFOUND" >&2; exit 1';
  const { code, err } = install(folder, pathWith('offline-bin', { npm, node: 'exit 0' }));
  expect(code).toBe(1);
  expect(err).toContain('ENOTFOUND');
  expect(err.trim().split('\n').at(-1)).toBe('install.sh: source tree; offline, unpack the release archive');
});

test('without a registry for the packages: the same', () => {
  const path = pathWith('no-packages-bin', { bun: fakeBun(pinned, 'exit 1') });
  const { code, err } = install(tree('no-packages'), path);
  expect(code).toBe(1);
  expect(err).toContain('source tree; offline, unpack the release archive');
});

test('a fault of another kind is not called offline', () => {
  const path = pathWith('frozen-bin', {
    bun: fakeBun(pinned, 'echo "error: lockfile had changes, but lockfile is frozen" >&2; exit 1'),
  });
  const { code, err } = install(tree('frozen'), path);
  expect(code).toBe(1);
  expect(err).toContain('lockfile is frozen');
  expect(err).not.toContain('offline');
});

test('neither Bun nor npm: says so', () => {
  const { code, err } = install(tree('nothing'), pathWith('nothing-bin', {}));
  expect(code).toBe(1);
  expect(err).toContain('install Node.js with npm, or unpack the release archive');
});

test('--check changes nothing', () => {
  const folder = tree('check');
  const before = run(['ls', '-lAR', folder], { env: { PATH: process.env.PATH ?? '' } }).out;
  const { code, out } = install(folder, pathWith('check-bin', { npm: 'exit 1', node: 'exit 1' }), '--check');
  expect(code).toBe(0);
  expect(out).toContain(`Bun ${pinned}: would be fetched with npm into ${folder}/.tools`);
  expect(run(['ls', '-lAR', folder], { env: { PATH: process.env.PATH ?? '' } }).out).toBe(before);
});

test('--demo hands over to the verb', () => {
  const folder = tree('demo');
  const path = pathWith('demo-bin', { bun: fakeBun(pinned) });
  expect(install(folder, path, '--demo', '--no-wait', '--port', '9000').code).toBe(0);
  expect(calls()).toContain(`bun ${folder}/src/main.ts demo --data ${folder}/data/demo --no-wait --port 9000`);
});

test.each([
  [['--prefix', '/opt'], '--prefix belongs to the release archive'],
  [['--frobnicate'], 'there is no option "--frobnicate"'],
  [['--purge'], '--purge belongs to --uninstall'],
  [['--port'], '--port needs a value'],
])('a wrong call ends with 2: %j', (args, message) => {
  const { code, err } = run(['/bin/sh', join(root, 'install.sh'), ...args], { env: { PATH: process.env.PATH ?? '' } });
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('--uninstall removes what the installer brought, --purge the data too', () => {
  const folder = tree('uninstall');
  for (const path of ['node_modules', '.tools', 'data']) mkdirSync(join(folder, path));
  const path = pathWith('uninstall-bin', {});
  expect(install(folder, path, '--uninstall').code).toBe(0);
  expect(['node_modules', '.tools', 'data'].filter((name) => existsSync(join(folder, name)))).toEqual(['data']);
  expect(install(folder, path, '--uninstall', '--purge').code).toBe(0);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});
