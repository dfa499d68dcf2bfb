import { expect, test } from 'bun:test';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPermissive, shippedPackages } from '../../scripts/release/packages.ts';

const root = resolve(import.meta.dir, '../..');

const files = Bun.spawnSync(['git', 'ls-files', '-co', '--exclude-standard'], { cwd: root })
  .stdout.toString()
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).size < 2_000_000);

/** `file:line` of every line of the project's text files that matches. */
function linesWith(pattern: RegExp, among: (path: string) => boolean = () => true): string[] {
  return files.filter(among).flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes('\0')) return [];
    return text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : []));
  });
}

test('the project has files to look at', () => expect(files.length).toBeGreaterThan(50));

test('lock files name no host', () => {
  const locks = files.filter((path) => /(^|\/)(bun\.lock|package-lock\.json)$/.test(path));
  expect(locks).toContain('bun.lock');
  expect(linesWith(/https?:\/\/|"resolved"/, (path) => locks.includes(path))).toEqual([]);
});

test('no file holds a path of a machine or the host of a registry', () => {
  // Written so that this file does not match itself.
  const machine = /(^|[\s"'`=:(])\/(wor[k]\/|roo[t]\/|tmp\/bash_job[s]|home\/[a-z]+\/)/;
  const registry = /registr[y]\.[a-z0-9-]+\.(org|com|dev|io|net)|npmmirro[r]|artifactor[y]/;
  expect(linesWith(machine)).toEqual([]);
  expect(linesWith(registry)).toEqual([]);
});

test('limits of length have no exceptions', () => {
  expect(linesWith(/biome-ignore[^:]*noExcessive(Lines|lines)/, (path) => path.endsWith('.ts'))).toEqual([]);
  expect(linesWith(/noExcessiveLines/, (path) => path === 'biome.json')).toHaveLength(3);
});

test('licences: the rule tells permissive from copyleft', () => {
  expect(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'].map(isPermissive)).toEqual([true, true, true]);
  expect(['GPL-3.0-only', 'AGPL-3.0', 'MIT AND GPL-2.0', '', 'SEE LICENSE IN x'].map(isPermissive)).toEqual(
    Array(5).fill(false),
  );
});

test('everything that ships is permissively licensed', () => {
  const packages = shippedPackages(root);
  expect(packages.map(({ name }) => name)).toContain('@duckdb/node-bindings-linux-x64');
  expect(
    packages.filter(({ licence }) => !isPermissive(licence)).map(({ name, licence }) => `${name}: ${licence}`),
  ).toEqual([]);
});

test('every vendored package carries its licence', () => {
  const vendored = files.filter((path) => path.startsWith('public/vendor/'));
  const folders = new Set(vendored.map((path) => path.split('/')[2]!));
  for (const folder of folders) {
    const licence = vendored.find((path) => path.startsWith(`public/vendor/${folder}/LICEN`));
    expect({ folder, licence: licence ?? null }).not.toEqual({ folder, licence: null });
    expect(readFileSync(join(root, licence!), 'utf8')).not.toMatch(/GNU (AFFERO )?GENERAL PUBLIC/i);
  }
});
