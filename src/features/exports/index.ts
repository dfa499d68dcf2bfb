/** Event logs that leave the appliance as files. */

import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { SentSteps } from '../analyses/index.ts';
import type { Workbench } from '../workbench/index.ts';
import { exportRoutes } from './api.ts';
import { exportPages } from './pages.ts';
import { type ExportOptions, type ExportParts, exportLog, type LogFile } from './use-cases.ts';

export { localExporter } from './local-exporter.ts';
export type { LogExporter } from './use-cases.ts';

export interface Exports {
  readonly routes: readonly Route[];
  pages(workbench: Workbench): readonly Route[];
  /** The events that filters keep, as far as the actor may see them. */
  exportLog(
    actor: Actor,
    asked: { datasetId: string; filters: SentSteps },
    options: ExportOptions,
    signal: AbortSignal,
  ): Promise<LogFile>;
}

export const exportsFeature = (parts: ExportParts): Exports => ({
  routes: exportRoutes(parts),
  exportLog: (actor, asked, options, signal) => exportLog(parts, actor, asked, options, signal),
  pages: (workbench) => exportPages(parts, workbench),
});
