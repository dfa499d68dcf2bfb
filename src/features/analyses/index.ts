/** Filters and calculators over datasets, for people and programs. */
import type { Route } from '../../platform/http/route.ts';
import { analysisRoutes, templateRoutes } from './api.ts';
import type { AnalysisParts } from './use-cases.ts';

export { type LocalEngineParts, localEngine } from './local-engine.ts';
export type { CalculatorInfo, DatasetEngine, FilteredCases, LogView, PluginInfo, RunControl } from './model.ts';
export type { AnalysisParts } from './use-cases.ts';

export const analysesFeature = (parts: AnalysisParts): { readonly routes: readonly Route[] } => ({
  routes: [...analysisRoutes(parts), ...templateRoutes(parts)],
});
