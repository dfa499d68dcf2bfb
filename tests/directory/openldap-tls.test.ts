import { describe, expect } from 'bun:test';
import { join } from 'node:path';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { codeOf, loginOf, signal, slapdTest, uncounted, useSlapd } from './openldap-house.ts';
import { startProxy } from './recording-proxy.ts';
import { SERVICE } from './slapd.ts';

const { directory, log, overStartTls, prove, slapd } = useSlapd();

describe('OpenLDAP: TLS', () => {
  slapdTest('rule 3: LDAPS and StartTLS with the right authority', async () => {
    expect(await prove('ann', 'Ann-secret ☃')).toBe('ann');
    expect(loginOf(await overStartTls(slapd().port).prove('ann', 'Ann-secret ☃', signal, uncounted))).toBe('ann');
  });

  const wrong: [string, (folder: string) => Partial<LdapServer>, string][] = [
    ['the authorities of the system', () => ({ ca_file: '' }), 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['another authority', (folder) => ({ ca_file: join(folder, 'other-ca.crt') }), 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['another name', () => ({ server_name: 'dc1.corp.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another address', () => ({ server_name: '127.0.0.2' }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  for (const [what, settings, code] of wrong)
    for (const tls of ['ldaps', 'starttls'] as const)
      slapdTest(`rule 3: ${what} over ${tls} is refused, and no password goes out`, async () => {
        const proxy = await startProxy(tls === 'ldaps' ? slapd().tlsPort : slapd().port);
        const urls = [`${tls === 'ldaps' ? 'ldaps' : 'ldap'}://localhost:${proxy.port}`];
        const asked = directory({ tls, urls, ...settings(slapd().folder) });
        const before = log.text().length;
        expect(await codeOf(asked.prove('ann', 'Ann-secret ☃', signal, uncounted))).toBe('directory.unavailable');
        expect(log.text().slice(before)).toContain(code);
        expect(proxy.sent().includes('S3rvice')).toBe(false);
        await proxy.end();
      });

  slapdTest('rule 3: the name of the certificate may be told, and an address may be certified', async () => {
    const byAddress = { urls: [`ldaps://127.0.0.1:${slapd().tlsPort}`] };
    expect(await prove('ann', 'Ann-secret ☃', byAddress)).toBe('ann');
    expect(await prove('ann', 'Ann-secret ☃', { ...byAddress, server_name: 'localhost' })).toBe('ann');
  });

  slapdTest('rule 3: the oldest version holds', async () => {
    expect(await prove('ann', 'Ann-secret ☃', { min_version: 'TLSv1.3' })).toBe('ann');
  });

  slapdTest(
    'rule 3, sniffed: with StartTLS no byte of a password crosses in the clear, in either direction',
    async () => {
      const proxy = await startProxy(slapd().port);
      const open = overStartTls(proxy.port, { attributes: { departmentNumber: 'region' } });
      expect(loginOf(await open.prove('ann', 'Ann-secret ☃', signal, uncounted))).toBe('ann');
      expect(await open.prove('ann', 'another-secret', signal, uncounted)).toBe('refused');
      const [sent, received] = [proxy.sent(), proxy.received()];
      expect(sent.length).toBeGreaterThan(500);
      for (const secret of ['Ann-secret', 'another-secret', 'S3rvice', SERVICE.dn, 'uid=ann']) {
        expect([secret, sent.includes(secret), received.includes(secret)]).toEqual([secret, false, false]);
      }
      await proxy.end();
    },
  );

  slapdTest('rule 3, sniffed: the proxy does see passwords where nothing hides them', async () => {
    const proxy = await startProxy(slapd().port);
    const open = directory({ tls: 'none', urls: [`ldap://127.0.0.1:${proxy.port}`] });
    expect(loginOf(await open.prove('ann', 'Ann-secret ☃', signal, uncounted))).toBe('ann');
    expect(proxy.sent().includes('Ann-secret')).toBe(true);
    await proxy.end();
  });
});
