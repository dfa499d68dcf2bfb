import { afterAll, beforeAll, beforeEach } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Directory } from '../../src/features/directory/index.ts';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { configured, kept, opened } from './configured.ts';
import { type FakeDirectory, type FakeEntry, startFake } from './fake-directory.ts';

export const FAKE_BASE = 'DC=corp,DC=example';
export const fakeDn = (name: string): string => `CN=${name},OU=People,${FAKE_BASE}`;

export const fakePerson = (login: string, password = 'secret', more: FakeEntry['attributes'] = {}): FakeEntry => ({
  dn: fakeDn(login),
  password,
  attributes: { objectClass: ['person'], uid: login, cn: login, entryUUID: `uuid-${login}`, ...more },
});

export const fakeGroup = (name: string, member: readonly string[]): FakeEntry => ({
  dn: `CN=${name},OU=Groups,${FAKE_BASE}`,
  attributes: { objectClass: ['groupOfNames'], cn: name, member },
});

const SERVICE: FakeEntry = {
  dn: `CN=adit,${FAKE_BASE}`,
  password: 'service',
  attributes: { objectClass: ['account'] },
};

/** The fake with these entries and a service account; behaves ordinarily again before each test. */
export function useFake(entries: readonly FakeEntry[]) {
  let started: FakeDirectory | null = null;
  const folder = mkdtempSync(join(tmpdir(), 'adit-fake-'));
  writeFileSync(join(folder, 'password'), 'service');
  beforeAll(async () => {
    started = await startFake([SERVICE, ...entries]);
  });
  const fake = (): FakeDirectory => {
    if (!started) throw new Error('It is there within tests only.');
    return started;
  };
  beforeEach(() => {
    fake().behave(() => null);
    fake().page('ordinary');
    fake().binds.length = 0;
    fake().searches.length = 0;
  });
  afterAll(async () => {
    await started?.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const log = kept();
  const settings = (more: Partial<LdapServer> = {}): LdapServer =>
    configured({
      ...{ urls: [`ldap://127.0.0.1:${fake().port}`], tls: 'none', base: FAKE_BASE, max_qps: 0 },
      ...{ bind_dn: SERVICE.dn, bind_password_file: join(folder, 'password'), person_filter: '(objectClass=person)' },
      ...{ group_filter: '(objectClass=groupOfNames)', group_strategy: 'memberof', operation_timeout_seconds: 5 },
      ...more,
    });
  return {
    fake,
    log,
    settings,
    directory: (more: Partial<LdapServer> = {}): Directory => opened(settings(more), log.log),
  };
}
