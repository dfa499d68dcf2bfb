import { BASE, type GroupEntry, ldifEntry, personEntry } from './slapd.ts';

const raw = String.raw;
export const person = (uid: string): string => `uid=${uid},ou=people,${BASE}`;
export const group = (cn: string): string => `cn=${cn},ou=groups,${BASE}`;

/** A person whose name breaks what is pasted into filters and names. */
export const SMITH = raw`cn=Smith\2C John (EXT) *,ou=people,${BASE}`;

/** People beside those who are told of below. */
export const CROWD = 1200;

const crowd = Array.from({ length: CROWD }, (_, i) => personEntry(`u${i}`, `pw${i}`)).join('');

const people = [
  personEntry('ann', 'Ann-secret ☃', {
    ...{
      cn: 'Ann Berg',
      displayName: 'Ann Berg',
      mail: 'ann@corp.example',
      departmentNumber: ['north', 'south'],
      l: 'Graz',
    },
  }),
  personEntry('BOB', 'bob-secret', { cn: 'Bob ‮dlonrA', mail: 'shared@corp.example' }),
  personEntry('carol', 'carol-secret', { mail: 'shared@corp.example' }),
  personEntry('EXTERNAL', 'external-secret'),
  personEntry('PLAIN', 'plain-secret'),
  personEntry('locked', 'locked-secret', { pwdAccountLockedTime: '20260101000000Z' }),
  personEntry('disabled', 'disabled-secret', { pwdAccountLockedTime: '000001010000Z' }),
  personEntry('zoë', 'zoe-secret'),
  personEntry('straße', 'strasse-secret'),
  ldifEntry(SMITH, {
    objectClass: ['inetOrgPerson'],
    cn: 'Smith, John (EXT) *',
    ...{ sn: 'Smith', uid: 'smith', userPassword: 'smith-secret' },
  }),
  ldifEntry(person('posix'), {
    objectClass: ['account', 'posixAccount', 'shadowAccount'],
    ...{ uid: 'posix', cn: 'Posix Person', userPassword: 'posix-secret', uidNumber: '1001', gidNumber: '2000' },
    ...{ homeDirectory: '/home/posix' },
  }),
  ldifEntry(person('expired'), {
    objectClass: ['account', 'posixAccount', 'shadowAccount'],
    ...{ uid: 'expired', cn: 'Expired', userPassword: 'expired-secret', uidNumber: '1002', gidNumber: '2000' },
    ...{ homeDirectory: '/home/expired', shadowExpire: '1' },
  }),
].join('');

export const OPENLDAP_PEOPLE = crowd + people;

const named = (cn: string, members: readonly string[]): GroupEntry => [
  group(cn.replaceAll(',', raw`\,`)),
  { objectClass: ['groupOfNames'], cn, member: members },
];

/** Added while the server runs, so that it writes memberOf. */
export const OPENLDAP_GROUPS: readonly GroupEntry[] = [
  named('direct', [person('ann'), SMITH]),
  named('middle', [group('direct')]),
  named('top', [group('middle'), person('carol')]),
  // A ring: each is in the other.
  named('ring-a', [person('BOB'), group('ring-b')]),
  named('ring-b', [group('ring-a')]),
  named('comma, (and) star*', [person('carol')]),
  [group('unique'), { objectClass: ['groupOfUniqueNames'], cn: 'unique', uniqueMember: [person('ann')] }],
  [
    group('posix-named'),
    { objectClass: ['posixGroup'], cn: 'posix-named', gidNumber: '2001', memberUid: ['posix', 'ann'] },
  ],
  [group('posix-primary'), { objectClass: ['posixGroup'], cn: 'posix-primary', gidNumber: '2000' }],
];
