import { describe, expect } from 'bun:test';
import { join } from 'node:path';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { signal, slapdTest, useSlapd } from './openldap-house.ts';
import { BASE } from './slapd.ts';

const { directory, slapd } = useSlapd();

describe('OpenLDAP: adit ldap test', () => {
  slapdTest('a right configuration', async () => {
    const report = await directory().test(signal);
    expect(report).toMatchObject({ id: 'corp', isRight: true, problems: [], emptyAttributes: ['mail'], sampled: 20 });
    const [replica] = report.replicas;
    expect(replica).toMatchObject({ isRight: true, problem: null, kind: 'other' });
    expect(replica?.tls?.chain[0]).toMatchObject({
      subject: 'CN=localhost',
      names: ['DNS:localhost', 'IP Address:127.0.0.1'],
    });
    expect(replica?.tls?.caFile).toBe(join(slapd().folder, 'ca.crt'));
  });
  slapdTest('a certificate that ends soon is warned of', async () => {
    expect((await directory().test(signal)).warnings.join()).toContain('the certificate "CN=localhost" ends on');
  });
  slapdTest('rule 11: attributes that nobody has are told; without a login nobody could sign in', async () => {
    const report = await directory({ login_attributes: ['sAMAccountName'], attributes: { costCenter: 'cost' } }).test(
      signal,
    );
    expect(report.isRight).toBe(false);
    expect(report.problems.join()).toContain('has "sAMAccountName"');
    expect(report.emptyAttributes).toEqual(['sAMAccountName', 'mail', 'costCenter']);
  });
  slapdTest('a wrong authority: the chain is shown all the same, and which authorities were tried', async () => {
    for (const settings of [{}, { tls: 'starttls' as const, urls: [`ldap://localhost:${slapd().port}`] }]) {
      const ca_file = join(slapd().folder, 'other-ca.crt');
      const [replica] = (await directory({ ...settings, ca_file }).test(signal)).replicas;
      expect(replica?.problem).toContain('SELF_SIGNED_CERT_IN_CHAIN');
      expect(replica?.tls).toMatchObject({ protocol: 'not trusted', caFile: ca_file });
      expect(replica?.tls?.chain.map(({ subject }) => subject)).toEqual(['CN=localhost', 'CN=Example ca']);
    }
  });
  slapdTest('each replica is looked at, also after one that fails', async () => {
    const urls = ['ldaps://localhost:1', `ldaps://localhost:${slapd().tlsPort}`];
    const { replicas, isRight, sampled } = await directory({ urls }).test(signal);
    expect([replicas.map((replica) => replica.isRight), isRight, sampled]).toEqual([[false, true], false, 20]);
  });
  slapdTest('what else may be wrong', async () => {
    const problems = async (settings: Partial<LdapServer>) => {
      const { problems, warnings, replicas } = await directory(settings).test(signal);
      return [...problems, ...warnings, ...replicas.map(({ problem }) => problem ?? '')].join('\n');
    };
    expect(await problems({ bind_dn: 'cn=wrong,dc=corp,dc=example' })).toContain('does not let the service account in');
    expect(await problems({ base: 'dc=other,dc=example' })).toContain('"dc=other,dc=example" is not in this directory');
    expect(await problems({ person_filter: '(uid=nobody)' })).toContain('Nobody below');
    expect(await problems({ preset: 'ad' })).toContain('is not Active Directory');
    expect(await problems({ min_version: 'TLSv1.1' })).toContain('lets TLS be broken');
    expect(await problems({ tls: 'none', urls: [`ldap://127.0.0.1:${slapd().port}`] })).toContain('readable');
    const direct = {
      mode: 'direct',
      bind_name: `uid={login},ou=people,${BASE}`,
      bind_dn: '',
      bind_password_file: '',
    } as const;
    expect(await problems(direct)).toContain('nobody can be synchronised');
  });
});
