/** Process models under names, with versions and scores: what logs are compared with. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { modelRoutes } from './api.ts';
import type { ProcessModel } from './model.ts';
import { getModel, listModels, type ModelParts } from './use-cases.ts';

export type { ModelFacts, ModelVersion, ProcessModel } from './model.ts';
export { readingThread } from './reading-thread.ts';
export { modelRefs } from './refs.ts';
export { sqliteModelStore } from './store.sqlite.ts';
export type { ModelStore } from './store.ts';

export interface Models {
  readonly routes: readonly Route[];
  /** Foreign, unknown and deleted ids give the same `not_found`. */
  getModel(actor: Actor, id: string): ProcessModel;
  listModels(
    actor: Actor,
    of: { project?: string | undefined; dataset?: string | undefined },
    request: ListRequest,
  ): Listed<ProcessModel>;
}

export const modelsFeature = (parts: ModelParts): Models => ({
  routes: modelRoutes(parts),
  getModel: (actor, id) => getModel(parts, actor, id),
  listModels: (actor, of, request) => listModels(parts, actor, of, request),
});
