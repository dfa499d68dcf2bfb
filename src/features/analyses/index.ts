/** Filters and calculators over datasets, for people and programs. */
import type { Static, Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { mayIn, type Scope, tenantOf } from '../../platform/access/guard.ts';
import type { Route } from '../../platform/http/route.ts';
import type { DatasetVersion } from '../datasets/index.ts';
import { algorithmsAmong, type OfferedAlgorithm } from './algorithms.ts';
import { analysisRoutes, templateRoutes } from './api.ts';
import { caseRoutes } from './cases-api.ts';
import { discoverModel } from './discovery.ts';
import { discoveryRoutes } from './discovery-api.ts';
import type {
  ApplyFilters,
  CalculatorInfo,
  ExecuteSent,
  FilteredCases,
  LogView,
  PluginInfo,
  SentSteps,
} from './model.ts';
import {
  type AnalysisParts,
  applyFilters,
  type Calculated,
  calculate,
  getCalculator,
  lostModel,
  openView,
  type Patience,
  pinned,
} from './use-cases.ts';

export { askedBy, ViewQuery } from './ask-by-query.ts';
export type { Attributes, CaseEvent, CaseRow } from './cases.ts';
export { checkSteps, missingColumn } from './check-steps.ts';
export { type LocalEngineParts, localEngine } from './local-engine.ts';
export {
  type CalculatorInfo,
  CalendarChoice,
  type DatasetEngine,
  Execute,
  type ExecuteSent,
  type FilteredCases,
  type LogView,
  type PluginInfo,
  type ResultText,
  type RunControl,
  type SentSteps,
  Steps,
} from './model.ts';
export { enough, readResult } from './page-text.ts';
export { statisticsOfText } from './statistics.ts';
export type { AnalysisParts, Calculated, CalculationDone, KeptModels, Patience } from './use-cases.ts';

export interface Analyses {
  readonly routes: readonly Route[];
  /** The result as JSON, over what this actor may see of the dataset. */
  calculate(actor: Actor, sent: ExecuteSent, signal: AbortSignal): Promise<string>;
  /** The same with what it rests on, and with more patience than somebody who waits for a page has. */
  compute(actor: Actor, sent: ExecuteSent, signal: AbortSignal, patience?: Patience): Promise<Calculated>;
  /** The model that an algorithm of `discovery/process` discovers, as its calculator tells it. */
  discover(
    actor: Actor,
    sent: Pick<ExecuteSent, 'datasetId' | 'params' | 'filters'> & { algorithm: string },
    signal: AbortSignal,
  ): Promise<Calculated>;
  /** What filters keep of a dataset, as far as the actor may see it; nothing is computed. */
  openView(actor: Actor, asked: { datasetId: string; filters: SentSteps }): LogView;
  /** Fails as `compute` would before it computes: foreign ids, missing permissions, no data, unknown calculator or calendar. */
  demand(actor: Actor, sent: ExecuteSent): { calculator: CalculatorInfo; version: string; k: number };
  /** The question with the very versions of the kept models that it means now. */
  pinned(actor: Actor, sent: ExecuteSent): ExecuteSent;
  applyFilters(
    actor: Actor,
    sent: Static<typeof ApplyFilters>,
    signal: AbortSignal,
  ): Promise<FilteredCases & { readonly tooFew: boolean }>;
  /** Smallest group of cases that this actor is shown in a workspace; 1 where single cases are. */
  smallestGroup(actor: Actor, dataset: Scope): number;
  calculators(): readonly CalculatorInfo[];
  /** What discovers processes, among the calculators that are there. */
  algorithms(): readonly OfferedAlgorithm<CalculatorInfo>[];
  filters(): readonly PluginInfo[];
  checkSteps(steps: readonly Step[]): void;
  /** Why steps that were right no longer are: the column or the kept model that is gone; null where they fit. */
  staleSteps(actor: Actor, version: DatasetVersion, steps: readonly Step[]): string | null;
}

export const analysesFeature = (parts: AnalysisParts): Analyses => ({
  routes: [...analysisRoutes(parts), ...templateRoutes(parts), ...discoveryRoutes(parts), ...caseRoutes(parts)],
  calculate: async (actor, sent, signal) => (await calculate(parts, actor, sent, signal)).text,
  compute: (actor, sent, signal, patience) => calculate(parts, actor, sent, signal, patience),
  discover: (actor, sent, signal) => discoverModel(parts, actor, sent, signal),
  openView: (actor, asked) => openView(parts, actor, asked),
  demand(actor, sent) {
    const { version, k } = openView(parts, actor, sent);
    return { calculator: getCalculator(parts, sent.id), version: version.id, k };
  },
  pinned: (actor, sent) => pinned(parts, actor, sent),
  applyFilters: (actor, sent, signal) => applyFilters(parts, actor, sent, signal),
  smallestGroup: (actor, dataset) =>
    mayIn(actor, 'read:cases', dataset) ? 1 : Math.max(1, parts.groupsOf(tenantOf(actor))),
  calculators: () => parts.engine.calculators(),
  algorithms: () => algorithmsAmong(parts.engine.calculators()),
  filters: () => parts.engine.filters(),
  checkSteps: (steps) => parts.engine.checkSteps(steps),
  staleSteps: (actor, version, steps) => lostModel(parts, actor, steps) ?? parts.engine.staleSteps(version, steps),
});
