import { type Static, Type } from '#sdk';
import type { Scope } from '../../platform/access/guard.ts';
import { Description, Name } from '../../platform/names.ts';

/** One published state of a dataset's event log; never changed afterwards. */
export interface DatasetVersion {
  readonly id: string;
  readonly number: number;
  /** Of columns and dictionaries: part of every cache key. */
  readonly hash: string;
  /** Of the version's manifest, below the dataset's storage root. */
  readonly manifestPath: string;
  /** Of the whole version; null for who sees only a part of it. */
  readonly cases: number | null;
  readonly events: number | null;
  readonly publishedAtMs: number;
}

export type DatasetStatus = 'empty' | 'importing' | 'ready' | 'failed' | 'quarantined';

/** An event log that people work with, through its versions. */
export interface Dataset {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly status: DatasetStatus;
  readonly version: DatasetVersion | null;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export const scopeOfDataset = ({ workspace, project, id }: Dataset): Scope => ({ workspace, project, dataset: id });

/** A dataset in the bin. */
export interface DeletedDataset extends Dataset {
  readonly deletedAtMs: number;
  /** Name of who deleted it. */
  readonly deletedBy: string | null;
  readonly projectName: string;
  /** True while its project is in the bin too. */
  readonly projectDeleted: boolean;
}

const VersionView = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  hash: Type.String(),
  cases: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where a row policy shows you a part only' }),
  events: Type.Union([Type.Integer(), Type.Null()]),
  publishedAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

/** A dataset in answers of the API; where it lies on disk is nobody's business. */
export const DatasetView = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  description: Type.String(),
  status: Type.String({ description: 'empty, importing, ready, failed or quarantined' }),
  version: Type.Union([VersionView, Type.Null()]),
  etag: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});

export const DatasetVersionView = VersionView;

export const CreateDataset = Type.Object({ name: Name, description: Type.Optional(Description) });
export const ChangeDataset = CreateDataset;

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentVersion = (v: DatasetVersion): Static<typeof VersionView> => ({
  id: v.id,
  number: v.number,
  hash: v.hash,
  cases: v.cases,
  events: v.events,
  publishedAt: iso(v.publishedAtMs),
});

export const presentDataset = (d: Dataset): Static<typeof DatasetView> => ({
  id: d.id,
  projectId: d.project,
  name: d.name,
  description: d.description,
  status: d.status,
  version: d.version && presentVersion(d.version),
  etag: d.etag,
  createdAt: iso(d.createdAtMs),
  updatedAt: d.updatedAtMs === null ? null : iso(d.updatedAtMs),
});
