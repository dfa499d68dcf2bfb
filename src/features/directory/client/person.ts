import type { DirectoryGroup, DirectoryPerson } from '../directory.ts';
import { keptLogin, visible } from '../login-name.ts';
import { guidFromBytes } from '../sid.ts';
import { disabledBy, STATE_ATTRIBUTES } from './account-state.ts';
import type { Entry } from './entry.ts';
import type { Profile } from './profile.ts';

/** Everything that is read of a person, groups aside. */
export function personAttributes(profile: Profile): string[] {
  const { server, subjectAttribute, loginAttributes, nameAttributes, emailAttribute, isActiveDirectory } = profile;
  return [
    ...new Set([
      subjectAttribute,
      ...loginAttributes,
      ...nameAttributes,
      emailAttribute,
      ...Object.keys(server.attributes),
      ...(isActiveDirectory ? STATE_ATTRIBUTES.activeDirectory : STATE_ATTRIBUTES.others),
      // What finding their groups needs.
      ...['memberOf', 'uid', 'gidNumber', ...(isActiveDirectory ? ['objectSid', 'primaryGroupID'] : [])],
    ]),
  ];
}

/** What stays the same for life; null: the entry does not show it. */
export function subjectOf(entry: Entry, { subjectAttribute }: Profile): string | null {
  if (subjectAttribute.toLowerCase() !== 'objectguid') return entry.text(subjectAttribute);
  const [bytes] = entry.bytes(subjectAttribute);
  return bytes ? guidFromBytes(bytes) : null;
}

/** The person as Adit knows people; null: without a subject or a login nobody can be told apart from others. */
export function personOf(
  entry: Entry,
  profile: Profile,
  groups: readonly DirectoryGroup[],
  nowMs: number,
): DirectoryPerson | null {
  const subject = subjectOf(entry, profile);
  const login = keptLogin(entry.text(profile.loginAttributes[0] as string) ?? '');
  if (subject === null || login === '') return null;
  const reason = disabledBy(entry, profile.isActiveDirectory, nowMs);
  const name = profile.nameAttributes
    .map((attribute) => visible(entry.text(attribute) ?? ''))
    .find((text) => text !== '');
  return {
    subject,
    dn: entry.dn,
    login,
    displayName: name ?? login,
    email: visible(entry.text(profile.emailAttribute) ?? '') || null,
    isDisabled: reason !== null,
    disabledBy: reason,
    groups,
    attributes: Object.fromEntries(
      Object.entries(profile.server.attributes).map(([attribute, ours]) => [ours, entry.texts(attribute)]),
    ),
  };
}
