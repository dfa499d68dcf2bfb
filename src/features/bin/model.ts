import { Choice, type Static, Type } from '#sdk';
import type { DeletedDataset } from '../datasets/index.ts';
import type { DeletedProject } from '../tenancy/index.ts';

/** Something deleted that can still be had back. */
export interface BinItem {
  readonly id: string;
  readonly kind: 'project' | 'dataset';
  readonly name: string;
  /** Of a dataset: the project it was in. */
  readonly project: { readonly id: string; readonly name: string; readonly deleted: boolean } | null;
  readonly etag: string;
  readonly deletedAtMs: number;
  readonly deletedBy: string | null;
  /** When it is removed for good. */
  readonly purgedAtMs: number;
}

/** What came back, under which name. */
export interface Restored {
  readonly id: string;
  readonly kind: 'project' | 'dataset';
  readonly name: string;
  /** Of a dataset: the project that holds it. */
  readonly projectId: string | null;
  /** Its former name, where somebody took that one meanwhile; null: it has the name it had. */
  readonly renamedFrom: string | null;
}

const Kind = Choice(['project', 'dataset']);
const StringOrNull = Type.Union([Type.String(), Type.Null()]);

export const BinItemView = Type.Object({
  id: Type.String(),
  kind: Kind,
  name: Type.String(),
  projectId: StringOrNull,
  projectName: StringOrNull,
  projectDeleted: Type.Boolean({ description: 'Its project is in the bin too and must be restored first' }),
  etag: Type.String(),
  deletedAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  deletedBy: StringOrNull,
  purgedAt: Type.String({ description: 'When it is removed for good' }),
});

export const RestoredView = Type.Object({
  id: Type.String(),
  kind: Kind,
  name: Type.String(),
  projectId: StringOrNull,
  renamedFrom: Type.Union([Type.String(), Type.Null()], {
    description: 'Its former name, where another one has that name by now',
  }),
  message: Type.String(),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentBinItem = (item: BinItem): Static<typeof BinItemView> => ({
  ...{ id: item.id, kind: item.kind, name: item.name },
  projectId: item.project?.id ?? null,
  projectName: item.project?.name ?? null,
  projectDeleted: item.project?.deleted ?? false,
  etag: item.etag,
  deletedAt: iso(item.deletedAtMs),
  deletedBy: item.deletedBy,
  purgedAt: iso(item.purgedAtMs),
});

export const presentRestored = (restored: Restored): Static<typeof RestoredView> => ({
  ...restored,
  message: restoredText(restored),
});

/** What a person is told. */
export const restoredText = ({ kind, name, renamedFrom }: Restored): string =>
  renamedFrom === null
    ? `The ${kind} "${name}" is back.`
    : `The ${kind} "${renamedFrom}" is back as "${name}": another ${kind} has its former name by now.`;

export const itemOfProject = (project: DeletedProject, keepMs: number): BinItem => ({
  ...{ id: project.id, kind: 'project', name: project.name, project: null, etag: project.etag },
  ...{ deletedAtMs: project.deletedAtMs, deletedBy: project.deletedBy, purgedAtMs: project.deletedAtMs + keepMs },
});

export const itemOfDataset = (dataset: DeletedDataset, keepMs: number): BinItem => ({
  ...{ id: dataset.id, kind: 'dataset', name: dataset.name, etag: dataset.etag },
  project: { id: dataset.project, name: dataset.projectName, deleted: dataset.projectDeleted },
  ...{ deletedAtMs: dataset.deletedAtMs, deletedBy: dataset.deletedBy, purgedAtMs: dataset.deletedAtMs + keepMs },
});
