/** What the columns of a make of file are: kept under names, offered again for files of the same make. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { columnMappingRoutes } from './api.ts';
import type { MappingMatch } from './differences.ts';
import type { ColumnMapping, CreateColumnMapping } from './model.ts';
import { columnMappingPages } from './pages.ts';
import {
  type ColumnMappingParts,
  createColumnMapping,
  type FileMake,
  getColumnMapping,
  matchingColumnMappings,
} from './use-cases.ts';

export { type ColumnDifference, fittedTo, type MappingMatch } from './differences.ts';
export { type ColumnMapping, ColumnMappingView, presentColumnMapping } from './model.ts';
export { sqliteColumnMappingStore } from './store.sqlite.ts';

export interface ColumnMappings {
  readonly routes: readonly Route[];
  get(actor: Actor, id: string): ColumnMapping;
  create(actor: Actor, sent: Static<typeof CreateColumnMapping>): ColumnMapping;
  pages(render: Render): readonly Route[];
  /** Those that fit a file, the one for just this make first; near ones say what is different. */
  matching(actor: Actor, workspace: string, make: FileMake): MappingMatch[];
}

export const columnMappingsFeature = (parts: ColumnMappingParts): ColumnMappings => ({
  routes: columnMappingRoutes(parts),
  get: (actor, id) => getColumnMapping(parts, actor, id),
  create: (actor, sent) => createColumnMapping(parts, actor, sent),
  pages: (render) => columnMappingPages({ ...parts, render }),
  matching: (actor, workspace, make) => matchingColumnMappings(parts, actor, workspace, make),
});
