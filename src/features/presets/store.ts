import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Preset } from './model.ts';

/** Where presets are kept. */
export interface PresetStore {
  find(tenant: string, id: string): Preset | null;
  findByName(preset: Pick<Preset, 'tenant' | 'dataset' | 'owner' | 'name'>): Preset | null;
  /** Those of a dataset that this person may see, by name, then id; one more than the limit where there is more. */
  list(
    of: { tenant: string; dataset: string; reader: string },
    request: ListRequest,
  ): { rows: Preset[]; total: number };
  insert(tx: Tx, preset: Preset): void;
  /** False when the preset is no longer at `expectedEtag`; so with `remove`. */
  update(tx: Tx, preset: Preset, expectedEtag: string): boolean;
  remove(tx: Tx, preset: Preset, expectedEtag: string): boolean;
}
