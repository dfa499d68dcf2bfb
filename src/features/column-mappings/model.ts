import { type Static, Type } from '#sdk';
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

export const CreateColumnMapping = Type.Object({
  name: Name,
  workspaceId: Type.Optional(Type.String({ description: 'Needed when you may enter several workspaces' })),
  fingerprint: Type.Optional(Fingerprint),
  mapping: MappingInputSchema,
});
export const ChangeColumnMapping = Type.Object({
  name: Name,
  fingerprint: Type.Optional(Fingerprint),
  mapping: MappingInputSchema,
});

export const ColumnMappingView = Type.Object({
  id: Type.String(),
  workspaceId: Type.String(),
  name: Type.String(),
  fingerprint: Type.Union([Type.String(), Type.Null()]),
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
  mapping: m.mapping,
  etag: m.etag,
  createdAt: iso(m.createdAtMs),
  updatedAt: m.updatedAtMs === null ? null : iso(m.updatedAtMs),
});
