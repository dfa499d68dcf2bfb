import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { AppError } from '#sdk';
import type { FileSum } from './manifest.ts';

/** Writes a file once, forces it to disk, and gives its sum. */
export function writeSummed(path: string, ...parts: readonly ArrayBufferView[]): FileSum {
  const hasher = new Bun.CryptoHasher('sha256');
  const file = openSync(path, 'wx', 0o640);
  let bytes = 0;
  try {
    for (const part of parts) {
      const data = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      hasher.update(data);
      for (let at = 0; at < data.length; ) at += writeSync(file, data, at, Math.min(data.length - at, 1 << 30));
      bytes += data.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { bytes, sha256: hasher.digest('hex') };
}

/** Sum of a file that something else wrote; forces it to disk first. */
export function sumFile(path: string): FileSum {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const hasher = new Bun.CryptoHasher('sha256');
  const { size } = statSync(path);
  if (size > 0) hasher.update(Bun.mmap(path, { shared: false }));
  return { bytes: size, sha256: hasher.digest('hex') };
}

/** Forces a folder's entries to disk. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Nothing is read from a file of another size: a mapping past its end would end the process. */
function requireSize(path: string, bytes: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === bytes) return;
  throw new AppError(
    'unavailable',
    'version.damaged',
    `A file of this dataset version is missing or has the wrong size: ${withinVersion(path)}. Restore it from a backup, or load the data again.`,
  );
}

/** The end of a file's path, for people who are not to know the folders of this machine. */
const withinVersion = (path: string): string => path.split('/').slice(-3).join('/');

/** Maps a file privately: reads come from the page cache, nothing is copied, nothing can be written back. */
export function mapFile(path: string, bytes: number): Uint8Array {
  requireSize(path, bytes);
  if (bytes === 0) return new Uint8Array(0);
  return Bun.mmap(path, { shared: false });
}

/** Of an array, `Buffer.from` would make a copy. */
export const asBuffer = (b: Uint8Array): Buffer => Buffer.from(b.buffer, b.byteOffset, b.byteLength);
export const asUint16 = (b: Uint8Array): Uint16Array => new Uint16Array(b.buffer, b.byteOffset, b.byteLength >>> 1);
export const asUint32 = (b: Uint8Array): Uint32Array => new Uint32Array(b.buffer, b.byteOffset, b.byteLength >>> 2);
export const asFloat64 = (b: Uint8Array): Float64Array => new Float64Array(b.buffer, b.byteOffset, b.byteLength >>> 3);

/** A dictionary file: count, offsets, UTF-8 bytes, all little-endian. */
export function writeDictionary(path: string, values: readonly string[]): FileSum & { values: number } {
  const encoded = values.map((value) => Buffer.from(value, 'utf8'));
  const offsets = new Uint32Array(values.length + 2);
  offsets[0] = values.length;
  encoded.forEach((bytes, i) => {
    offsets[i + 2] = offsets[i + 1]! + bytes.length;
  });
  return { ...writeSummed(path, offsets, Buffer.concat(encoded)), values: values.length };
}

/** What stands in a dictionary where an erased value stood: unique, and read as no value. U+FFFF is no character. */
export const erasedValue = (code: number): string => `\uffff${code}`;

/** The dictionary with `[0]` = '' for the missing value. */
export function readDictionary(path: string, size: number): string[] {
  requireSize(path, size);
  const file = readFileSync(path);
  const bytes = new Uint8Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
  const count = new Uint32Array(bytes.buffer, 0, 1)[0]!;
  const offsets = new Uint32Array(bytes.buffer, 4, count + 1);
  const text = Buffer.from(bytes.buffer, 4 * (count + 2));
  const values = [''];
  for (let i = 0; i < count; i++) values.push(text.toString('utf8', offsets[i]!, offsets[i + 1]!));
  return values;
}
