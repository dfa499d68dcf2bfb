import type { OpenLink } from '../features/accounts/index.ts';
import type { UserCommand, UserLink, UserSummary } from '../operator-users.ts';
import { ROLES } from '../platform/access/permissions.ts';
import { noAction } from './answering-verb.ts';
import { PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { operatorVerb } from './operator-verb.ts';
import { minuteText, textTable } from './text-table.ts';
import type { Flags } from './verb.ts';

const about = {
  name: 'user',
  summary: 'Adds, lists and disables accounts, and makes links at which people choose a password.',
  usage:
    'user list | add LOGIN | invite LOGIN | invitations | withdraw LOGIN | reset-password LOGIN | reset-second-factor LOGIN | unlock LOGIN | disable LOGIN | enable LOGIN | setup-link [--role ROLE] [--name NAME] [--email ADDRESS] [--data DIR] [--config FILE] [--json]',
  flags: [
    { flag: '--role ROLE', does: `with add: ${ROLES.join(', ')}, or one of your own; analyst without` },
    { flag: '--name NAME', does: 'with add: the name that others see; the login without' },
    { flag: '--email ADDRESS', does: 'with add: where the person is reached' },
    ...PLACE_FLAGS,
  ],
  examples: [
    {
      call: 'user add ann --role analyst --name "Ann Berg"',
      does: 'prints a link, good once, for choosing a password',
    },
    { call: 'user reset-password ann', does: 'a new link; the old password holds until another is chosen' },
    {
      call: 'user invite ann',
      does: 'the account if there is none, and a link; a new one where she has no password yet',
    },
    { call: 'user reset-second-factor ann', does: 'for a lost phone: signing in needs the password alone again' },
    { call: 'user unlock ann', does: 'failed attempts are forgotten; she may try again at once' },
    { call: 'user disable ann', does: 'she is signed out everywhere at once, and cannot sign in again' },
    { call: 'user setup-link', does: 'a new link for the first administrator, when the printed one is too old' },
  ],
};

const options = {
  ...PLACE_OPTIONS,
  role: { type: 'string' },
  name: { type: 'string' },
  email: { type: 'string' },
} as const;

export default operatorVerb(about, options, commandOf, textOf);

/** What is asked for, or what is wrong with the call. */
function commandOf({ positionals, values }: Flags): UserCommand | string {
  const [action, login] = positionals;
  const [role, name, email] = [values.role, values.name, values.email] as (string | undefined)[];
  if (action !== 'add' && action !== 'invite' && [role, name, email].some((value) => value !== undefined))
    return '--role, --name and --email belong to "add" and "invite".';
  switch (action) {
    case 'list':
    case 'invitations':
    case 'setup-link':
      return login === undefined ? { do: 'user', action } : `The argument "${login}" has no place here.`;
    case 'add':
    case 'invite':
    case 'withdraw':
    case 'reset-second-factor':
    case 'unlock':
    case 'reset-password':
    case 'disable':
    case 'enable':
      if (login === undefined) return `Say whom to ${action}: adit user ${action} LOGIN.`;
      return action === 'add' || action === 'invite'
        ? { do: 'user', action, login, name: name ?? null, email: email ?? null, role: role ?? 'analyst' }
        : { do: 'user', action, login };
    default:
      return noAction(action);
  }
}

function textOf(command: UserCommand, answer: unknown): string {
  switch (command.action) {
    case 'list':
      return listText(answer as UserSummary[]);
    case 'invitations':
      return invitationsText(answer as OpenLink[]);
    case 'reset-second-factor':
      return `${(answer as UserSummary).login} signs in with the password alone; every session has ended.\n`;
    case 'unlock':
      return `${(answer as UserSummary).login} may try again at once.\n`;
    case 'withdraw':
      return `The link of ${(answer as UserSummary).login} opens nothing any more.\n`;
    case 'invite': {
      const { user, link } = answer as { user: UserSummary; link: UserLink };
      return `${user.login} (${user.roles.join(', ')}) is invited. ${linkText(link)}`;
    }
    case 'add': {
      const { user, link } = answer as { user: UserSummary; link: UserLink };
      return `${user.login} (${user.roles.join(', ')}) is added. ${linkText(link)}`;
    }
    case 'reset-password':
      return `The old password holds until a new one is chosen. ${linkText(answer as UserLink)}`;
    case 'setup-link':
      return `First administrator: ${linkText(answer as UserLink)}`;
    default: {
      const { login, status } = answer as UserSummary;
      return status === 'active' ? `${login} can sign in again.\n` : `${login} is signed out and cannot sign in.\n`;
    }
  }
}

function linkText({ url, expiresAtMs }: UserLink): string {
  const minutes = Math.max(1, Math.round((expiresAtMs - Date.now()) / 60_000));
  const within = minutes > 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`;
  return `Pass this link on (good once, within ${within}):\n${url}\n`;
}

function invitationsText(links: readonly OpenLink[]): string {
  if (links.length === 0) return 'No invitation is open.\n';
  const cells = links.map(({ login, displayName, email, issuedBy, expiresAtMs }) => [
    ...[login, displayName, email ?? '–', issuedBy ?? '–', minuteText(expiresAtMs)],
  ]);
  return textTable([['login', 'name', 'e-mail', 'invited by', 'expires (UTC)'], ...cells]);
}

function listText(list: readonly UserSummary[]): string {
  if (list.length === 0) return 'There is no account yet. "adit user setup-link" prints the link for the first one.\n';
  const cells = list.map((user) => [
    user.login,
    user.name,
    user.roles.join(', ') || '–',
    user.status === 'active' && !user.hasPassword ? 'has chosen no password' : user.status,
    user.lastSignInAtMs === null ? 'never' : minuteText(user.lastSignInAtMs),
  ]);
  return textTable([['login', 'name', 'roles', 'status', 'last sign-in (UTC)'], ...cells]);
}
