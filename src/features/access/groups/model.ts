import { Nullable, type Static, Type } from '#sdk';
import { Description, Name } from '../../../platform/names.ts';

/** People and service accounts that are spoken of together. */
export interface Group {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly description: string;
  readonly members: number;
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

export interface Member {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly status: string;
}

export const GroupBody = Type.Object({ name: Name, description: Type.Optional(Description) });

export const GroupView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  members: Type.Integer(),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: Nullable(Type.String()),
});
export const MemberView = Type.Object({ id: Type.String(), login: Type.String(), displayName: Type.String() });

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentGroup = (group: Group): Static<typeof GroupView> => ({
  ...{ id: group.id, name: group.name, description: group.description, members: group.members, etag: group.etag },
  ...{ createdAt: iso(group.createdAtMs), updatedAt: group.updatedAtMs === null ? null : iso(group.updatedAtMs) },
});

export const presentMember = ({ id, login, displayName }: Member): Static<typeof MemberView> => ({
  id,
  login,
  displayName,
});
