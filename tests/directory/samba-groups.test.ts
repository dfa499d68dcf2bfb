import { describe, expect } from 'bun:test';
import { signal } from './openldap-house.ts';
import { adGroup } from './samba-data.ts';
import { sambaTest, useSamba } from './samba-house.ts';

const { samba, directory, groupsOf } = useSamba();
const STRATEGIES = ['token_groups', 'chain', 'memberof', 'filter'] as const;
/** Built-in groups are seen by the strategies that ask the server, and by walking alike. */
const ANN = ['Domain Users', 'direct', 'middle', 'top'];
const BOB = ['above-primary', 'primary', 'top'];

describe('Active Directory: groups', () => {
  for (const group_strategy of STRATEGIES) {
    sambaTest(`rule 16, ${group_strategy}: direct, nested and primary groups`, async () => {
      const groups = (await groupsOf('ann', { group_strategy }))?.filter((name) => name !== 'Users');
      expect(groups).toEqual(ANN);
    });
    sambaTest(`rule 17, ${group_strategy}: a primary group of one’s own, and the group that it is in`, async () => {
      const groups = (await groupsOf('bob', { group_strategy }))?.filter(
        (name) => name !== 'Users' && name !== 'Domain Users',
      );
      expect(groups).toEqual(BOB);
    });
    sambaTest(`rule 16, ${group_strategy}: a ring of groups ends`, async () => {
      const groups = (await groupsOf('frank', { group_strategy }))?.filter((name) => name.startsWith('ring'));
      expect(groups).toEqual(['ring-a', 'ring-b']);
    });
    sambaTest(`rule 8, ${group_strategy}: of a person whose DN has a comma and parentheses`, async () => {
      expect(await groupsOf('smith', { group_strategy })).toContain('top');
    });
  }

  sambaTest('rule 16: every strategy gives groups with their SIDs, and the same ones', async () => {
    const lists = [];
    for (const group_strategy of STRATEGIES)
      lists.push(
        (await directory({ group_strategy }).find({ login: 'ann' }, signal))!.groups.filter(
          ({ name }) => name !== 'Users',
        ),
      );
    for (const list of lists) expect(list).toEqual(lists[0]!);
    expect(lists[0]!.find(({ name }) => name === 'top')).toMatchObject({ dn: adGroup('top'), name: 'top' });
    for (const { sid } of lists[0]!) expect(sid).toMatch(/^S-1-5-21-\d+-\d+-\d+-\d+$/);
    expect(lists[0]!.find(({ name }) => name === 'Domain Users')?.sid).toEndWith('-513');
  });

  sambaTest('rule 16: without nesting only what names the person, and the primary group', async () => {
    const nested_groups = false;
    expect(await groupsOf('ann', { group_strategy: 'memberof', nested_groups })).toEqual(['Domain Users', 'direct']);
    expect(await groupsOf('ann', { group_strategy: 'filter', nested_groups })).toContain('direct');
    expect(await groupsOf('ann', { group_strategy: 'filter', nested_groups })).not.toContain('top');
  });

  sambaTest('rule 16: a group outside the base stays known by its SID', async () => {
    const found = await directory({ group_base: `OU=Groups,${adGroup('x').split(',').slice(2).join(',')}` }).find(
      { login: 'ann' },
      signal,
    );
    const outside = found?.groups.find(({ sid }) => sid?.endsWith('-513'));
    expect(outside).toEqual({ dn: `<SID=${outside!.sid}>`, sid: outside!.sid!, name: outside!.sid! });
    expect(found?.groups.map(({ name }) => name)).toContain('top');
  });

  sambaTest('every group that there is', async () => {
    const names = (await Array.fromAsync(directory().groups(signal))).map(({ name }) => name);
    for (const name of ['direct', 'top', 'Domain Users', 'Domain Admins', 'Users']) expect(names).toContain(name);
  });
});

describe('Active Directory: adit ldap test', () => {
  sambaTest('a right configuration', async () => {
    const report = await directory().test(signal);
    expect([report.isRight, report.problems, report.sampled]).toEqual([true, [], 20]);
    expect(report.replicas[0]?.kind).toBe('active-directory');
  });
  sambaTest('the short name of the domain is told where it is missing or another', async () => {
    const hint = 'The domain is "CORP": with domain = "CORP" people may sign in as CORP\\ann too.';
    expect((await directory({ domain: '' }).test(signal)).warnings).toContain(hint);
    expect((await directory({ domain: 'OTHER' }).test(signal)).warnings).toContain(hint);
    expect((await directory().test(signal)).warnings).not.toContain(hint);
  });
  sambaTest('another preset is warned of', async () => {
    const { warnings } = await directory({ preset: 'openldap', person_filter: '(objectClass=user)' }).test(signal);
    expect(warnings.join()).toContain('is Active Directory; preset = "ad" fits it better');
  });
  sambaTest('rule 5: without TLS', async () => {
    const [replica] = (await directory({ tls: 'none', urls: [`ldap://127.0.0.1:${samba().port}`] }).test(signal))
      .replicas;
    expect(replica?.problem).toContain('takes no passwords without TLS');
  });
  sambaTest('the port of a Global Catalog is warned of, whether or not it answers', async () => {
    const { warnings } = await directory({ urls: ['ldaps://localhost:3269'] }).test(signal);
    expect(warnings.join()).toContain('is a Global Catalog: it lacks attributes');
  });
});
