import { byAdministrator } from './account-recipes.ts';
import type { Recipe } from './recipe.ts';

const PATH = '/api/v1/admin/directories/corp/sync';

export const DIRECTORY_RECIPES: Record<string, Recipe> = {
  'POST /admin/directory/:id/sync': byAdministrator((root) => root.submit('/admin/directory/corp/sync')),
  'POST /api/v1/admin/directories/:id/sync': byAdministrator((root) => root.post(PATH, { dryRun: true })),
};

/** Audit rows of what the recipes prepare: the administrator signs in. */
export const DIRECTORY_PREPARED: Record<string, number> = Object.fromEntries(
  Object.keys(DIRECTORY_RECIPES).map((name) => [name, 1]),
);
