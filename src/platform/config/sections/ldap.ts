import { type Static, Type } from '#sdk';
import { byName, choice, flag, list, needed, path, tables, text, whole } from '../setting.ts';
import { ldapPeople } from './ldap-people.ts';

const ATTRIBUTE = { pattern: '^([A-Za-z][A-Za-z0-9-]*)?$', form: 'sAMAccountName' };
const FILTER = { pattern: String.raw`^(\(.*\))?$`, form: '(objectClass=person)' };

const connection = {
  id: needed('Short name of the directory. Never change it: it is part of what its people are known by.', 'restart', {
    pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
    form: 'corp',
    example: 'corp',
  }),
  preset: choice(
    'Kind of directory; it gives the filters and attributes that are left empty below.',
    ['ad', 'openldap', 'freeipa', '389ds', 'posix'],
    'ad',
    'restart',
  ),
  urls: list(
    'Replicas of this one directory, asked in this order: the next one when one cannot be reached.',
    'restart',
    {
      pattern: String.raw`^ldaps?://[^/\s?#@]+$`,
      form: 'ldaps://dc1.corp.example:636',
    },
  ),
  tls: choice(
    'ldaps: TLS from the first byte; starttls: TLS before anything else is said; none: no TLS.',
    ['ldaps', 'starttls', 'none'],
    'ldaps',
    'restart',
  ),
  allow_plaintext: flag(
    'Allows tls = "none" for other machines: passwords then cross the network readable.',
    false,
    'restart',
  ),
  ca_file: path('Authorities (PEM) that may have signed the certificates; empty: those of the system.', '', 'restart'),
  server_name: text('Name that the certificates must be good for; empty: the name in the address.', '', 'restart', {
    pattern: String.raw`^[^\s/:]*$`,
    form: 'dc1.corp.example',
  }),
  min_version: choice(
    'Oldest TLS version; below TLSv1.2 only for servers that cannot be replaced.',
    ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
    'TLSv1.2',
    'restart',
  ),
  cert_file: path('Certificate (PEM) by which Adit shows itself to the directory; empty: none.', '', 'restart'),
  key_file: path('Private key (PEM) of that certificate.', '', 'restart'),
};

const binding = {
  mode: choice(
    'search: the service account finds the person, who is then tried by DN; direct: tried by a DN made from the name; upn: tried by a name as ann@corp.example.',
    ['search', 'direct', 'upn'],
    'search',
    'restart',
  ),
  bind_dn: text(
    'Service account that searches, as DN or, with Active Directory, as adit@corp.example.',
    '',
    'restart',
    {
      form: 'CN=adit,OU=Service,DC=corp,DC=example',
    },
  ),
  bind_password_file: path(
    'File with the password of the service account; read anew for each connection.',
    '',
    'restart',
  ),
  bind_name: text('With direct: DN with {login} in it. With upn: name with {login} in it.', '', 'restart', {
    pattern: String.raw`^(.*\{login\}.*)?$`,
    form: 'uid={login},ou=people,dc=corp,dc=example',
  }),
  domain: text(
    'Domain of Active Directory in its short form: CORP\\ann is ann here, OTHER\\ann is not. Empty: names with "\\" are nobody\'s.',
    '',
    'restart',
    { pattern: '^[A-Za-z0-9._-]*$', form: 'CORP' },
  ),
};

const people = {
  base: needed('Where people are, and groups without group_base.', 'restart', {
    pattern: '=',
    form: 'DC=corp,DC=example',
    example: 'DC=corp,DC=example',
  }),
  person_filter: text('Who counts as a person, the same for signing in and for synchronising.', '', 'restart', FILTER),
  login_attributes: list(
    'Attributes by which a person may sign in; the first one names the account.',
    'restart',
    ATTRIBUTE,
  ),
  subject_attribute: text('Attribute that stays the same for life.', '', 'restart', ATTRIBUTE),
  name_attribute: text('Attribute with the name that others see.', '', 'restart', ATTRIBUTE),
  email_attribute: text('Attribute with the e-mail address.', '', 'restart', ATTRIBUTE),
  attributes: byName(
    'Further attributes of people, and the name that each has in row policies, as { department = "region" }.',
    'restart',
    { pattern: '^[a-z][a-z0-9_]*$', form: 'region' },
  ),
};

const groups = {
  group_strategy: choice(
    'How the groups of a person are found. memberof: from the person; filter: groups that name the person; chain and token_groups: by Active Directory itself; posix: by memberUid and gidNumber; auto: what fits the preset.',
    ['auto', 'memberof', 'filter', 'chain', 'token_groups', 'posix'],
    'auto',
    'restart',
  ),
  nested_groups: flag('Whether groups in groups count; chain and token_groups always see them.', true, 'restart'),
  group_base: text('Where groups are; empty: base.', '', 'restart', { form: 'OU=Groups,DC=corp,DC=example' }),
  group_filter: text('What counts as a group.', '', 'restart', FILTER),
  group_member_attribute: text('Attribute in which a group names its members.', '', 'restart', ATTRIBUTE),
  group_member_value: choice(
    'What stands there: DN, uid or login of the member; empty: by the preset.',
    ['', '{dn}', '{uid}', '{login}'],
    '',
    'restart',
  ),
};

const limits = {
  connect_timeout_seconds: whole('Seconds for a connection, TLS included.', 3, 'restart', { minimum: 1, maximum: 60 }),
  operation_timeout_seconds: whole('Seconds for one answer.', 8, 'restart', { minimum: 1, maximum: 120 }),
  sign_in_timeout_seconds: whole('Seconds for a whole sign-in, over all replicas.', 12, 'restart', {
    minimum: 1,
    maximum: 120,
  }),
  retry_seconds: whole('Seconds for which a replica that failed is left alone.', 30, 'restart', {
    minimum: 0,
    maximum: 3600,
  }),
  page_size: whole('Entries that are asked for at a time.', 500, 'restart', { minimum: 1, maximum: 1000 }),
  max_qps: whole('Most requests a second that synchronising sends; 0: no limit.', 200, 'restart', { minimum: 0 }),
};

export const ldap = Type.Object(
  {
    servers: tables(
      'One directory each (LDAP, Active Directory); asked in this order, the next one only for names that the one before does not know.',
      'restart',
      Type.Object({ ...connection, ...binding, ...people, ...groups, ...limits }),
    ),
    ...ldapPeople,
  },
  { description: 'Directories whose people may sign in.' },
);

/** One directory as it is configured. */
export type LdapServer = Static<typeof ldap>['servers'][number];

export type LdapSettings = Static<typeof ldap>;
