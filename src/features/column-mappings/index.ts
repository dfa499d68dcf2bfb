/** What the columns of a make of file are: kept under names, offered again for files of the same make. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { columnMappingRoutes } from './api.ts';
import type { ColumnMapping, CreateColumnMapping } from './model.ts';
import { type ColumnMappingParts, createColumnMapping, getColumnMapping, matchingColumnMappings } from './use-cases.ts';

export { type ColumnMapping, ColumnMappingView, presentColumnMapping } from './model.ts';
export { sqliteColumnMappingStore } from './store.sqlite.ts';

export interface ColumnMappings {
  readonly routes: readonly Route[];
  get(actor: Actor, id: string): ColumnMapping;
  create(actor: Actor, sent: Static<typeof CreateColumnMapping>): ColumnMapping;
  /** Those that fit a file with these columns, the one made for just this make first. */
  matching(actor: Actor, workspace: string, fingerprint: string | null, columns: readonly string[]): ColumnMapping[];
}

export const columnMappingsFeature = (parts: ColumnMappingParts): ColumnMappings => ({
  routes: columnMappingRoutes(parts),
  get: (actor, id) => getColumnMapping(parts, actor, id),
  create: (actor, sent) => createColumnMapping(parts, actor, sent),
  matching: (actor, workspace, fingerprint, columns) =>
    matchingColumnMappings(parts, actor, workspace, fingerprint, columns),
});
