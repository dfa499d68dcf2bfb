import type { Actor } from '../../platform/access/actor.ts';
import { mayIn, tenantOf } from '../../platform/access/guard.ts';
import { nameKey } from '../../platform/names.ts';
import { type Dataset, scopeOfDataset } from '../datasets/index.ts';
import { type AnalysisState, keptName, MAX_ADDRESS_CHARS, stepsOf } from './state.ts';
import { keepFilters, type WorkbenchParts, writeFilters } from './use-cases.ts';

/** Presets that the menu lists. */
const LISTED = { limit: 100, after: null, offset: 0 };

export interface PresetLink {
  readonly id: string;
  readonly name: string;
  readonly etag: string;
  readonly mine: boolean;
  readonly shared: boolean;
  /** The filters as an address carries them. */
  readonly filters: string;
  /** Why it no longer fits the data; null while it does. */
  readonly stale: string | null;
}

/** The presets of a dataset that this person sees. */
export const listPresetLinks = (parts: WorkbenchParts, actor: Actor, dataset: string): PresetLink[] =>
  parts.presets.listPresets(actor, dataset, LISTED).items.map(({ id, name, etag, mine, visibility, stale, steps }) => ({
    ...{ id, name, etag, mine, shared: visibility === 'workspace', stale },
    filters: addressOf(
      parts,
      actor,
      steps.map((step) => ({ step, off: false })),
    ),
  }));

function addressOf(parts: WorkbenchParts, actor: Actor, state: AnalysisState): string {
  const text = writeFilters(parts, actor, state);
  if (text.length <= MAX_ADDRESS_CHARS) return text;
  const name = keptName(state);
  return parts.store.find(tenantOf(actor), name) ? `~${name}` : text;
}

export const maySavePresets = (actor: Actor, dataset: Dataset): boolean =>
  mayIn(actor, 'write:presets', scopeOfDataset(dataset));

export interface SavePreset {
  readonly datasetId: string;
  readonly state: AnalysisState;
  readonly name: string;
  readonly visibility: 'private' | 'workspace';
  /** An own preset of this name is replaced. */
  readonly replace: boolean;
}

/** Saves the filters that are not paused; gives them as an address carries them. */
export function savePreset(parts: WorkbenchParts, actor: Actor, sent: SavePreset): string {
  const { datasetId, name, visibility, replace } = sent;
  const steps = stepsOf(sent.state);
  const filters = steps as unknown as Record<string, unknown>[];
  const taken = replace
    ? parts.presets.listPresets(actor, datasetId, LISTED).items.find((p) => p.mine && nameKey(p.name) === nameKey(name))
    : undefined;
  if (taken) parts.presets.changePreset(actor, taken.id, taken.etag, { name, visibility, filters });
  else parts.presets.createPreset(actor, { datasetId, name, visibility, filters });
  return keepFilters(
    parts,
    actor,
    steps.map((step) => ({ step, off: false })),
  );
}
