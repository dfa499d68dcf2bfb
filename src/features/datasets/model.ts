import { type Static, Type } from '#sdk';
import { Description, Name } from '../../platform/names.ts';

/** One published state of a dataset's event log; never changed afterwards. */
export interface DatasetVersion {
  readonly id: string;
  readonly number: number;
  /** Of columns and dictionaries: part of every cache key. */
  readonly hash: string;
  /** Of the version's manifest, below the dataset's storage root. */
  readonly manifestPath: string;
  readonly cases: number;
  readonly events: number;
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

/** What a load did to the rows; kept with the version it led to. */
export interface Load {
  readonly mode: 'replace' | 'append' | 'upsert';
  readonly extractHash: string | null;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly periodFromMs: number | null;
  readonly periodToMs: number | null;
  readonly jobId: string | null;
}

const VersionView = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  hash: Type.String(),
  cases: Type.Integer(),
  events: Type.Integer(),
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
