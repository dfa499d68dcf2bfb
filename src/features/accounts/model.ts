import { Choice, Nullable, type Static, Type } from '#sdk';
import type { Grant } from '../../platform/access/actor.ts';
import { DENSITIES, LOCALES, type Preferences, THEMES } from '../../platform/access/person.ts';
import { Name } from '../../platform/names.ts';
import type { GivenLink } from './link.ts';
import { WHY_GONE, type WhyGone } from './why-gone.ts';

/** An account as administrators see it; whatever opens it stays in the store. */
export interface User {
  readonly id: string;
  readonly tenant: string;
  readonly login: string;
  readonly displayName: string;
  /** Where the person is reached; it says nothing of who somebody is. */
  readonly email: string | null;
  /** Who vouches for the person: we by a password, a directory, or an OIDC provider. */
  readonly kind: 'local' | 'directory' | 'oidc';
  readonly status: 'active' | 'disabled' | 'missing';
  /** The provider that disabled the account, as `ldap:corp`; null: an administrator did, or nobody. */
  readonly disabledBy: string | null;
  readonly disabledWhy: WhyGone | null;
  /** False until the person has chosen one. */
  readonly hasPassword: boolean;
  readonly grants: readonly HeldGrant[];
  readonly createdAtMs: number;
  readonly lastSignInAtMs: number | null;
}

/** A role that somebody holds, and who gave it: an administrator (`local`) or a provider. */
export interface HeldGrant extends Grant {
  readonly source: string;
}

export const PreferencesView = Type.Object({
  displayZone: Nullable(Type.String({ description: 'IANA name, as Europe/Berlin; null: the zone of the server' })),
  language: Nullable(Choice(LOCALES, { description: 'Null: as the browser says' })),
  density: Nullable(Choice(DENSITIES)),
  theme: Nullable(Choice(THEMES)),
});

/** What a person may change of the own account; what is absent stays. */
export const OwnChange = Type.Partial(
  Type.Object({
    displayName: Name,
    ...PreferencesView.properties,
    displayZone: Nullable(Type.String({ minLength: 1, maxLength: 100 })),
  }),
);

const Roles = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
  ...{ maxItems: 50, uniqueItems: true, description: 'Names of roles, held in the whole tenant' },
});

export const NewUser = Type.Object({
  login: Type.String({ minLength: 1, maxLength: 120 }),
  displayName: Type.Optional(Name),
  email: Type.Optional(Type.String({ maxLength: 254, description: 'Where the person is reached' })),
  roles: Roles,
  showLink: Type.Optional(
    Type.Boolean({ description: 'The link is in the answer, even where it could be sent to the person by mail' }),
  ),
});
export const ShowLink = Type.Object({
  showLink: Type.Boolean({
    ...{ default: false, description: 'The link is in the answer, even where it could be sent by mail' },
  }),
});
export const RolesChange = Type.Object({ roles: Roles });

export const UserView = Type.Object({
  id: Type.String(),
  login: Type.String(),
  displayName: Type.String(),
  email: Nullable(Type.String()),
  kind: Choice(['local', 'directory', 'oidc']),
  status: Choice(['active', 'disabled', 'missing']),
  disabledBy: Nullable(Type.String({ description: 'The provider that disabled it, as ldap:corp' })),
  disabledWhy: Nullable(Choice(Object.keys(WHY_GONE) as [WhyGone, ...WhyGone[]])),
  hasPassword: Type.Boolean({ description: 'False until the person has followed the link and chosen one' }),
  roles: Type.Array(Type.String(), { description: 'Held in the whole tenant' }),
  givenRoles: Type.Array(Type.String(), { description: 'Those of them that a directory or OIDC provider gave' }),
  workspaceRoles: Type.Array(Type.Object({ role: Type.String(), workspaceId: Type.String() })),
  createdAt: Type.String(),
  lastSignInAt: Nullable(Type.String()),
});

export const LinkView = Type.Object({
  path: Nullable(
    Type.String({
      description:
        'Give it to the person over a safe channel; it works once and is not shown again. Null: it was sent by mail',
    }),
  ),
  sentTo: Nullable(Type.String({ description: 'The address that it was sent to' })),
  expiresAt: Type.String(),
});
export const InvitedView = Type.Object({ user: UserView, link: LinkView });

const iso = (ms: number): string => new Date(ms).toISOString();

/** In the whole tenant, from whomever. */
export const rolesOf = (user: Pick<User, 'grants'>): string[] => [
  ...new Set(user.grants.filter((grant) => grant.workspace === null).map((grant) => grant.role)),
];

const isLocal = ({ source }: HeldGrant): boolean => source === 'local';
/** In the whole tenant, from administrators: those that they can take back. */
export const localRolesOf = ({ grants }: Pick<User, 'grants'>): string[] => rolesOf({ grants: grants.filter(isLocal) });
/** In the whole tenant, from a provider. */
export const givenRolesOf = ({ grants }: Pick<User, 'grants'>): string[] =>
  rolesOf({ grants: grants.filter((grant) => !isLocal(grant)) });

export const presentUser = (user: User): Static<typeof UserView> => ({
  ...{ id: user.id, login: user.login, displayName: user.displayName, email: user.email },
  ...{ kind: user.kind, status: user.status, disabledBy: user.disabledBy, disabledWhy: user.disabledWhy },
  ...{ hasPassword: user.hasPassword, roles: rolesOf(user), givenRoles: givenRolesOf(user) },
  workspaceRoles: user.grants.flatMap(({ role, workspace }) =>
    workspace === null ? [] : [{ role, workspaceId: workspace }],
  ),
  createdAt: iso(user.createdAtMs),
  lastSignInAt: user.lastSignInAtMs === null ? null : iso(user.lastSignInAtMs),
});

export const presentLink = (link: GivenLink): Static<typeof LinkView> => ({
  ...{ path: link.path, sentTo: link.sentTo },
  expiresAt: iso(link.expiresAtMs),
});

export interface OwnSettings {
  readonly displayName: string;
  /** A directory or an OIDC provider gives the name, and would take a change back. */
  readonly isNameGiven: boolean;
  readonly preferences: Preferences;
}
