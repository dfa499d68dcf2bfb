import { isLoopback } from '../../addresses.ts';
import type { LdapServer, LdapSettings } from './ldap.ts';

interface LdapProblem {
  /** `ldap.servers.0` */
  readonly table: string;
  readonly name: string;
  readonly message: string;
}

/** What does not fit together in the directories. */
export function ldapProblems({ servers, role_map }: LdapSettings): LdapProblem[] {
  const strangers = role_map.flatMap(({ server }, i) => {
    const table = `ldap.role_map.${i}`;
    const message = `There is no directory "${server}" among [[ldap.servers]].`;
    return server === '' || servers.some(({ id }) => id === server)
      ? []
      : [{ table, name: `${table}.server`, message }];
  });
  return [
    ...strangers,
    ...servers.flatMap((server, i) => {
      const problems = [...connectionProblems(server), ...bindProblems(server, i === servers.length - 1)];
      if (servers.findIndex(({ id }) => id === server.id) < i)
        problems.push(['id', `A directory before has the id "${server.id}" too; each needs its own.`]);
      const table = `ldap.servers.${i}`;
      return problems.map(([key, message]) => ({ table, name: `${table}.${key}`, message }));
    }),
  ];
}

type Found = [key: keyof LdapServer, message: string];

function connectionProblems({ urls, tls, allow_plaintext, cert_file, key_file }: LdapServer): Found[] {
  const problems: Found[] = [];
  if (urls.length === 0) problems.push(['urls', '"urls" names no replica, as ["ldaps://dc1.corp.example:636"].']);
  const scheme = tls === 'ldaps' ? 'ldaps:' : 'ldap:';
  for (const url of urls) {
    const parsed = URL.parse(url);
    if (!parsed) problems.push(['urls', `"${url}" is no address.`]);
    else if (parsed.protocol !== scheme)
      problems.push([
        'urls',
        `"${url}" does not fit tls = "${tls}": write ${scheme}//${parsed.host}, or change "tls".`,
      ]);
    else if (tls === 'none' && !isLoopback(parsed.hostname) && !allow_plaintext)
      problems.push([
        'tls',
        `With tls = "none" every password would cross the network to ${parsed.host} readable. Use "ldaps" or "starttls", or, knowing what it means, "allow_plaintext" = true.`,
      ]);
  }
  if ((cert_file === '') !== (key_file === ''))
    problems.push([
      cert_file ? 'cert_file' : 'key_file',
      '"cert_file" and "key_file" go together; one of them is missing.',
    ]);
  return problems;
}

function bindProblems(server: LdapServer, isLast: boolean): Found[] {
  const problems: Found[] = [];
  const { mode, bind_dn, bind_password_file, bind_name, preset, cert_file } = server;
  if (bind_dn && !bind_password_file)
    problems.push(['bind_dn', '"bind_dn" needs "bind_password_file", a file with its password.']);
  if (bind_password_file && !bind_dn)
    problems.push(['bind_password_file', '"bind_password_file" needs "bind_dn", the account whose password it is.']);
  if (mode === 'search' && preset === 'ad' && !bind_dn && !cert_file)
    problems.push([
      'bind_dn',
      'Active Directory lets nobody search without an account: set "bind_dn" and "bind_password_file".',
    ]);
  if (mode !== 'search' && !bind_name)
    problems.push(['bind_name', `mode = "${mode}" needs "bind_name", with {login} where the name stands.`]);
  if (mode === 'search' && bind_name) problems.push(['bind_name', '"bind_name" belongs to mode = "direct" or "upn".']);
  if (mode !== 'search' && !bind_dn && !isLast)
    problems.push([
      'mode',
      `Without a service account ("bind_dn") an unknown name looks like a wrong password, and the directories after this one would never be asked. Put it last, or set "bind_dn".`,
    ]);
  return problems;
}
