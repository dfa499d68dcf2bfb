/** SQL of analysts over one dataset, read-only. */
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { sqlRoutes } from './api.ts';
import { sqlPages } from './pages.ts';
import type { SqlParts } from './use-cases.ts';

export { localRunner } from './local-runner.ts';

export interface AnalystSqlFeature {
  readonly routes: readonly Route[];
  pages(workbench: Workbench): readonly Route[];
}

export const sqlFeature = (parts: SqlParts): AnalystSqlFeature => ({
  routes: sqlRoutes(parts),
  pages: (workbench) => sqlPages(parts, workbench),
});
