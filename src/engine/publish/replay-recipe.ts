import { renameSync, rmSync } from 'node:fs';
import type { Replayed } from '../import/import-job.ts';
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
): Promise<{ manifest: Manifest; replayed: Replayed[] }> {
  let current = manifest;
  const replayed: Replayed[] = [];
  for (const [i, step] of earlier.manifest.recipe.entries()) {
    const next = `${folder}-${i}`;
    try {
      const enriched = await enrichVersion(openVersion(folder), step, registry, next, earlier);
      replayed.push({ ...step, from: current.hash, to: enriched.hash });
      current = enriched;
      rmSync(folder, { recursive: true });
      renameSync(next, folder);
    } finally {
      rmSync(next, { recursive: true, force: true });
    }
  }
  return { manifest: current, replayed };
}
