/** Filters under names: a person's own, and those shared in a workspace. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { presetRoutes } from './api.ts';
import type { ChangePreset, CreatePreset, SeenPreset } from './model.ts';
import { changePreset, createPreset, deletePreset, getPreset, listPresets, type PresetParts } from './use-cases.ts';

export type { SeenPreset, Visibility } from './model.ts';
export { sqlitePresetStore } from './store.sqlite.ts';
export type { PresetParts } from './use-cases.ts';

export interface Presets {
  readonly routes: readonly Route[];
  listPresets(actor: Actor, datasetId: string, request: ListRequest): Listed<SeenPreset>;
  getPreset(actor: Actor, id: string): SeenPreset;
  createPreset(actor: Actor, sent: Static<typeof CreatePreset>): SeenPreset;
  changePreset(actor: Actor, id: string, etag: string, sent: Static<typeof ChangePreset>): SeenPreset;
  deletePreset(actor: Actor, id: string, etag: string): void;
}

export const presetsFeature = (parts: PresetParts): Presets => ({
  routes: presetRoutes(parts),
  listPresets: (actor, datasetId, request) => listPresets(parts, actor, datasetId, request),
  getPreset: (actor, id) => getPreset(parts, actor, id),
  createPreset: (actor, sent) => createPreset(parts, actor, sent),
  changePreset: (actor, id, etag, sent) => changePreset(parts, actor, id, etag, sent),
  deletePreset: (actor, id, etag) => deletePreset(parts, actor, id, etag),
});
