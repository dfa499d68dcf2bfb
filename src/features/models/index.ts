/** Process models under names, with versions and scores: what logs are compared with. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { modelRoutes } from './api.ts';
import type { DrawnAs } from './drawing-layout.ts';
import { type DrawnModel, layOutToDraw, readDiscovered, type ToDraw } from './drawn-model.ts';
import type { AddVersion, CreateModel, KeptFormat, ModelScore, ProcessModel, ReadModel, ScoreModel } from './model.ts';
import { allModelPages } from './pages/index.ts';
import type { ModelPageParts } from './pages/page-parts.ts';
import { formatOf } from './refs.ts';
import { scoreModel } from './scores.ts';
import { addVersion, createModel, getModel, type ModelParts, modelsFor, modelsIn } from './use-cases.ts';
import { activitiesOf } from './versions.ts';

export { constraintSentence } from './constraint-text.ts';
export { type Drawing, drawingOf } from './drawing.ts';
export { drawingFile } from './drawing-file.ts';
export { DRAWN_AS, type DrawnAs, WAYS } from './drawing-layout.ts';
export { overlayOf } from './drawing-overlay.ts';
export { sampleDrawings } from './drawing-samples.ts';
export type { ProcessModel, ReadModel } from './model.ts';
export { modelPath } from './pages/page-parts.ts';
export { discoveredText } from './reading.ts';
export { readingThread } from './reading-thread.ts';
export { modelRefs } from './refs.ts';
export { sqliteModelStore } from './store.sqlite.ts';
export { MEASURES, SOUNDNESS_TEXTS } from './words.ts';

export interface Models {
  readonly routes: readonly Route[];
  /** Keeps a further version of a model, whatever its present one is. */
  addVersion(actor: Actor, id: string, sent: Static<typeof AddVersion>, signal: AbortSignal): Promise<ProcessModel>;
  /** Computes what the present version scores against a dataset, and keeps it beside the model. */
  scoreModel(actor: Actor, id: string, sent: Static<typeof ScoreModel>, signal: AbortSignal): Promise<ModelScore>;
  /** The models of a project, for people. */
  pages(parts: Pick<ModelPageParts, 'render' | 'listDatasets'>): readonly Route[];
  /** Foreign, unknown and deleted ids give the same `not_found`. */
  getModel(actor: Actor, id: string): ProcessModel;
  /** What cases of a dataset can be compared with: models about it first, then those about none; the newest first. */
  modelsFor(actor: Actor, datasetId: string): readonly ProcessModel[];
  /** Those of a workspace that the actor may see, by name. */
  modelsIn(actor: Actor, workspace: string): readonly ProcessModel[];
  /** The activities of the present version of a model, with the model. */
  activitiesOf(actor: Actor, id: string): ReturnType<typeof activitiesOf>;
  /** Of a model that a parameter names by reference or by its text; null: it names an algorithm. */
  formatOf(actor: Actor, model: string): KeptFormat | null;
  /** A model laid out to be drawn; null: in the way that most people read. */
  layOut(actor: Actor, of: ToDraw, as: DrawnAs | null): Promise<DrawnModel>;
  /** What a calculator discovered, as a model is kept. */
  readDiscovered(result: object): Promise<ReadModel>;
  /** Keeps a model: one that is sent, or one that is discovered now. */
  createModel(actor: Actor, sent: Static<typeof CreateModel>, signal: AbortSignal): Promise<ProcessModel>;
}

export const modelsFeature = (parts: ModelParts): Models => ({
  routes: modelRoutes(parts),
  addVersion: (actor, id, sent, signal) =>
    addVersion(parts, actor, id, getModel(parts, actor, id, 'write:models').etag, sent, signal),
  scoreModel: (actor, id, sent, signal) => scoreModel(parts, actor, id, sent, signal),
  pages: (of) => allModelPages({ ...parts, ...of }),
  getModel: (actor, id) => getModel(parts, actor, id),
  modelsFor: (actor, datasetId) => modelsFor(parts, actor, datasetId),
  modelsIn: (actor, workspace) => modelsIn(parts, actor, workspace),
  activitiesOf: (actor, id) => activitiesOf(parts, actor, id),
  formatOf: (actor, model) => formatOf(parts.store, actor, model),
  layOut: (actor, of, as) => layOutToDraw(parts, actor, of, as),
  readDiscovered: (result) => readDiscovered(parts.reader, result),
  createModel: (actor, sent, signal) => createModel(parts, actor, sent, signal),
});
