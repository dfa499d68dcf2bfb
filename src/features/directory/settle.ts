import { AppError } from '#sdk';
import { systemActor } from '../../platform/access/actor.ts';
import type { ExternalAccount, ExternalIdentity, Occasion, TenantRoles } from '../accounts/index.ts';
import type { Directory, DirectoryPerson } from './directory.ts';
import { providerOf } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { directoryRoles } from './role-map.ts';

/** Acts where a directory's word changes accounts. */
export const DIRECTORY_ACTOR = systemActor('directory', null);

/** What a directory says of somebody, as an identity in one tenant. */
export const identityOf = (directory: Directory, person: DirectoryPerson, tenant: string): ExternalIdentity => ({
  ...{ tenant, provider: providerOf(directory), subject: person.subject, login: person.login, dn: person.dn },
  ...{ displayName: person.displayName, email: person.email, attributes: person.attributes },
  groups: person.groups.map(({ dn }) => dn),
});

/**
 * Brings the accounts of one person to what the directory says now: those that exist, and with `tenant` the one there, which is made where
 * it is missing. Gives that account; null: nothing gives the person a role there.
 */
export function settlePerson(
  parts: DirectoryParts,
  directory: Directory,
  person: DirectoryPerson,
  occasion: Occasion,
  chooseTenant: (roles: readonly TenantRoles[]) => string | null,
): ExternalAccount | null {
  const { external, settings, places } = parts;
  const roles = person.isDisabled ? [] : directoryRoles(settings, directory.id, places).rolesFor(person.groups);
  const given = roles.filter(({ grants }) => grants.length > 0);
  const chosen = chooseTenant(given);
  let account: ExternalAccount | null = null;
  const known = external.list(providerOf(directory), person.subject);
  for (const { tenant, grants } of given) {
    if (tenant !== chosen && !known.some((one) => one.tenant === tenant)) continue;
    const confirmed = external.confirm(DIRECTORY_ACTOR, identityOf(directory, person, tenant), grants, occasion);
    if (tenant === chosen) account = confirmed;
  }
  const why = person.disabledBy ?? (person.isDisabled ? 'disabled' : 'no-role');
  for (const one of known)
    if (!given.some(({ tenant }) => tenant === one.tenant))
      external.withdraw(DIRECTORY_ACTOR, one, { status: 'disabled', why, occasion });
  return account;
}

/** An account that cannot be made as the directory wants it: nobody can help the person but an administrator, who reads the log. */
export const isUnusable = (error: unknown): error is AppError =>
  error instanceof AppError && error.code.startsWith('identity.');
