import { renameSync, rmSync } from 'node:fs';
import type { Registry } from '../registry.ts';
import type { Manifest } from '../segments/manifest.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import { enrichVersion } from './enrich.ts';

/** Applies the recipe of the earlier version to a version that was built anew in `folder`; the result takes its place. */
export async function replayRecipe(
  folder: string,
  manifest: Manifest,
  earlier: OpenVersion,
  registry: Registry,
): Promise<Manifest> {
  let current = manifest;
  for (const [i, step] of earlier.manifest.recipe.entries()) {
    const next = `${folder}-${i}`;
    try {
      current = await enrichVersion(openVersion(folder), step, registry, next, earlier);
      rmSync(folder, { recursive: true });
      renameSync(next, folder);
    } finally {
      rmSync(next, { recursive: true, force: true });
    }
  }
  return current;
}
