import type { DirectoryQuestion, ExternalProof } from '../sign-in/index.ts';
import { proveInOrder } from './in-order.ts';
import { providerOf } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { isUnusable, settlePerson } from './settle.ts';

/** Too many tries on this account: the directory must not hear of another one. */
class HeldBack extends Error {}

/**
 * Signs somebody in whose password a directory has. Whatever is wrong ends in null, with a line in the log: unknown, wrong password,
 * disabled, tried too often, in no group that gives a role.
 */
export async function proveByDirectory(parts: DirectoryParts, asked: DirectoryQuestion): Promise<ExternalProof | null> {
  const { directories, external, log, places } = parts;
  const beforeBind =
    ({ id }: { id: string }) =>
    (account: string) => {
      if (!asked.mayTry(`${id}:${account}`)) throw new HeldBack();
    };
  try {
    const { signal } = new AbortController();
    const known = asked.account ? external.findOf(asked.account.tenant, asked.account.id) : null;
    const among = known ? directories.filter((one) => providerOf(one) === known.provider) : directories;
    const proven = await proveInOrder(among, known?.login ?? asked.login, asked.password, signal, beforeBind);
    if (typeof proven === 'string' || (known && known.subject !== proven.person.subject)) return null;
    const account = settlePerson(parts, proven.directory, proven.person, 'sign-in', (given) => {
      const named = asked.tenant ? places.findTenant(asked.tenant) : given[0]?.tenant;
      const wanted = known ? known.tenant : named;
      return given.find(({ tenant }) => tenant === wanted)?.tenant ?? null;
    });
    if (!account) log.warn('directory.noRole', { server: proven.directory.id, login: proven.person.login });
    return account;
  } catch (error) {
    if (error instanceof HeldBack) {
      log.warn('directory.heldBack', { reason: 'too many failed attempts on this account, by whatever name' });
      await asked.decoy();
      return null;
    }
    if (!isUnusable(error)) throw error;
    log.warn('directory.cannotAdmit', { code: error.code, reason: error.message });
    return null;
  }
}
