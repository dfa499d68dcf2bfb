import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Checksum of all that decides what the program computes: sources, templates, locked packages, runtime, platform. Results
 * in a cache carry it, so that another build never reads them.
 */
export function buildId(root: string, platform: string): string {
  const hasher = new Bun.CryptoHasher('sha256').update(`${Bun.version} ${platform}\n`);
  const sources = ['src', 'views', 'public'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  for (const path of [...sources, 'package.json', 'bun.lock'].sort())
    hasher.update(`${path}\n`).update(new Bun.CryptoHasher('sha256').update(readFileSync(join(root, path))).digest());
  return hasher.digest('hex');
}
