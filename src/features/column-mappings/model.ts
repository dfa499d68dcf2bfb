import { type Static, Type } from '#sdk';
import { type ColumnProfile, ColumnProfileSchema } from '../../engine/import/fingerprint.ts';
import { type MappingInput, MappingInputSchema } from '../../engine/import/mapping.ts';
import { Name } from '../../platform/names.ts';

/** What the columns of a make of file are, kept under a name for whoever works in the workspace. */
export interface ColumnMapping {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly name: string;
  /** Of the columns of the file it was made for; null: not said. */
  readonly fingerprint: string | null;
  /** The columns of that file, in order; null: not said. */
  readonly profile: readonly ColumnProfile[] | null;
  readonly mapping: MappingInput;
  readonly etag: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

const Fingerprint = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Of the columns, as a preview of an upload gives it',
});

const Profile = Type.Array(ColumnProfileSchema, {
  maxItems: 60_000,
  description:
    'The columns of the file it is made for, as a preview of an upload gives them; by it the differences of others are named',
});

export const CreateColumnMapping = Type.Object({
  name: Name,
  workspaceId: Type.Optional(Type.String({ description: 'Needed when you may enter several workspaces' })),
  fingerprint: Type.Optional(Fingerprint),
  profile: Type.Optional(Profile),
  mapping: MappingInputSchema,
});
export const ChangeColumnMapping = Type.Object({
  name: Name,
  fingerprint: Type.Optional(Fingerprint),
  profile: Type.Optional(Profile),
  mapping: MappingInputSchema,
});

export const ColumnMappingView = Type.Object({
  id: Type.String(),
  workspaceId: Type.String(),
  name: Type.String(),
  fingerprint: Type.Union([Type.String(), Type.Null()]),
  profile: Type.Union([Profile, Type.Null()]),
  mapping: MappingInputSchema,
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentColumnMapping = (m: ColumnMapping): Static<typeof ColumnMappingView> => ({
  id: m.id,
  workspaceId: m.workspace,
  name: m.name,
  fingerprint: m.fingerprint,
  profile: m.profile && [...m.profile],
  mapping: m.mapping,
  etag: m.etag,
  createdAt: iso(m.createdAtMs),
  updatedAt: m.updatedAtMs === null ? null : iso(m.updatedAtMs),
});

/** A dataset that was loaded with a kept mapping. */
export interface MappingUse {
  readonly dataset: string;
  readonly name: string;
  readonly workspace: string;
  readonly project: string;
  readonly loads: number;
  readonly lastMs: number;
}
