import { describe, expect } from 'bun:test';
import type { AppError } from '#sdk';
import type { DirectoryPerson } from '../../src/features/directory/index.ts';
import { codeOf, signal, uncounted } from './openldap-house.ts';
import { DOMAIN } from './samba.ts';
import { AD_CROWD, AD_SMITH, adPerson, asAdministrator, change, PASSWORD, STAFF } from './samba-data.ts';
import { sambaTest, useSamba } from './samba-house.ts';

const { samba, log, directory, prove } = useSamba();
const UPN = { mode: 'upn', bind_name: '{login}@corp.example', bind_dn: '', bind_password_file: '' } as const;

describe('Active Directory: who is who', () => {
  sambaTest('rule 14: by sAMAccountName, by UPN, and with the domain before it', async () => {
    for (const login of ['Ann', 'ann', 'ann.berg@corp.example', 'CORP\\ann', 'corp\\ANN', 'ANN.BERG@CORP.EXAMPLE'])
      expect([login, await prove(login, PASSWORD)]).toEqual([login, 'ann']);
    for (const login of ['OTHER\\ann', '\\ann', 'CORP\\', 'CORP\\OTHER\\ann', 'ann@mail.example', 'ann@corp.example'])
      expect([login, await prove(login, PASSWORD)]).toEqual([login, 'not-found']);
  });

  sambaTest('rule 14: by mail only where that is configured; without a domain nobody has a backslash', async () => {
    const login_attributes = ['sAMAccountName', 'mail'];
    expect(await prove('ann@mail.example', PASSWORD, { login_attributes })).toBe('ann');
    expect(await prove('CORP\\ann', PASSWORD, { domain: '' })).toBe('not-found');
  });

  sambaTest('rule 12: objectGUID finds the same person after a move and a new login', async () => {
    const before = (await directory().find({ login: 'leaver' }, signal)) as DirectoryPerson;
    expect(before.subject).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await asAdministrator(samba(), async (client) => {
      await change(client, adPerson('leaver'), { sAMAccountName: 'moved', userPrincipalName: 'moved@corp.example' });
      await client.modifyDN(adPerson('leaver'), `CN=moved,CN=Users,${DOMAIN}`);
    });
    const after = (await directory().find({ subject: before.subject }, signal)) as DirectoryPerson;
    expect([after.subject, after.login, after.dn]).toEqual([before.subject, 'moved', `CN=moved,CN=Users,${DOMAIN}`]);
    expect(await directory().find({ login: 'leaver' }, signal)).toBeNull();
    expect(await directory().find({ subject: 'no-guid' }, signal)).toBeNull();
  });

  sambaTest('rule 6, upn: without a service account', async () => {
    for (const login of ['smith', 'smith@corp.example', 'SMITH@CORP.EXAMPLE', 'CORP\\smith'])
      expect([login, await prove(login, PASSWORD, UPN)]).toEqual([login, 'smith']);
    expect(await prove('smith', 'wrong', UPN)).toBe('refused');
    expect(await prove('smith@other.example', PASSWORD, UPN)).toBe('not-found');
    expect(await prove('smith@other.example@corp.example', PASSWORD, UPN)).toBe('not-found');
  });

  sambaTest('rule 6, upn: the account that is counted is the same however the name is typed', async () => {
    const counted: string[] = [];
    for (const login of ['bob', 'BOB', 'bob@corp.example', 'CORP\\Bob'])
      await directory(UPN).prove(login, PASSWORD, signal, (account) => counted.push(account));
    expect(new Set(counted)).toEqual(new Set(['bob@corp.example']));
    const bySubject: string[] = [];
    for (const login of ['bob', 'BOB', 'bob@corp.example', 'CORP\\Bob'])
      await directory().prove(login, PASSWORD, signal, (account) => bySubject.push(account));
    expect(new Set(bySubject).size).toBe(1);
  });

  sambaTest('rule 8: a DN with comma, parentheses and star', async () => {
    const smith = (await directory().prove('smith', PASSWORD, signal, uncounted)) as DirectoryPerson;
    expect([smith.dn, smith.displayName]).toEqual([AD_SMITH, 'Smith, John (EXT) *']);
  });

  sambaTest('rule 7: an empty password, which this server lets in, is refused', async () => {
    expect(await prove('ann', '')).toBe('refused');
    expect(await prove('ann', '', UPN)).toBe('refused');
  });

  sambaTest('attributes of rows', async () => {
    const ann = await directory({ attributes: { Department: 'region', division: 'division' } }).find(
      { login: 'ann' },
      signal,
    );
    expect(ann).toMatchObject({
      displayName: 'Ann Berg',
      email: 'ann@mail.example',
      attributes: { region: ['north'], division: [] },
    });
  });
});

