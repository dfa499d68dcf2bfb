import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { FIRST } from '../../../tests/example-certificates.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-security-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [cert, key] = [join(folder, 'adit.crt'), join(folder, 'adit.key')];
writeFileSync(cert, FIRST.cert);
writeFileSync(key, FIRST.key);

async function house(env: Record<string, string> = {}) {
  const appliance = await exampleAppliance({ foundations: exampleFoundations(env) });
  const tenant = appliance.home.tenant.id;
  for (const role of ['administrator', 'analyst', 'auditor', 'appliance-administrator'] as const)
    await addUser(appliance, { login: role, tenant, role });
  return appliance;
}
const page = async (appliance: Awaited<ReturnType<typeof house>>, login = 'administrator') =>
  (await signedIn(appliance, login)).get('/admin/security');

describe('the page', () => {
  test('tells certificate and chain, proxies, limits, targets and keys, each with its setting', async () => {
    const appliance = await house({
      ADIT__SERVER__TLS__CERT_FILE: cert,
      ADIT__SERVER__TLS__KEY_FILE: key,
      ADIT__SERVER__TRUSTED_PROXIES: '["10.1.2.3"]',
      ADIT__EGRESS__ALLOW: '["erp.corp.example:1521"]',
      ADIT__LIMITS__ACCOUNT_PER_MINUTE: '7000',
    });
    await appliance.certificate.open();
    const got = await page(appliance);
    expect(got.status).toBe(200);
    for (const words of [
      ...['CN=first.adit.example', 'CN=Adit test authority', 'ec prime256v1', '1 Jan 2126', '10.1.2.3'],
      ...['erp.corp.example:1521', '7,000 in a minute', 'limits.account_per_minute', 'secrets.key', 'trusted-types'],
    ])
      expect([words, got.text.includes(words)]).toEqual([words, true]);
    expect(got.text).not.toContain('PRIVATE KEY');
  });

  test('without TLS it says so; a proxy that is named ends it', async () => {
    expect((await page(await house())).text).toContain('There is no TLS');
    const proxied = await house({ ADIT__SERVER__TRUSTED_PROXIES: '["10.1.2.3"]' });
    expect((await page(proxied)).text).toContain('TLS ends at the proxy');
  });

  test('is for those who look after settings', async () => {
    const appliance = await house();
    for (const login of ['analyst', 'auditor', 'appliance-administrator'])
      expect([login, (await page(appliance, login)).status]).toEqual([login, 403]);
  });
});
