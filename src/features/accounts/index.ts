/** Accounts: what their owners choose, and what administrators do with them. */

import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { userRoutes } from './api.ts';
import { listInvitations, withdrawInvitation } from './invitations.ts';
import type { GivenLink, Link } from './link.ts';
import type { NewUser, User } from './model.ts';
import { ownSettingsRoutes } from './own-settings-api.ts';
import { type ProfileParts, profilePages } from './profile-pages.ts';
import {
  addUser,
  getUserByLogin,
  inviteAdministrator,
  listUsers,
  type OpenLink,
  resetPassword,
  setUserStatus,
} from './use-cases.ts';
import { resetSecondFactor, unlockUser } from './user-access.ts';
import { userAccessRoutes } from './user-access-api.ts';
import { userAccessPages } from './user-access-pages.ts';
import { userPages } from './user-pages.ts';

export {
  type ExternalAccount,
  type ExternalAccounts,
  type ExternalParts,
  externalAccounts,
  type Occasion,
  type Withdrawal,
} from './external.ts';

export { sqliteIdentityStore } from './identities.sqlite.ts';
export type { ExternalIdentity, GivenGrant, IdentityKey, KnownIdentity } from './identities.ts';
export type { GivenLink, Link } from './link.ts';
export { rolesOf, type User } from './model.ts';
export { isOfForm } from './name-form.ts';
export { sqlitePlaces } from './places.sqlite.ts';
export { type Places, type RoleRule, rolesByRules, ruleMistake, type TenantRoles } from './role-map.ts';
export { sqliteAccountStore } from './store.sqlite.ts';
export type { OpenLink } from './use-cases.ts';
export { WHY_GONE, type WhyGone } from './why-gone.ts';

export interface Accounts {
  readonly routes: readonly Route[];
  listUsers(actor: Actor, request: ListRequest): Listed<User>;
  /** `not_found` where there is no such account in the actor's tenant. */
  getUserByLogin(actor: Actor, login: string): User;
  addUser(actor: Actor, sent: Static<typeof NewUser>): { user: User; link: GivenLink };
  /** Within a change: see `inviteAdministrator` in use-cases.ts. */
  inviteAdministrator(
    change: Change,
    tenant: string,
    sent: Omit<Static<typeof NewUser>, 'roles'>,
  ): { user: User; link: Link };
  setUserStatus(actor: Actor, id: string, status: 'active' | 'disabled'): User;
  /** With `showLink` it is given even where it could be sent. */
  resetPassword(actor: Actor, id: string, showLink?: boolean): GivenLink;
  resetSecondFactor(actor: Actor, id: string): void;
  unlockUser(actor: Actor, id: string): void;
  listInvitations(actor: Actor): OpenLink[];
  withdrawInvitation(actor: Actor, user: string): void;
}

export const accountsFeature = (parts: ProfileParts, render: Render): Accounts => ({
  routes: [
    ...userRoutes(parts),
    ...ownSettingsRoutes(parts),
    ...profilePages(parts, render),
    ...userPages(parts, render),
    ...userAccessRoutes(parts),
    ...userAccessPages(parts, render),
  ],
  listUsers: (actor, request) => listUsers(parts, actor, request),
  getUserByLogin: (actor, login) => getUserByLogin(parts, actor, login),
  addUser: (actor, sent) => addUser(parts, actor, sent),
  inviteAdministrator: (change, tenant, sent) => inviteAdministrator(parts, change, tenant, sent),
  setUserStatus: (actor, id, status) => setUserStatus(parts, actor, id, status),
  resetPassword: (actor, id, showLink) => resetPassword(parts, actor, id, showLink),
  resetSecondFactor: (actor, id) => resetSecondFactor(parts, actor, id),
  unlockUser: (actor, id) => unlockUser(parts, actor, id),
  listInvitations: (actor) => listInvitations(parts, actor),
  withdrawInvitation: (actor, user) => withdrawInvitation(parts, actor, user),
});
