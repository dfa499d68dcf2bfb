import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '#sdk';

export const KEY_BYTES = 32;

/** A key of 32 bytes written as base64 (or base64url); says which setting or file it is that holds something else. */
export function decodeKey(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed) || key.length !== KEY_BYTES)
    throw new AppError('invalid', 'secrets.badKey', `${where} must hold ${KEY_BYTES} bytes written as base64.`);
  return key;
}

/**
 * The key that was configured, or the one in `file`, which is made at the first start: random, mode 0600, on the disk
 * before this returns. Call it with the data folder locked. A key file that others can read is refused, and so is one that
 * is missing while something needs the key that it held.
 */
export function openKey(options: { configured: string; setting: string; file: string; isInUse?: boolean }): Buffer {
  if (options.configured) return decodeKey(options.configured, `The setting "${options.setting}"`);
  const { file } = options;
  if (existsSync(file)) return readKeyFile(file);
  if (options.isInUse)
    throw new AppError(
      'unavailable',
      'secrets.keyMissing',
      `The key file "${file}" is missing, and the database holds what only its key opens or proves. Put it back from the copy of the key files ("adit secrets restore-keys").`,
    );
  const key = randomBytes(KEY_BYTES);
  writeKeyFile(file, key);
  return key;
}

/** A key file in the data folder. */
export function readKeyFile(file: string): Buffer {
  if (statSync(file).mode & 0o077)
    throw new AppError(
      'forbidden',
      'secrets.keyFileOpen',
      `The key file "${file}" can be read by others. Set its mode to 0600, and think about a new key.`,
    );
  return decodeKey(readFileSync(file, 'utf8'), `The key file "${file}"`);
}

/** Puts a key into a file, in the place of the one that was there. Written aside and renamed: a crash leaves no half key. */
export function writeKeyFile(file: string, key: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.new`;
  rmSync(aside, { force: true });
  const fd = openSync(aside, 'wx', 0o600);
  writeSync(fd, `${Buffer.from(key).toString('base64')}\n`);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(aside, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
