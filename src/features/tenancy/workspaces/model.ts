import { Nullable, type Static, Type } from '#sdk';
import { Description, Name } from '../../../platform/names.ts';

/** A part of a tenant that people are let into: a department, a programme. */
export interface Workspace {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly description: string;
  /** Name of the storage root in which everything of it lies; never changed. */
  readonly region: string;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
  /** Put away: nobody sees it or what is in it, until it is opened again. */
  readonly archivedAtMs: number | null;
}

export const WorkspaceView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  region: Type.String({ description: 'Storage root of its data; fixed' }),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Nullable(Type.String()),
  archivedAt: Nullable(Type.String({ description: 'Null: it is open' })),
});

export const CreateWorkspace = Type.Object({
  name: Name,
  description: Type.Optional(Description),
  region: Type.Optional(
    Type.String({ maxLength: 100, description: 'A name of [data.regions]; absent: that of the tenant' }),
  ),
});

export const ChangeWorkspace = Type.Object({ name: Name, description: Type.Optional(Description) });

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentWorkspace = (w: Workspace): Static<typeof WorkspaceView> => ({
  ...{ id: w.id, name: w.name, description: w.description, region: w.region, etag: w.etag },
  ...{ createdAt: iso(w.createdAtMs), updatedAt: isoOrNull(w.updatedAtMs), archivedAt: isoOrNull(w.archivedAtMs) },
});
