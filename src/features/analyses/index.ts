/** Filters and calculators over datasets, for people and programs. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { analysisRoutes, templateRoutes } from './api.ts';
import type { Execute } from './model.ts';
import { type AnalysisParts, calculate } from './use-cases.ts';

export { type LocalEngineParts, localEngine } from './local-engine.ts';
export type {
  CalculatorInfo,
  DatasetEngine,
  FilteredCases,
  LogView,
  PluginInfo,
  ResultText,
  RunControl,
} from './model.ts';
export type { AnalysisParts, CalculationDone } from './use-cases.ts';

export interface Analyses {
  readonly routes: readonly Route[];
  /** The result as JSON, over what this actor may see of the dataset. */
  calculate(actor: Actor, sent: Static<typeof Execute>, signal: AbortSignal): Promise<string>;
}

export const analysesFeature = (parts: AnalysisParts): Analyses => ({
  routes: [...analysisRoutes(parts), ...templateRoutes(parts)],
  calculate: async (actor, sent, signal) => (await calculate(parts, actor, sent, signal)).text,
});
