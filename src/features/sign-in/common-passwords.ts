import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import file from './generated/common-passwords.bin' with { type: 'file' };

/** Forty bits of SHA-256: about one password in two million that is not listed is taken for one that is. */
export const HASH_BYTES = 5;

/** A password as it is looked up: case and compatibility forms make no difference, nor do spaces at its ends. */
export const commonKeyOf = (password: string): string => password.normalize('NFKC').toLowerCase().trim();

export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest().subarray(0, HASH_BYTES);

let sorted: Buffer | null = null;

/**
 * Whether this is one of the 400,000 common and leaked passwords that ship with the program. Their sorted hashes take two megabytes,
 * read when the first password is chosen.
 */
export function isCommonPassword(password: string): boolean {
  sorted ??= readFileSync(file as unknown as string);
  const wanted = hashOfKey(commonKeyOf(password));
  let [low, high] = [0, sorted.length / HASH_BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = wanted.compare(sorted, middle * HASH_BYTES, (middle + 1) * HASH_BYTES);
    if (order === 0) return true;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return false;
}
