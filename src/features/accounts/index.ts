/** Accounts: what their owners choose, and what administrators do with them. */

import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { userRoutes } from './api.ts';
import type { NewUser, User } from './model.ts';
import { ownSettingsRoutes } from './own-settings-api.ts';
import {
  type AccountParts,
  addUser,
  getUserByLogin,
  type Link,
  listUsers,
  resetPassword,
  setUserStatus,
} from './use-cases.ts';

export { rolesOf, type User } from './model.ts';
export { sqliteAccountStore } from './store.sqlite.ts';
export type { AccountParts, Link } from './use-cases.ts';

export interface Accounts {
  readonly routes: readonly Route[];
  listUsers(actor: Actor, request: ListRequest): Listed<User>;
  /** `not_found` where there is no such account in the actor's tenant. */
  getUserByLogin(actor: Actor, login: string): User;
  addUser(actor: Actor, sent: Static<typeof NewUser>): { user: User; link: Link };
  setUserStatus(actor: Actor, id: string, status: 'active' | 'disabled'): User;
  resetPassword(actor: Actor, id: string): Link;
}

export const accountsFeature = (parts: AccountParts): Accounts => ({
  routes: [...userRoutes(parts), ...ownSettingsRoutes(parts)],
  listUsers: (actor, request) => listUsers(parts, actor, request),
  getUserByLogin: (actor, login) => getUserByLogin(parts, actor, login),
  addUser: (actor, sent) => addUser(parts, actor, sent),
  setUserStatus: (actor, id, status) => setUserStatus(parts, actor, id, status),
  resetPassword: (actor, id) => resetPassword(parts, actor, id),
});
