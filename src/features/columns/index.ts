/** What the columns of a dataset hold: for its page, and for forms in which values are chosen. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { columnRoutes } from './api.ts';
import type { ColumnValues, DatasetDescription, ValuesQuery } from './model.ts';
import { type ColumnPageParts, columnPages } from './pages.ts';
import { type ColumnParts, describeDataset, listColumnValues } from './use-cases.ts';

export type { ColumnDescription, ColumnValues, DatasetDescription } from './model.ts';

export interface Columns {
  readonly routes: readonly Route[];
  pages(parts: Pick<ColumnPageParts, 'render' | 'getProject'>): readonly Route[];
  /** Time span, figures and columns, as far as the actor may see them. */
  describeDataset(actor: Actor, id: string, signal: AbortSignal): Promise<DatasetDescription>;
  /** `column` by name or id. */
  listValues(actor: Actor, id: string, query: Static<typeof ValuesQuery>, signal: AbortSignal): Promise<ColumnValues>;
}

export const columnsFeature = (parts: ColumnParts): Columns => ({
  routes: columnRoutes(parts),
  pages: (more) => columnPages({ ...parts, ...more }),
  describeDataset: (actor, id, signal) => describeDataset(parts, actor, id, signal),
  listValues: (actor, id, query, signal) => listColumnValues(parts, actor, id, query, signal),
});
