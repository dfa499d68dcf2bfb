/** People of a real directory at a real browser: in by its groups, what an administrator sees of it, and out when it says so. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { asDirectoryAdministrator, lockPerson } from '../directory/change-directory.ts';
import { configuredFor } from '../directory/configured.ts';
import { group, person } from '../directory/openldap-data.ts';
import { personEntry, SERVICE, SLAPD, type Slapd, startSlapd } from '../directory/slapd.ts';
import { BrowserBench } from './bench.ts';
import { CHROMIUM } from './chromium.ts';
import { inspectAccess, inspectLayout, WIDTHS } from './inspect.ts';

const needs = [CHROMIUM ? '' : 'chromium', SLAPD ? '' : 'slapd'].filter(Boolean);
const journey = (name: string, work: () => Promise<void>) =>
  test.skipIf(needs.length > 0)(needs.length > 0 ? `${name} (needs ${needs.join(' and ')})` : name, work, 60_000);

let slapd: Slapd;
let bench: BrowserBench;
const PEOPLE = ['carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'niaj'];

beforeAll(async () => {
  if (needs.length > 0) return;
  const ldif = PEOPLE.map((uid) => personEntry(uid, `${uid}-secret`, { displayName: `${uid} of the directory` }));
  const members = PEOPLE.slice(0, 8).map(person);
  slapd = await startSlapd(ldif.join(''), {
    groups: [[group('adit-analysts'), { objectClass: ['groupOfNames'], cn: 'adit-analysts', member: members }]],
  });
  const server: Partial<LdapServer> = configuredFor(slapd, SERVICE.dn, { attributes: { l: 'site' } });
  const given = ['id', 'preset', 'urls', 'base', 'ca_file', 'bind_dn', 'bind_password_file', 'attributes'] as const;
  bench = await BrowserBench.open({
    ADIT__LDAP__SERVERS: JSON.stringify([Object.fromEntries(given.map((key) => [key, server[key]]))]),
    ADIT__LDAP__ROLE_MAP: JSON.stringify([
      { group: 'adit-*', role: 'analyst' },
      { group: group('no-such'), role: 'administrator', workspace: 'Nowhere' },
    ]),
    ADIT__LDAP__SYNC__EVERY_MINUTES: '0',
    ADIT__EGRESS__ALLOW: JSON.stringify([`localhost:${slapd.tlsPort}`]),
  });
}, 60_000);
afterAll(async () => {
  await bench?.end();
  await slapd?.end();
});

const press = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
const syncs = async (): Promise<number> =>
  (await bench.admin.get('/api/v1/admin/directories')).json.items[0].syncs.length;
/** Presses the button, and waits until the comparison that it asks for has ended. */
async function compared(page: Page, button: string): Promise<void> {
  const before = await syncs();
  await press(page, button);
  await page.getByText('The comparison has begun.').waitFor();
  for (let i = 0; i < 200 && (await syncs()) === before; i++) await Bun.sleep(50);
  expect(await syncs()).toBe(before + 1);
  await page.goto('/admin/directory');
}

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  const uid = javascript ? 'carol' : 'dave';

  journey('in by a group, seen by the administrator, out when the directory has locked the account', async () => {
    const visitor = await bench.arrive({ javascript, cookies: new Map() });
    const { page } = await visitor.open('/sign-in');
    await page.fill('main [name=login]', uid);
    await page.fill('main [name=password]', `${uid}-secret`);
    await press(page, 'Sign in');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto('/projects');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Projects');

    const root = await bench.arrive({ javascript });
    const { page: office } = await root.open(`/admin/directory?login=${uid}`);
    for (const text of [`${uid} may sign in.`, group('adit-analysts')])
      expect(await office.getByRole('main').textContent()).toContain(text);
    await compared(office, 'Compare now: corp');
    await lockPerson(slapd, uid);
    await compared(office, 'Dry run: corp');
    await office
      .getByRole('main')
      .getByRole('link')
      .filter({ has: office.locator('time') })
      .first()
      .click();
    expect(await office.locator('section[aria-labelledby=changes]').textContent()).toContain('the account is disabled');
    await compared(office, 'Compare now: corp');
    await page.goto('/projects');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await visitor.leave();
    await root.leave();
  });
});

journey('the page with everything on it is well at every width, light and dark', async () => {
  await asDirectoryAdministrator(slapd, (client) => client.del(person('judy')));
  await bench.house.operate({ do: 'directory', action: 'sync', server: null, dryRun: true, force: false });
  const { items } = (await bench.admin.get('/api/v1/admin/directories')).json;
  const path = `/admin/directory?login=erin&test=corp&sync=${items[0].syncs[0].id}`;
  const pictures = process.env.ADIT_TEST_PICTURES;
  for (const width of WIDTHS)
    for (const dark of [false, true]) {
      const root = await bench.arrive();
      const { page, troubles } = await root.open(path, { width, dark });
      expect([...troubles, ...(await inspectLayout(page, width, dark)), ...(await inspectAccess(page))]).toEqual([]);
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${width}-${dark ? 'dark' : 'light'}.png`), fullPage: true });
      }
      await root.leave();
    }
});
