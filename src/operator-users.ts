import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import { type Link, rolesOf, type User } from './features/accounts/index.ts';
import type { Actor } from './platform/access/actor.ts';
import { tenantOf } from './platform/access/guard.ts';

/** What the operator may ask about accounts, as plain data. There is no password in it: people choose theirs at a link. */
export type UserCommand =
  | { do: 'user'; action: 'list' }
  | { do: 'user'; action: 'setup-link' }
  | { do: 'user'; action: 'add'; login: string; name: string | null; role: string }
  | { do: 'user'; action: 'reset-password' | 'disable' | 'enable'; login: string };

/** A link as the operator passes it on. */
export interface UserLink {
  readonly url: string;
  readonly expiresAtMs: number;
}

export interface UserSummary {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly status: User['status'];
  readonly hasPassword: boolean;
  readonly lastSignInAtMs: number | null;
}

/**
 * Carries out a command about accounts, in the appliance's own tenant.
 * @param site where people reach the appliance, as far as it is known here
 */
export function operateUsers(appliance: Appliance, actor: Actor, command: UserCommand, site: string): unknown {
  const { accounts, signIn } = appliance;
  const urlOf = ({ path, expiresAtMs }: Link): UserLink => ({ url: site + path, expiresAtMs });
  if (command.action === 'list') return everyUser(appliance, actor).map(summaryOf);
  if (command.action === 'setup-link') return urlOf(signIn.issueSetupLink(actor.tenant!, actor) ?? haveAdministrator());
  if (command.action === 'add') {
    const { login, name, role } = command;
    const sent = { login, roles: [roleOf(appliance, actor, role)], ...(name === null ? {} : { displayName: name }) };
    const { user, link } = accounts.addUser(actor, sent);
    return { user: summaryOf(user), link: urlOf(link) };
  }
  const { id } = accounts.getUserByLogin(actor, command.login);
  if (command.action === 'reset-password') return urlOf(accounts.resetPassword(actor, id));
  return summaryOf(accounts.setUserStatus(actor, id, command.action === 'enable' ? 'active' : 'disabled'));
}

function everyUser({ accounts }: Appliance, actor: Actor): User[] {
  return [...accounts.listUsers(actor, { limit: 100_000, after: null, offset: 0 }).items];
}

const summaryOf = (user: User): UserSummary => ({
  ...{ login: user.login, name: user.displayName, roles: rolesOf(user), status: user.status },
  ...{ hasPassword: user.hasPassword, lastSignInAtMs: user.lastSignInAtMs },
});

function roleOf({ access }: Appliance, actor: Actor, sent: string): string {
  const roles = access.roleNames(tenantOf(actor));
  if (roles.includes(sent)) return sent;
  throw new AppError('invalid', 'cli.unknownRole', `There is no role "${sent}". The roles are ${roles.join(', ')}.`);
}

function haveAdministrator(): never {
  throw new AppError(
    'conflict',
    'user.haveAdministrator',
    'There is an administrator already. For one who cannot sign in any more: adit user list, then adit user reset-password LOGIN.',
  );
}
