import { type Filter, FilterParser } from 'ldapts';
import { AppError } from '#sdk';
import type { LdapServer } from '../../../platform/config/index.ts';

export type GroupStrategy = Exclude<LdapServer['group_strategy'], 'auto'>;

/** A directory as it is configured, with what its preset gives and its filters read. */
export interface Profile {
  readonly server: LdapServer;
  readonly isActiveDirectory: boolean;
  readonly personFilter: Filter;
  /** The first one names the account. */
  readonly loginAttributes: readonly string[];
  readonly subjectAttribute: string;
  /** In this order, the first that has a value. */
  readonly nameAttributes: readonly string[];
  readonly emailAttribute: string;
  readonly groups: {
    readonly strategy: GroupStrategy;
    readonly isNested: boolean;
    readonly base: string;
    readonly filter: Filter;
    readonly memberAttributes: readonly string[];
    /** What stands there of a member. */
    readonly memberValue: '{dn}' | '{uid}' | '{login}';
  };
}

interface Preset {
  person: string;
  logins: readonly string[];
  subject: string;
  group: string;
  members: readonly string[];
  memberValue: Profile['groups']['memberValue'];
  strategy: GroupStrategy;
}

const GROUP_OF_NAMES = {
  group: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))',
  members: ['member', 'uniqueMember'],
  memberValue: '{dn}',
  strategy: 'filter',
} as const;

const PRESETS: Readonly<Record<LdapServer['preset'], Preset>> = {
  ad: {
    person: '(&(objectCategory=person)(objectClass=user))',
    logins: ['sAMAccountName', 'userPrincipalName'],
    subject: 'objectGUID',
    group: '(objectClass=group)',
    members: ['member'],
    memberValue: '{dn}',
    strategy: 'token_groups',
  },
  openldap: { person: '(objectClass=inetOrgPerson)', logins: ['uid'], subject: 'entryUUID', ...GROUP_OF_NAMES },
  // memberOf of FreeIPA names indirect groups too.
  freeipa: {
    person: '(&(objectClass=person)(objectClass=posixAccount))',
    logins: ['uid'],
    subject: 'ipaUniqueID',
    group: '(objectClass=ipaUserGroup)',
    members: ['member'],
    memberValue: '{dn}',
    strategy: 'memberof',
  },
  '389ds': { person: '(objectClass=person)', logins: ['uid'], subject: 'nsUniqueId', ...GROUP_OF_NAMES },
  posix: {
    person: '(objectClass=posixAccount)',
    logins: ['uid'],
    subject: 'entryUUID',
    group: '(objectClass=posixGroup)',
    members: ['memberUid'],
    memberValue: '{uid}',
    strategy: 'posix',
  },
};

export function profileOf(server: LdapServer): Profile {
  const preset = PRESETS[server.preset];
  const { group_strategy, group_member_attribute, group_member_value, login_attributes } = server;
  return {
    server,
    isActiveDirectory: server.preset === 'ad',
    personFilter: filterOf(server, 'person_filter', preset.person),
    loginAttributes: login_attributes.length > 0 ? login_attributes : preset.logins,
    subjectAttribute: server.subject_attribute || preset.subject,
    nameAttributes: [server.name_attribute, 'displayName', 'cn'].filter((name) => name !== ''),
    emailAttribute: server.email_attribute || 'mail',
    groups: {
      strategy: group_strategy === 'auto' ? preset.strategy : group_strategy,
      isNested: server.nested_groups,
      base: server.group_base || server.base,
      filter: filterOf(server, 'group_filter', preset.group),
      memberAttributes: group_member_attribute ? [group_member_attribute] : preset.members,
      memberValue: group_member_value || preset.memberValue,
    },
  };
}

function filterOf(server: LdapServer, key: 'person_filter' | 'group_filter', initial: string): Filter {
  const text = server[key] || initial;
  const reason = mistakeIn(text);
  if (reason !== null)
    throw new AppError(
      'invalid',
      'directory.badFilter',
      `"${key}" of the directory "${server.id}" is no filter as (&(objectClass=person)(uid=*)): ${reason}.`,
    );
  return FilterParser.parseString(text);
}

function mistakeIn(text: string): string | null {
  // In values they are escaped; the parser takes a filter whose end is missing.
  if (text.split('(').length !== text.split(')').length) return 'its parentheses do not match';
  try {
    FilterParser.parseString(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
