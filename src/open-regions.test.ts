import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegions } from './open-regions.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-regions-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...path: string[]) => join(folder, ...path);
for (const name of ['data', 'data/inside', 'eu', 'eu/deep', 'us']) mkdirSync(at(name));
symlinkSync(at('eu'), at('eu-by-another-name'));
writeFileSync(at('file'), '');

test('each region has its root and a cache below it', () => {
  const { roots, regions } = openRegions(at('data'), { eu: at('eu'), us: at('us') });
  expect(roots).toEqual({ local: at('data'), eu: at('eu'), us: at('us') });
  expect(regions).toEqual([
    { root: at('eu'), folder: at('eu', 'cache') },
    { root: at('us'), folder: at('us', 'cache') },
  ]);
  expect(existsSync(at('us', 'cache'))).toBe(true);
});

test.each([
  ['a root that is not there is not made', { eu: at('unmounted') }, 'is not there'],
  ['nor is a file taken for one', { eu: at('file') }, 'is not there'],
  ['not in the data folder', { eu: at('data/inside') }, 'lies in the root of "local"'],
  ['not the data folder itself', { eu: at('data') }, 'lies in the root of "local"'],
  ['not around the data folder', { eu: folder }, 'lies in the root of "local"'],
  ['not inside one another', { eu: at('eu'), de: at('eu/deep') }, 'lies in the root of "eu"'],
  ['not the same by another name', { eu: at('eu'), de: at('eu-by-another-name') }, 'lies in the root of "eu"'],
  ['no second "local"', { local: at('eu') }, 'is the name of the data folder'],
])('%s', (_, configured, message) => {
  expect(() => openRegions(at('data'), configured)).toThrow(message);
  expect(existsSync(at('unmounted'))).toBe(false);
});
