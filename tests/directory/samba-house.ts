import { afterAll, beforeAll, test } from 'bun:test';
import type { Directory } from '../../src/features/directory/index.ts';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { configuredFor, kept, opened } from './configured.ts';
import { loginOf, signal, uncounted } from './openldap-house.ts';
import { ADMINISTRATOR, DOMAIN, type Samba, sambaNeeds, startSamba } from './samba.ts';
import { fillSamba } from './samba-data.ts';

/** A domain controller with the example people and groups, for the tests of one file. */
export function useSamba() {
  let started: Samba | null = null;
  beforeAll(async () => {
    if (sambaNeeds !== '') return;
    started = await startSamba();
    await fillSamba(started);
  }, 120_000);
  afterAll(() => started?.end(), 30_000);
  const log = kept();
  const samba = (): Samba => {
    if (!started) throw new Error('It is there within tests only.');
    return started;
  };
  const directory = (settings: Partial<LdapServer> = {}): Directory =>
    opened(
      configuredFor(samba(), ADMINISTRATOR.dn, { preset: 'ad', base: DOMAIN, domain: 'CORP', ...settings }),
      log.log,
    );
  return {
    samba,
    log,
    directory,
    prove: async (login: string, password: string, settings: Partial<LdapServer> = {}) =>
      loginOf(await directory(settings).prove(login, password, signal, uncounted)),
    groupsOf: async (login: string, settings: Partial<LdapServer> = {}) =>
      (await directory(settings).find({ login }, signal))?.groups.map(({ name }) => name).toSorted(),
  };
}

export const sambaTest = (name: string, work: () => Promise<void>): void =>
  test.skipIf(sambaNeeds !== '')(`${name}${sambaNeeds}`, work, 30_000);
