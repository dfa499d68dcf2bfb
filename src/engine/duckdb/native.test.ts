import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extractNative, type NativeFiles, nativeFolder, sha256Of } from './native.ts';

let folder: string;
let native: NativeFiles;
const uid = process.getuid!();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-native-'));
  const files = ['libduckdb.so', 'duckdb.node'].map((name) => {
    const path = join(folder, `embedded-${name}`);
    writeFileSync(path, `content of ${name}`);
    return { name, path, sha256: sha256Of(path) };
  });
  native = { files };
});
afterEach(() => rmSync(folder, { recursive: true }));

const extract = () => extractNative(native, join(folder, 'cache'), uid);

test('sha256Of is SHA-256', () => {
  // FIPS 180-4, the example "abc".
  writeFileSync(join(folder, 'abc'), 'abc');
  expect(sha256Of(join(folder, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('extracts both files into a private folder, once', () => {
  const path = extract();
  const own = dirname(path);
  expect(readdirSync(own).sort()).toEqual(['duckdb.node', 'libduckdb.so']);
  expect(statSync(own).mode & 0o777).toBe(0o700);
  expect(statSync(dirname(own)).mode & 0o777).toBe(0o700);
  expect(readFileSync(path, 'utf8')).toBe('content of duckdb.node');
  const first = statSync(path).ino;
  expect(statSync(extract()).ino).toBe(first);
});

test('a file of the same size with another content is replaced', () => {
  const path = extract();
  chmodSync(path, 0o700);
  writeFileSync(path, 'CONTENT of duckdb.node');
  extract();
  expect(readFileSync(path, 'utf8')).toBe('content of duckdb.node');
});

test('a folder that others could write to is closed', () => {
  const own = dirname(extract());
  chmodSync(own, 0o777);
  extract();
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test('a link, a file or a folder of somebody else in the way is refused', () => {
  const own = dirname(extract());
  rmSync(own, { recursive: true });
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), own);
  expect(extract).toThrow('is not a folder of this user');
  rmSync(own);
  writeFileSync(own, '');
  expect(extract).toThrow('Set ADIT_NATIVE_DIR');
  rmSync(own);
  const cache = join(folder, 'cache');
  if (uid === 0) chownSync(cache, 65_534, 65_534);
  expect(() => extractNative(native, cache, uid === 0 ? 0 : uid + 1)).toThrow('is not a folder of this user');
});

test('a binary whose content does not have its own hash is refused', () => {
  const [first, second] = native.files;
  native = { files: [first!, { ...second!, sha256: '0'.repeat(64) }] };
  expect(extract).toThrow('does not have the content it was built with');
});

test('where the library goes, by environment', () => {
  expect(nativeFolder({ ADIT_NATIVE_DIR: '/a', CACHE_DIRECTORY: '/b' }, 7)).toBe('/a');
  expect(nativeFolder({ CACHE_DIRECTORY: '/b:/c', HOME: '/h' }, 7)).toBe('/b/native');
  expect(nativeFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' }, 7)).toBe('/x/adit/native');
  expect(nativeFolder({ HOME: '/h' }, 7)).toBe('/h/.cache/adit/native');
  expect(nativeFolder({}, 7)).toBe('/var/tmp/adit-native-7');
  expect(nativeFolder({ HOME: '/' }, 7)).toBe('/var/tmp/adit-native-7');
});
