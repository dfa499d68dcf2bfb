import { describe, expect } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#sdk';
import type { DirectoryPerson } from '../../src/features/directory/directory.ts';
import { person, SMITH } from './openldap-data.ts';
import { codeOf, signal, slapdTest, uncounted, useSlapd } from './openldap-house.ts';
import { startProxy } from './recording-proxy.ts';
import { BASE, SERVICE } from './slapd.ts';

const { directory, log, prove, slapd } = useSlapd();

describe('OpenLDAP: who is who', () => {
  slapdTest('the person with everything that is asked for', async () => {
    const attributes = { departmentNumber: 'region', l: 'site', title: 'title' };
    const ann = (await directory({ attributes }).prove('ann', 'Ann-secret ☃', signal, uncounted)) as DirectoryPerson;
    expect(ann).toMatchObject({
      ...{ dn: person('ann'), login: 'ann', displayName: 'Ann Berg', email: 'ann@corp.example' },
      ...{ isDisabled: false, disabledBy: null },
      attributes: { region: ['north', 'south'], site: ['Graz'], title: [] },
    });
    expect(ann.subject).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  slapdTest('rule 12: the entryUUID finds the same person, whatever the login', async () => {
    const ann = (await directory().find({ login: 'ann' }, signal)) as DirectoryPerson;
    expect(await directory().find({ subject: ann.subject }, signal)).toEqual(ann);
    expect(await directory().find({ subject: '00000000-0000-0000-0000-000000000000' }, signal)).toBeNull();
    expect(await directory().find({ subject: 'ann' }, signal)).toBeNull();
    expect(await directory().find({ subject: '*' }, signal)).toBeNull();
  });

  slapdTest('rule 6, search: right, wrong and unknown', async () => {
    expect(await prove('ann', 'Ann-secret ☃')).toBe('ann');
    expect(await prove('ann', 'ann-secret ☃')).toBe('refused');
    expect(await prove('nobody', 'Ann-secret ☃')).toBe('not-found');
  });

  slapdTest('rule 6, direct: without a service account the person reads their own entry', async () => {
    const direct = {
      mode: 'direct',
      bind_name: `uid={login},ou=people,${BASE}`,
      bind_dn: '',
      bind_password_file: '',
    } as const;
    expect(await prove('ann', 'Ann-secret ☃', direct)).toBe('ann');
    expect(await prove('zoë', 'zoe-secret', direct)).toBe('zoë');
    expect(await prove('ann', 'wrong', direct)).toBe('refused');
    expect(await prove('nobody', 'wrong', direct)).toBe('refused');
    // Were it not escaped, this would be the name of somebody else, whose password it is.
    expect(await prove(`ann,ou=people,${BASE}`, 'Ann-secret ☃', direct)).toBe('refused');
    expect(await prove('x+uid=ann', 'Ann-secret ☃', direct)).toBe('refused');
    expect(await codeOf(directory(direct).find({ login: 'ann' }, signal))).toBe('directory.misconfigured');
  });

  slapdTest('rule 6, direct: with a service account an unknown name is not found', async () => {
    const direct = { mode: 'direct', bind_name: `uid={login},ou=people,${BASE}` } as const;
    expect(await prove('ann', 'Ann-secret ☃', direct)).toBe('ann');
    expect(await prove('nobody', 'wrong', direct)).toBe('not-found');
    expect((await directory(direct).find({ login: 'ann' }, signal))?.dn).toBe(person('ann'));
  });

  slapdTest('rule 6, upn: a name that this server does not take is refused, not a crash', async () => {
    expect(await prove('ann', 'Ann-secret ☃', { mode: 'upn', bind_name: '{login}@corp.example' })).toBe('refused');
  });

  slapdTest('a client certificate may be the service account', async () => {
    const [cert_file, key_file] = [join(slapd().folder, 'adit-client.crt'), join(slapd().folder, 'adit-client.key')];
    const byCertificate = { cert_file, key_file, bind_dn: '', bind_password_file: '' };
    expect(await prove('ann', 'Ann-secret ☃', byCertificate)).toBe('ann');
    expect((await directory(byCertificate).find({ login: 'carol' }, signal))?.login).toBe('carol');
  });
});

describe('OpenLDAP: passwords and names', () => {
  slapdTest('rule 7: an empty password is refused before anything is sent', async () => {
    const proxy = await startProxy(slapd().tlsPort);
    const urls = [`ldaps://localhost:${proxy.port}`];
    for (const password of ['', '\0', '\0\0\0', 'Ann-secret ☃\0', '\0Ann-secret ☃', 'x'.repeat(5000)])
      expect(await prove('ann', password, { urls })).toBe('refused');
    expect(proxy.opened()).toBe(0);
    await proxy.end();
  });

  slapdTest('rule 9: a person called like a SASL mechanism signs in by password, and only so', async () => {
    expect(await prove('EXTERNAL', 'external-secret')).toBe('external');
    expect(await prove('PLAIN', 'plain-secret')).toBe('plain');
    expect(await prove('EXTERNAL', 'x')).toBe('refused');
    expect(await prove('DIGEST-MD5', 'x')).toBe('not-found');
    const bare = { mode: 'direct', bind_name: '{login}', bind_dn: '', bind_password_file: '' } as const;
    for (const login of ['EXTERNAL', 'PLAIN', 'DIGEST-MD5', 'SCRAM-SHA-1'])
      expect(await prove(login, 'x', bare)).toBe('refused');
  });

  slapdTest('rule 8: commas, parentheses and stars in a name break neither filter nor name', async () => {
    expect(await prove('smith', 'smith-secret')).toBe('smith');
    const smith = (await directory().find({ login: 'smith' }, signal)) as DirectoryPerson;
    expect([smith.dn, smith.displayName]).toEqual([SMITH, 'Smith, John (EXT) *']);
    expect(smith.groups.map(({ name }) => name)).toEqual(['direct', 'middle', 'top']);
  });

  slapdTest('rule 8: a filter cannot be written into a name', async () => {
    for (const login of [
      '*',
      'a*',
      'ann)(uid=*',
      'ann)(objectClass=*))(|(uid=x',
      'ann\\2a',
      '\\61nn',
      'uid=ann',
      '(ann)',
      '&(uid=ann)',
    ])
      expect([login, await prove(login, 'Ann-secret ☃')]).toEqual([login, 'not-found']);
  });

  slapdTest('rule 13: the account is called as the directory calls the person', async () => {
    expect(await prove('bob', 'bob-secret')).toBe('bob');
    expect(await prove('BoB', 'bob-secret')).toBe('bob');
    expect(await prove('  bob ', 'bob-secret')).toBe('bob');
    expect(await prove('ＢＯＢ', 'bob-secret')).toBe('bob');
    expect(await prove('STRAßE', 'strasse-secret')).toBe('strasse');
    expect(await prove('zoe\u0308', 'zoe-secret')).toBe('zoë');
  });

  slapdTest('rule 13: controls and marks of direction are refused before anything is sent', async () => {
    const proxy = await startProxy(slapd().tlsPort);
    const urls = [`ldaps://localhost:${proxy.port}`];
    for (const login of ['ann\u202e', 'a\u200bnn', 'ann\0', '\u2066ann', 'ann\nx'])
      expect(await prove(login, 'Ann-secret ☃', { urls })).toBe('not-found');
    expect(proxy.opened()).toBe(0);
    await proxy.end();
  });

  slapdTest('rule 13: what is shown of a name cannot turn the direction of the page', async () => {
    expect((await directory().find({ login: 'bob' }, signal))?.displayName).toBe('Bob dlonrA');
  });

  slapdTest('rule 10: a name that two people have is nobody’s, and the log says why', async () => {
    const login_attributes = ['uid', 'mail'];
    expect(await prove('ann@corp.example', 'Ann-secret ☃', { login_attributes })).toBe('ann');
    expect(await prove('shared@corp.example', 'carol-secret', { login_attributes })).toBe('refused');
    expect(await directory({ login_attributes }).find({ login: 'shared@corp.example' }, signal)).toBeNull();
    expect(log.text()).toContain('the name is not one person');
  });

  slapdTest('rule 11: names of attributes in any case', async () => {
    const attributes = { DEPARTMENTNUMBER: 'region' };
    const settings = { login_attributes: ['UiD'], subject_attribute: 'ENTRYuuid', email_attribute: 'MAIL', attributes };
    const ann = (await directory(settings).prove('ann', 'Ann-secret ☃', signal, uncounted)) as DirectoryPerson;
    expect(ann).toMatchObject({ login: 'ann', email: 'ann@corp.example', attributes: { region: ['north', 'south'] } });
    expect(ann.subject).toBe((await directory().find({ login: 'ann' }, signal))!.subject);
  });

  slapdTest('rule 31: no password in the log, at any level', async () => {
    await prove('ann', 'Ann-secret ☃');
    await prove('ann', 'wrong-but-nearly-right');
    await prove('nobody', 'password-of-nobody');
    for (const secret of ['Ann-secret', 'nearly-right', 'password-of-nobody', 'S3rvice'])
      expect(log.text()).not.toContain(secret);
  });

  slapdTest('rule 31: the password of the service account is read anew from its file, and never kept', async () => {
    const file = join(slapd().folder, 'other-password');
    writeFileSync(file, 'wrong\n');
    const changing = directory({ bind_password_file: file });
    expect(await codeOf(changing.find({ login: 'ann' }, signal))).toBe('directory.refusedUs');
    writeFileSync(file, `${SERVICE.password}\r\n`);
    expect((await changing.find({ login: 'ann' }, signal))?.login).toBe('ann');
    writeFileSync(file, '');
    expect(await codeOf(changing.find({ login: 'ann' }, signal))).toBe('directory.refusedUs');
    expect(await codeOf(directory({ bind_password_file: '/nowhere' }).find({ login: 'ann' }, signal))).toBe(
      'directory.misconfigured',
    );
  });

  slapdTest('the try is counted once before the password goes out; what the count throws ends it', async () => {
    const counted: string[] = [];
    const ann = (await directory().find({ login: 'ann' }, signal))!;
    await directory().prove('ann', 'wrong', signal, (account) => counted.push(account));
    await directory().prove('ANN', 'wrong', signal, (account) => counted.push(account));
    await directory().prove('nobody', 'wrong', signal, (account) => counted.push(account));
    expect(counted).toEqual([ann.subject, ann.subject]);
    const refusing = directory().prove('ann', 'Ann-secret ☃', signal, () => {
      throw new AppError('rate_limited', 'signIn.locked', 'Too many.');
    });
    expect(await codeOf(refusing)).toBe('signIn.locked');
  });
});

describe('OpenLDAP: states', () => {
  slapdTest('rule 15: locked and disabled people are found as such, and refused', async () => {
    const stateOf = async (login: string) => (await directory().find({ login }, signal))?.disabledBy;
    expect([await stateOf('ann'), await stateOf('locked'), await stateOf('disabled')]).toEqual([
      null,
      'locked',
      'disabled',
    ]);
    expect(await prove('locked', 'locked-secret')).toBe('refused');
    expect(await prove('disabled', 'disabled-secret')).toBe('refused');
  });
  slapdTest('rule 15: an account that ended (shadowExpire) is refused although its password is right', async () => {
    expect(await prove('posix', 'posix-secret', { preset: 'posix' })).toBe('posix');
    expect(await prove('expired', 'expired-secret', { preset: 'posix' })).toBe('refused');
    expect(log.text()).toContain('account-expired');
  });
});
