import { afterAll, beforeAll, test } from 'bun:test';
import { AppError } from '#sdk';
import type { Directory, DirectoryPerson } from '../../src/features/directory/directory.ts';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { configuredFor, kept, opened } from './configured.ts';
import { OPENLDAP_GROUPS, OPENLDAP_PEOPLE } from './openldap-data.ts';
import { SERVICE, SLAPD, type Slapd, slapdNeeds, startSlapd } from './slapd.ts';

export const signal: AbortSignal = new AbortController().signal;
export const uncounted = (): void => {};

/** A login, or what was said instead. */
export const loginOf = (proof: DirectoryPerson | string): string => (typeof proof === 'string' ? proof : proof.login);

/** The code of the fault that this ends in. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

/** slapd with the example people and groups, for the tests of one file. */
export function useSlapd() {
  let started: Slapd | null = null;
  beforeAll(async () => {
    // An anonymous bind by name and empty password succeeds here, as it does where nobody thought of it.
    if (SLAPD) started = await startSlapd(OPENLDAP_PEOPLE, { allowUnauthenticated: true, groups: OPENLDAP_GROUPS });
  }, 60_000);
  afterAll(() => started?.end());
  const log = kept();
  const slapd = (): Slapd => {
    if (!started) throw new Error('It is there within tests only.');
    return started;
  };
  const directory = (settings: Partial<LdapServer> = {}): Directory =>
    opened(configuredFor(slapd(), SERVICE.dn, settings), log.log);
  return {
    slapd,
    log,
    directory,
    overStartTls: (port: number, settings: Partial<LdapServer> = {}) =>
      directory({ tls: 'starttls', urls: [`ldap://localhost:${port}`], ...settings }),
    prove: async (login: string, password: string, settings: Partial<LdapServer> = {}) =>
      loginOf(await directory(settings).prove(login, password, signal, uncounted)),
    groupsOf: async (login: string, settings: Partial<LdapServer> = {}) =>
      (await directory(settings).find({ login }, signal))?.groups.map(({ name }) => name).toSorted(),
  };
}

export const slapdTest = (name: string, work: () => Promise<void>): void =>
  test.skipIf(SLAPD === null)(`${name}${slapdNeeds}`, work, 20_000);
