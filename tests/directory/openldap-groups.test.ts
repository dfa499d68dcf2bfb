import { describe, expect } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IncompleteAnswer } from '../../src/features/directory/directory.ts';
import { CROWD, group, person } from './openldap-data.ts';
import { codeOf, signal, slapdTest, useSlapd } from './openldap-house.ts';
import { BASE } from './slapd.ts';

const { directory, groupsOf, slapd } = useSlapd();

describe('OpenLDAP: groups', () => {
  slapdTest('rule 16, filter: direct and nested, and groupOfUniqueNames', async () => {
    expect(await groupsOf('ann')).toEqual(['direct', 'middle', 'top', 'unique']);
    expect(await groupsOf('ann', { nested_groups: false })).toEqual(['direct', 'unique']);
  });
  slapdTest('rule 16, memberof: direct and nested', async () => {
    // The overlay of this server writes memberOf of groupOfNames only.
    const memberof = { group_strategy: 'memberof' } as const;
    expect(await groupsOf('ann', { ...memberof, group_filter: '(objectClass=groupOfNames)' })).toEqual([
      'direct',
      'middle',
      'top',
    ]);
    expect(await groupsOf('ann', { ...memberof, nested_groups: false })).toEqual(['direct']);
  });
  slapdTest('rule 16, posix: by memberUid and by gidNumber', async () => {
    expect(await groupsOf('posix', { preset: 'posix' })).toEqual(['posix-named', 'posix-primary']);
  });
  slapdTest('rule 16: groups in a ring end', async () => {
    expect(await groupsOf('bob')).toEqual(['ring-a', 'ring-b']);
    expect(await groupsOf('bob', { group_strategy: 'memberof' })).toEqual(['ring-a', 'ring-b']);
  });
  slapdTest('rule 16: a group whose name has a comma and parentheses', async () => {
    expect(await groupsOf('carol')).toEqual(['comma, (and) star*', 'top']);
  });
  slapdTest('rule 16: named by login or uid instead of the DN', async () => {
    const named = {
      group_filter: '(objectClass=posixGroup)',
      group_member_attribute: 'memberUid',
      nested_groups: false,
    };
    expect(await groupsOf('ann', { ...named, group_member_value: '{uid}' })).toEqual(['posix-named']);
    expect(await groupsOf('ann', { ...named, group_member_value: '{login}' })).toEqual(['posix-named']);
    expect(await groupsOf('ann', { ...named, group_member_value: '{dn}' })).toEqual([]);
  });
  slapdTest('rule 16: a base for groups bounds them', async () => {
    expect(await groupsOf('ann', { group_base: `ou=people,${BASE}` })).toEqual([]);
    expect(await groupsOf('ann', { group_base: `ou=people,${BASE}`, group_strategy: 'memberof' })).toEqual([]);
  });
  slapdTest('every group', async () => {
    const groups = await Array.fromAsync(directory().groups(signal));
    expect(groups.length).toBe(7);
    expect(groups.find(({ name }) => name === 'top')).toEqual({ dn: group('top'), sid: null, name: 'top' });
  });
});

describe('OpenLDAP: everybody', () => {
  const everybody = CROWD + 10;

  slapdTest('rule 19: paging goes over the limit of the server, and everybody comes once', async () => {
    const people = await Array.fromAsync(directory({ max_qps: 0 }).people(signal));
    expect(people.length).toBe(everybody);
    expect(new Set(people.map(({ subject }) => subject)).size).toBe(everybody);
    expect(people.find(({ login }) => login === 'ann')?.groups.map(({ name }) => name)).toEqual([
      'direct',
      'middle',
      'top',
      'unique',
    ]);
  });

  slapdTest('rule 19: any size of page gives the same people', async () => {
    for (const page_size of [7, 499, 500, 501, 1000]) {
      const people = await Array.fromAsync(
        directory({ max_qps: 0, page_size, group_strategy: 'memberof' }).people(signal),
      );
      expect([page_size, people.length]).toEqual([page_size, everybody]);
    }
  });

  slapdTest('rule 27: signing in and synchronising see the same person', async () => {
    const attributes = { departmentNumber: 'region' };
    for await (const listed of directory({
      max_qps: 0,
      attributes,
      person_filter: '(|(uid=ann)(uid=bob)(uid=smith)(uid=locked))',
    }).people(signal))
      expect(await directory({ attributes }).find({ subject: listed.subject }, signal)).toEqual(listed);
  });

  slapdTest('rule 19: a size limit is an incomplete answer, not a short one', async () => {
    // The people themselves may page, but not beyond 500 entries in all.
    const asAnn = join(slapd().folder, 'ann-password');
    writeFileSync(asAnn, 'Ann-secret ☃');
    const limited = directory({ bind_dn: person('ann'), bind_password_file: asAnn, max_qps: 0 });
    const read = Array.fromAsync(limited.people(signal));
    await expect(read).rejects.toBeInstanceOf(IncompleteAnswer);
    expect(await codeOf(read)).toBe('directory.incomplete');
  });

  slapdTest('rule 24: a server that is frozen in the middle of a page is an incomplete answer', async () => {
    const frozen = directory({ max_qps: 0, page_size: 50, operation_timeout_seconds: 0.3 });
    let seen = 0;
    const read = (async () => {
      for await (const _ of frozen.people(signal)) if (++seen === 100) slapd().signal('SIGSTOP');
    })();
    try {
      expect(await codeOf(read)).toBe('directory.incomplete');
    } finally {
      slapd().signal('SIGCONT');
    }
    expect(seen).toBeGreaterThanOrEqual(100);
    expect(seen).toBeLessThan(everybody);
  });

  slapdTest('reading everybody can be cancelled', async () => {
    const stop = new AbortController();
    let seen = 0;
    const read = (async () => {
      for await (const _ of directory({ max_qps: 0 }).people(stop.signal)) if (++seen === 10) stop.abort();
    })();
    expect(await codeOf(read)).toBe('directory.cancelled');
    expect(seen).toBeLessThan(everybody);
  });

  slapdTest('a base that is not there, and a filter that is none, say what to correct', async () => {
    const nowhere = directory({ base: 'ou=nowhere,dc=corp,dc=example' });
    expect(await codeOf(nowhere.find({ login: 'ann' }, signal))).toBe('directory.misconfigured');
    expect(() => directory({ person_filter: '(uid=' })).toThrow('"person_filter" of the directory "corp" is no filter');
  });
});
