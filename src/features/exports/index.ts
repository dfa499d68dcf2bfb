/** Event logs that leave the appliance as files. */
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { exportRoutes } from './api.ts';
import { exportPages } from './pages.ts';
import type { ExportParts } from './use-cases.ts';

export { localExporter } from './local-exporter.ts';
export type { LogExporter } from './use-cases.ts';

export interface Exports {
  readonly routes: readonly Route[];
  pages(workbench: Workbench): readonly Route[];
}

export const exportsFeature = (parts: ExportParts): Exports => ({
  routes: exportRoutes(parts),
  pages: (workbench) => exportPages(parts, workbench),
});
