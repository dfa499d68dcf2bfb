import { Choice, type Static, type Step, Type } from '#sdk';
import { Description, Name } from '../../platform/names.ts';
import { Steps } from '../analyses/index.ts';

export type Visibility = 'private' | 'workspace';

/** Filters over one dataset, kept under a name. */
export interface Preset {
  readonly id: string;
  readonly tenant: string;
  readonly dataset: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly steps: readonly Step[];
  readonly visibility: Visibility;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

/** A preset as one person sees it. */
export interface SeenPreset extends Preset {
  readonly mine: boolean;
  /** Why it no longer fits the data; null while it does. */
  readonly stale: string | null;
}

const VisibilityChoice = Choice(['private', 'workspace'], {
  default: 'private',
  description: 'private: for its owner alone; workspace: for everybody who may read the dataset',
});
const content = { name: Name, description: Type.Optional(Description), filters: Steps, visibility: VisibilityChoice };
export const CreatePreset = Type.Object({ datasetId: Type.String(), ...content });
export const ChangePreset = Type.Object(content);

export const PresetView = Type.Object({
  id: Type.String(),
  datasetId: Type.String(),
  name: Type.String(),
  description: Type.String(),
  filters: Type.Array(Type.Unknown()),
  visibility: Type.String({ description: 'private or workspace' }),
  mine: Type.Boolean({ description: 'Only its owner changes it' }),
  stale: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it no longer fits the data; null while it does',
  }),
  etag: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentPreset = (p: SeenPreset): Static<typeof PresetView> => ({
  ...{ id: p.id, datasetId: p.dataset, name: p.name, description: p.description, filters: [...p.steps] },
  ...{ visibility: p.visibility, mine: p.mine, stale: p.stale, etag: p.etag },
  ...{ createdAt: iso(p.createdAtMs), updatedAt: p.updatedAtMs === null ? null : iso(p.updatedAtMs) },
});
