/** Process models under names, with versions and scores: what logs are compared with. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { modelRoutes } from './api.ts';
import type { KeptFormat, ProcessModel } from './model.ts';
import { formatOf } from './refs.ts';
import { getModel, type ModelParts, modelsFor } from './use-cases.ts';

export { sampleDrawings } from './drawing-samples.ts';
export type { ProcessModel } from './model.ts';
export { readingThread } from './reading-thread.ts';
export { modelRefs } from './refs.ts';
export { sqliteModelStore } from './store.sqlite.ts';

export interface Models {
  readonly routes: readonly Route[];
  /** Foreign, unknown and deleted ids give the same `not_found`. */
  getModel(actor: Actor, id: string): ProcessModel;
  /** What cases of a dataset can be compared with: models about it first, then those about none; the newest first. */
  modelsFor(actor: Actor, datasetId: string): readonly ProcessModel[];
  /** Of a model that a parameter names by reference or by its text; null: it names an algorithm. */
  formatOf(actor: Actor, model: string): KeptFormat | null;
}

export const modelsFeature = (parts: ModelParts): Models => ({
  routes: modelRoutes(parts),
  getModel: (actor, id) => getModel(parts, actor, id),
  modelsFor: (actor, datasetId) => modelsFor(parts, actor, datasetId),
  formatOf: (actor, model) => formatOf(parts.store, actor, model),
});
