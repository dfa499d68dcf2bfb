import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { loadShipped } from '../../src/engine/plug-ins/shipped.ts';
import { pluginEntries, sumsOf, textEntry, thirdPartyNotice } from './content.ts';

test('a plug-in ships as one file: its packages inside, the contract from the host', async () => {
  const root = mkdtempSync(join(tmpdir(), 'adit-plug-ins-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  try {
    write(
      'plugins/connectors/orders.ts',
      "import { Type } from '#sdk';\nimport { driver } from 'driver';\nexport default [Type, driver];\n",
    );
    write('plugins/connectors/orders.test.ts', 'export {};\n');
    write('node_modules/driver/package.json', '{ "name": "driver", "main": "index.js" }');
    write('node_modules/driver/index.js', "export const driver = 'the driver itself';\n");
    const entries = await pluginEntries(root);
    expect(entries.map(({ path }) => path)).toEqual(['plugins/connectors/orders.js']);
    const text = new TextDecoder().decode(entries[0]!.content);
    expect(text).toContain('the driver itself');
    expect(text).toMatch(/from ?"@adit\/sdk"/);
    expect(text).not.toContain('"driver"');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('sums are what sha256sum prints, in the order of paths', () => {
  // FIPS 180-4, the example "abc".
  expect(sumsOf([textEntry('b', 'abc'), textEntry('a', 'abc')])).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n' +
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n',
  );
});

test('the notice says so where a package carries no licence text', () => {
  const base = { name: 'x', version: '1.0.0', licence: 'ISC', dependsOn: [] };
  expect(thirdPartyNotice([{ ...base, licenceText: null }])).toContain('carries no licence file; it declares ISC');
  expect(thirdPartyNotice([{ ...base, licenceText: 'May be used.' }])).toContain('x 1.0.0: ISC\n\nMay be used.');
});

const ROOT = resolve(import.meta.dir, '../..');
const BUILTIN = new Set([...builtinModules, 'bun', 'bun:sqlite']);
const isOfHost = (name: string) => name === '@adit/sdk' || BUILTIN.has(name.replace(/^node:/, ''));

test('every plug-in of ours is loaded from its one file, and asks for no package', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-bundled-'));
  try {
    const entries = await pluginEntries(ROOT);
    const sources = readdirSync(join(ROOT, 'plugins/connectors')).filter((name) => /(?<!\.test)\.ts$/.test(name));
    expect(entries.filter(({ path }) => path.startsWith('plugins/connectors/'))).toHaveLength(sources.length);
    const transpiler = new Bun.Transpiler({ loader: 'js' });
    for (const { path, content } of entries) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      const asked = transpiler.scanImports(content as Uint8Array<ArrayBuffer>).map((one) => one.path);
      expect([path, asked.filter((name) => !isOfHost(name))]).toEqual([path, []]);
      expect([path, new TextDecoder().decode(content).includes(ROOT)]).toEqual([path, false]);
    }
    const { connectors } = await loadShipped(join(folder, 'plugins'));
    expect([...connectors.keys()]).toEqual(sources.map((name) => name.replace('.ts', '')).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
