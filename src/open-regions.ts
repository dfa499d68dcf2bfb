import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { AppError } from '#sdk';
import type { RegionCache } from './engine/cache-folders.ts';
import { LOCAL_REGION } from './platform/regions.ts';

export interface OpenRegions {
  /** Storage roots by region; `local` is the data folder. */
  readonly roots: Readonly<Record<string, string>>;
  readonly regions: readonly RegionCache[];
}

/**
 * Looks whether the storage roots are there, each apart from the others, and makes the cache of each. A root is never made: one that is
 * not there is a disk that is not mounted, and what belongs to the region would lie on another one.
 */
export function openRegions(dataFolder: string, configured: Readonly<Record<string, string>>): OpenRegions {
  const roots: Record<string, string> = { [LOCAL_REGION]: dataFolder };
  for (const [name, folder] of Object.entries(configured)) {
    if (name === LOCAL_REGION) refuse(name, folder, 'is the name of the data folder. Choose another name');
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      refuse(
        name,
        folder,
        'is not there, or is no folder. Mount its disk, or make it, readable and writable for the server',
      );
    const root = realpathSync(folder);
    for (const [other, there] of Object.entries(roots))
      if (within(root, realpathSync(there)) || within(realpathSync(there), root))
        refuse(
          name,
          folder,
          `lies in the root of "${other}" (${there}), or around it. Each region needs a folder of its own`,
        );
    roots[name] = root;
  }
  const regions = Object.entries(roots)
    .filter(([name]) => name !== LOCAL_REGION)
    .map(([name, root]) => ({ root, folder: cacheIn(name, root) }));
  return { roots, regions };
}

function cacheIn(name: string, root: string): string {
  const folder = join(root, 'cache');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    refuse(
      name,
      root,
      `cannot be written to (${(error as { code?: string }).code ?? 'unknown'}). Make it writable for the server`,
    );
  }
  return folder;
}

const within = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer + sep);

function refuse(name: string, folder: string, what: string): never {
  throw new AppError(
    'unavailable',
    'region.root',
    `The storage root "${folder}" of the region "${name}" (data.regions) ${what}.`,
  );
}
