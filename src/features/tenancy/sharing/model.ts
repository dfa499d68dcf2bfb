import { Choice, type Static, Type } from '#sdk';
import { SHARED_ROLES } from '../../../platform/access/permissions.ts';

export type SharedRole = (typeof SHARED_ROLES)[number];

/** A project, or one dataset of it, opened to somebody who need not be let into its workspace. */
export interface Share {
  readonly id: string;
  readonly tenant: string;
  readonly project: string;
  /** Null: the whole project. */
  readonly dataset: string | null;
  readonly principal: SharedWith;
  readonly role: SharedRole;
  readonly createdBy: string;
  readonly createdAtMs: number;
}

/** With whom: a person or a group. */
export interface SharedWith {
  readonly kind: 'user' | 'group';
  readonly id: string;
  /** A login, or the name of a group. */
  readonly name: string;
  readonly displayName: string;
}

export const NewShare = Type.Object({
  with: Type.String({ minLength: 1, maxLength: 200, description: 'The login of a person, or the name of a group' }),
  role: Choice(SHARED_ROLES, { description: 'viewer: may look; analyst: may change as well' }),
});

export const ShareView = Type.Object({
  id: Type.String(),
  with: Type.Object({
    kind: Choice(['user', 'group']),
    id: Type.String(),
    name: Type.String({ description: 'A login, or the name of a group' }),
    displayName: Type.String(),
  }),
  role: Choice(SHARED_ROLES),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

export const presentShare = (share: Share): Static<typeof ShareView> => ({
  ...{ id: share.id, with: share.principal, role: share.role },
  createdAt: new Date(share.createdAtMs).toISOString(),
});