describe('Active Directory: transport', () => {
  sambaTest('rule 5: without TLS the refusal is a sentence that says what to do', async () => {
    const plain = directory({ tls: 'none', urls: [`ldap://127.0.0.1:${samba().port}`] });
    try {
      await plain.find({ login: 'ann' }, signal);
      throw new Error('it was let in');
    } catch (error) {
      expect((error as AppError).message).toContain('takes no passwords without TLS. Use tls = "ldaps"');
    }
    const own = directory({ ...UPN, tls: 'none', urls: [`ldap://127.0.0.1:${samba().port}`] });
    expect(await codeOf(own.prove('ann', PASSWORD, signal, uncounted))).toBe('directory.misconfigured');
  });

  sambaTest('rule 3: StartTLS', async () => {
    expect(await prove('ann', PASSWORD, { tls: 'starttls', urls: [`ldap://localhost:${samba().port}`] })).toBe('ann');
  });

  sambaTest('rule 4: referrals of the root of the domain are not followed, and do no harm', async () => {
    // This search crosses the naming contexts of the domain and brings three references.
    const people = await Array.fromAsync(directory({ max_qps: 0, group_strategy: 'memberof' }).people(signal));
    expect(people.length).toBeGreaterThan(AD_CROWD);
  });

  sambaTest('rule 4: a base of another server says what to do', async () => {
    const elsewhere = directory({ base: 'DC=other,DC=test' });
    expect(['directory.incomplete', 'directory.misconfigured']).toContain(
      await codeOf(elsewhere.find({ login: 'ann' }, signal)),
    );
  });

  sambaTest('the Global Catalog finds people without a base', async () => {
    const urls = [`ldap://localhost:${samba().catalogPort}`];
    expect(await prove('ann', PASSWORD, { tls: 'starttls', urls })).toBe('ann');
  });
});

describe('Active Directory: states', () => {
  const stateOf = async (login: string) => (await directory().find({ login }, signal))?.disabledBy;

  sambaTest('rule 15: disabled, expired, and who must change the password', async () => {
    expect(await stateOf('ann')).toBeNull();
    expect(await stateOf('carol')).toBe('disabled');
    expect(await stateOf('dave')).toBe('account-expired');
    expect(await stateOf('erin')).toBe('must-change-password');
    for (const login of ['carol', 'dave', 'erin'])
      expect([login, await prove(login, PASSWORD)]).toEqual([login, 'refused']);
  });

  sambaTest('rule 15: the sub-codes are in the log in words, and nowhere else', async () => {
    const before = log.text().length;
    for (const login of ['carol', 'dave', 'erin']) await prove(login, PASSWORD);
    await prove('bob', 'wrong');
    const reasons = log.text().slice(before);
    for (const reason of ['"disabled"', '"account expired"', '"must change password"', '"wrong password"'])
      expect(reasons).toContain(reason);
  });

  sambaTest('rule 15: locked after too many tries, also with the right password', async () => {
    expect(await stateOf('frank')).toBeNull();
    for (let i = 0; i < 4; i++) expect(await prove('frank', 'wrong')).toBe('refused');
    expect(await prove('frank', PASSWORD)).toBe('refused');
    expect(await stateOf('frank')).toBe('locked');
    expect(log.text()).toContain('"locked"');
    await asAdministrator(samba(), (client) => change(client, adPerson('frank'), { lockoutTime: '0' }));
    expect(await stateOf('frank')).toBeNull();
    expect(await prove('frank', PASSWORD)).toBe('frank');
  });

  sambaTest('rule 29: unknown, wrong and disabled cost one bind each', async () => {
    const binds = () => log.lines().filter(({ event }) => event === 'directory.refused').length;
    const before = binds();
    expect([await prove('nobody', 'x'), await prove('bob', 'x'), await prove('carol', 'x')]).toEqual([
      'not-found',
      'refused',
      'refused',
    ]);
    expect(binds() - before).toBe(2);
  });
});

describe('Active Directory: everybody', () => {
  sambaTest('rule 19: all pages, whatever their size', async () => {
    for (const page_size of [50, 301, 1000]) {
      const settings = { max_qps: 0, page_size, base: STAFF, group_strategy: 'memberof' } as const;
      const people = await Array.fromAsync(directory(settings).people(signal));
      expect([page_size, people.filter(({ login }) => /^u\d+$/.test(login)).length]).toEqual([page_size, AD_CROWD]);
    }
  });

  sambaTest('rule 27: synchronising sees the same person as signing in, by every strategy', async () => {
    for (const group_strategy of ['token_groups', 'chain', 'memberof', 'filter'] as const) {
      const filter = '(&(objectClass=user)(|(sAMAccountName=ann)(sAMAccountName=bob)(sAMAccountName=carol)))';
      const listed = await Array.fromAsync(directory({ group_strategy, person_filter: filter }).people(signal));
      expect(listed.length).toBe(3);
      for (const person of listed)
        expect(await directory({ group_strategy }).find({ subject: person.subject }, signal)).toEqual(person);
    }
  });
});
