import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import { type GivenLink, rolesOf, type User } from './features/accounts/index.ts';
import type { Actor } from './platform/access/actor.ts';
import { tenantOf } from './platform/access/guard.ts';
import { loginKey } from './platform/names.ts';

/** What the operator may ask about accounts, as plain data. There is no password in it: people choose theirs at a link. */
export type UserCommand =
  | { do: 'user'; action: 'list' }
  | { do: 'user'; action: 'invitations' }
  | { do: 'user'; action: 'setup-link' }
  | { do: 'user'; action: 'add' | 'invite'; login: string; name: string | null; email: string | null; role: string }
  | { do: 'user'; action: 'reset-password' | 'disable' | 'enable' | OnAccess; login: string };

/** Who works at the command line is given the link, and passes it on. */
const SHOWN = true;

/** What concerns how somebody comes in. */
type OnAccess = 'reset-second-factor' | 'unlock' | 'withdraw';

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
  const urlOf = ({ path, expiresAtMs }: Pick<GivenLink, 'path' | 'expiresAtMs'>): UserLink => ({
    url: site + path,
    expiresAtMs,
  });
  if (command.action === 'list') return everyUser(appliance, actor).map(summaryOf);
  if (command.action === 'invitations') return accounts.listInvitations(actor);
  if (command.action === 'setup-link') return urlOf(signIn.issueSetupLink(actor.tenant!, actor) ?? haveAdministrator());
  if (command.action === 'add' || command.action === 'invite') {
    const { user, link } = invite(appliance, actor, command);
    return { user: summaryOf(user), link: urlOf(link) };
  }
  const user = accounts.getUserByLogin(actor, command.login);
  const { id } = user;
  switch (command.action) {
    case 'reset-second-factor':
      accounts.resetSecondFactor(actor, id);
      return summaryOf(user);
    case 'unlock':
      accounts.unlockUser(actor, id);
      return summaryOf(user);
    case 'withdraw':
      accounts.withdrawInvitation(actor, id);
      return summaryOf(user);
  }
  if (command.action === 'reset-password') return urlOf(accounts.resetPassword(actor, id, SHOWN));
  return summaryOf(accounts.setUserStatus(actor, id, command.action === 'enable' ? 'active' : 'disabled'));
}

/** Adds the account; with `invite` one that is there and has no password yet gets another link. */
function invite(
  appliance: Appliance,
  actor: Actor,
  { action, login, name, email, role }: Extract<UserCommand, { role: string }>,
): { user: User; link: GivenLink } {
  const { accounts } = appliance;
  const known = action === 'invite' ? everyUser(appliance, actor).find((user) => user.login === loginKey(login)) : null;
  if (known) {
    if (known.hasPassword) haveAccount();
    return { user: known, link: accounts.resetPassword(actor, known.id, SHOWN) };
  }
  const named = { ...(name === null ? {} : { displayName: name }), ...(email === null ? {} : { email }) };
  return accounts.addUser(actor, { login, roles: [roleOf(appliance, actor, role)], showLink: SHOWN, ...named });
}

function haveAccount(): never {
  throw new AppError(
    'conflict',
    'user.hasPassword',
    'This person has an account and a password already. For a new one: adit user reset-password LOGIN.',
  );
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
