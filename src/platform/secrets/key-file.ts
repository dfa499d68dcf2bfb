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
 * before this returns. Call it with the data folder locked. A key file that others can read is refused.
 */
export function openKey(options: { configured: string; setting: string; file: string }): Buffer {
  if (options.configured) return decodeKey(options.configured, `The setting "${options.setting}"`);
  const { file } = options;
  const made = makeKey(file);
  if (made) return made;
  if (statSync(file).mode & 0o077)
    throw new AppError(
      'forbidden',
      'secrets.keyFileOpen',
      `The key file "${file}" can be read by others. Set its mode to 0600, and think about a new key.`,
    );
  return decodeKey(readFileSync(file, 'utf8'), `The key file "${file}"`);
}

/** Null when the file exists already. Written aside and renamed, so that a crash leaves no half key. */
function makeKey(file: string): Buffer | null {
  if (existsSync(file)) return null;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const key = randomBytes(KEY_BYTES);
  const aside = `${file}.new`;
  rmSync(aside, { force: true });
  const fd = openSync(aside, 'wx', 0o600);
  writeSync(fd, `${key.toString('base64')}\n`);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(aside, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return key;
}
