import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { makeAuthority } from './authority.ts';
import { freePorts, untilOpen } from './ports.ts';

/** Debian's OpenLDAP server; null where it is not installed. */
export const SLAPD: string | null = Bun.which('slapd', { PATH: `${process.env.PATH}:/usr/sbin` });

/** The end of the name of a test that needs it. */
export const slapdNeeds = SLAPD ? '' : ' (needs slapd)';

export interface Slapd {
  readonly port: number;
  readonly tlsPort: number;
  /** Authority, certificates and the password file of the service account. */
  readonly folder: string;
  /** Sends a signal to the server: STOP and CONT freeze it and let it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  end(): Promise<void>;
}

export const BASE = 'dc=corp,dc=example';
export const SERVICE = { dn: `cn=adit,${BASE}`, password: 'S3rvice, "pass" ☃' } as const;

/** slapd of its own on free ports, filled with this LDIF; it binds nobody without a password unless `allowUnauthenticated`. */
export async function startSlapd(
  ldif: string,
  { allowUnauthenticated = false, extra = '', groups = [] as readonly GroupEntry[] } = {},
): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-slapd-'));
  mkdirSync(join(folder, 'db'));
  const authority = makeAuthority(folder);
  authority.sign('localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  authority.sign('adit-client', 'extendedKeyUsage=clientAuth');
  makeAuthority(folder, 'other-ca');
  writeFileSync(join(folder, 'password'), `${SERVICE.password}\n`);
  writeFileSync(join(folder, 'slapd.conf'), configuration(folder, allowUnauthenticated, extra));
  writeFileSync(join(folder, 'data.ldif'), `${ROOT}\n${ldif}`);
  const added = Bun.spawnSync([
    '/usr/sbin/slapadd',
    '-q',
    '-f',
    join(folder, 'slapd.conf'),
    '-l',
    join(folder, 'data.ldif'),
  ]);
  if (added.exitCode !== 0) throw new Error(`slapadd: ${added.stderr}`);
  const [port, tlsPort] = freePorts(2) as [number, number];
  const urls = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`;
  const log = join(folder, 'slapd.log');
  const child = Bun.spawn([SLAPD as string, '-f', join(folder, 'slapd.conf'), '-h', urls, '-d', '0'], {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) },
  });
  const whyNot = () => (child.exitCode === null ? null : `slapd did not start: ${readFileSync(log, 'utf8')}`);
  for (const opened of [port, tlsPort]) await untilOpen(opened, whyNot);
  await addGroups(port, groups);
  return {
    ...{ port, tlsPort, folder },
    signal: (name) => child.kill(name),
    async end() {
      child.kill('SIGCONT');
      child.kill();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configuration = (folder: string, allowUnauthenticated: boolean, extra: string): string => `
${['core', 'cosine', 'inetorgperson', 'nis'].map((schema) => `include /etc/ldap/schema/${schema}.schema`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
pidfile ${folder}/pid
TLSCACertificateFile ${folder}/ca.crt
TLSCertificateFile ${folder}/localhost.crt
TLSCertificateKeyFile ${folder}/localhost.key
TLSVerifyClient try
authz-regexp "^cn=adit-client$" "${SERVICE.dn}"
${allowUnauthenticated ? 'allow bind_anon_dn' : 'disallow bind_anon'}
${extra}
database mdb
maxsize 1073741824
suffix "${BASE}"
rootdn "cn=admin,${BASE}"
rootpw admin
directory ${folder}/db
index objectClass,uid,member,uniqueMember,memberUid,gidNumber,entryUUID eq
limits dn.exact="${SERVICE.dn}" size.soft=500 size.hard=500 size.prtotal=unlimited size.pr=1000
limits users size.soft=500 size.hard=500
overlay memberof
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${SERVICE.dn}" read by users read by * none
`;

const ROOT = `dn: ${BASE}
objectClass: dcObject
objectClass: organization
o: Corp
dc: corp

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

dn: ${SERVICE.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: adit
userPassword:: ${Buffer.from(SERVICE.password).toString('base64')}
`;

/** One entry as LDIF; values that are not plain stand as base64. */
export function ldifEntry(dn: string, attributes: Readonly<Record<string, string | readonly string[]>>): string {
  const line = (name: string, value: string) =>
    /^[A-Za-z0-9][ -~]*$/.test(value) && !value.endsWith(' ')
      ? `${name}: ${value}`
      : `${name}:: ${Buffer.from(value).toString('base64')}`;
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    [values].flat().map((value) => line(name, value)),
  );
  return `${[line('dn', dn), ...lines].join('\n')}\n\n`;
}

export const personEntry = (
  uid: string,
  password: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
) =>
  ldifEntry(`uid=${uid},ou=people,${BASE}`, {
    ...{ objectClass: ['inetOrgPerson'], uid, cn: uid, sn: uid, userPassword: password },
    ...more,
  });

/** Name and attributes of a group. */
export type GroupEntry = readonly [dn: string, attributes: Readonly<Record<string, string | readonly string[]>>];

async function addGroups(port: number, groups: readonly GroupEntry[]): Promise<void> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}` });
  await client.bind(`cn=admin,${BASE}`, 'admin');
  for (const [dn, attributes] of groups) await client.add(dn, attributes as Record<string, string | string[]>);
  await client.unbind();
}
