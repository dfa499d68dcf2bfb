import { escapeDnValue } from '../dn.ts';
import { splitDomain, typedLogin } from '../login-name.ts';
import type { Entry } from './entry.ts';
import { all, any, equals, personByLogin } from './filters.ts';
import { personAttributes } from './person.ts';
import type { Profile } from './profile.ts';
import type { Session } from './session.ts';

/**
 * The name to look for, of what somebody typed; null: it can be nobody's in this directory. `CORP\ann` is ann where CORP is
 * ours; with mode "upn" the suffix may be typed or not.
 */
export function searchedName({ isActiveDirectory, server }: Profile, typed: string): string | null {
  const name = typedLogin(typed);
  if (name === null) return null;
  const { domain, name: bare } = isActiveDirectory ? splitDomain(name) : { domain: null, name };
  const isOurs = domain === null || (server.domain !== '' && domain.toLowerCase() === server.domain.toLowerCase());
  if (!isOurs || bare === '') return null;
  if (server.mode !== 'upn') return bare;
  const [before, after] = server.bind_name.toLowerCase().split('{login}') as [string, string];
  const isWhole = after !== '' && bare.toLowerCase().startsWith(before) && bare.toLowerCase().endsWith(after);
  const login = isWhole ? bare.slice(before.length, bare.length - after.length) : bare;
  return login === '' || login.includes('@') ? null : login;
}

/** The name to bind with, where it is made from the name that was typed. */
export const boundName = ({ server }: Profile, name: string): string =>
  server.bind_name.replace('{login}', () => (server.mode === 'direct' ? escapeDnValue(name) : name));

/** The one person of this name. */
export async function locate(session: Session, profile: Profile, name: string): Promise<Entry | 'nobody' | 'several'> {
  const attributes = personAttributes(profile);
  const { mode, base } = profile.server;
  if (mode === 'direct')
    return (await session.read(boundName(profile, name), attributes, profile.personFilter)) ?? 'nobody';
  const byLogin = personByLogin(profile, name);
  const byBoundName = all(profile.personFilter, equals('userPrincipalName', boundName(profile, name)));
  // A bind by UPN may be answered for somebody whose login is another one's UPN: both must be the same person.
  const filter = mode === 'upn' ? any([byLogin, byBoundName]) : byLogin;
  const found: Entry[] = [];
  for await (const entry of session.search({ base, filter, attributes, pageSize: 2 }, true)) {
    found.push(entry);
    if (found.length > 1) return 'several';
  }
  return found[0] ?? 'nobody';
}
