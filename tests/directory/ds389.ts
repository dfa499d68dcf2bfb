import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { freePorts, untilOpen } from './ports.ts';
import { BASE } from './slapd.ts';

const NS_SLAPD = Bun.which('ns-slapd', { PATH: `${process.env.PATH}:/usr/sbin` });
const isRoot = process.getuid?.() === 0;

/** What the machine lacks for 389 Directory Server; empty: nothing. */
export const ds389Needs = !isRoot ? ' (needs root)' : NS_SLAPD ? '' : ' (needs 389-ds-base)';

export interface Ds389 {
  readonly port: number;
  readonly folder: string;
  as<T>(work: (client: Client) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export const MANAGER = { dn: 'cn=Directory Manager', password: 'manager' } as const;

/** 389 Directory Server of its own in a folder, without the tools that would write to /etc. */
export async function startDs389(): Promise<Ds389> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-389ds-'));
  for (const name of ['config', 'lock', 'tmp', 'ldif', 'bak', 'run', 'inst', 'log', 'db'])
    mkdirSync(join(folder, name));
  cpSync('/usr/share/dirsrv/schema', join(folder, 'config/schema'), { recursive: true });
  const [port] = freePorts(1) as [number];
  writeFileSync(join(folder, 'config/dse.ldif'), configuration(folder, port));
  writeFileSync(join(folder, 'password'), MANAGER.password);
  Bun.spawnSync(['chown', '-R', 'dirsrv:', folder]);
  const errors = join(folder, 'log/errors');
  const command = [NS_SLAPD as string, '-D', join(folder, 'config'), '-i', join(folder, 'run/pid'), '-d', '0'];
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' });
  await untilOpen(port, () =>
    child.exitCode === null ? null : `ns-slapd did not start: ${readFileSync(errors, 'utf8')}`,
  );
  const as = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: `ldap://127.0.0.1:${port}` });
    await client.bind(MANAGER.dn, MANAGER.password);
    try {
      return await work(client);
    } finally {
      await client.unbind();
    }
  };
  await as(addSuffix);
  return {
    ...{ port, folder, as },
    async end() {
      child.kill('SIGKILL');
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  const places = { schema: 'config/schema', cert: 'config', config: 'config', db_home: 'db' } as Record<string, string>;
  const known: Record<string, string> = {
    ...{
      fqdn: 'localhost',
      ds_port: String(port),
      ds_user: 'dirsrv',
      rootdn: MANAGER.dn,
      db_lib: 'mdb',
      ds_suffix: BASE,
    },
    ...{
      ldapi_enabled: 'off',
      ldapi: join(folder, 'run/ldapi'),
      ldapi_autobind: 'off',
      ds_passwd: hashed(MANAGER.password),
    },
  };
  const directory = (name: string) => join(folder, places[name] ?? name);
  return readFileSync('/usr/share/dirsrv/data/template-dse.ldif', 'utf8').replaceAll(
    /%(\w+?)(_dir)?%/g,
    (_, name: string, isFolder?: string) => (isFolder ? directory(name) : (known[name] ?? '')),
  );
}

/** The server starts only with a hashed password. */
function hashed(password: string): string {
  const salt = Buffer.from('12345678');
  const digest = createHash('sha512').update(password).update(salt).digest();
  return `{SSHA512}${Buffer.concat([digest, salt]).toString('base64')}`;
}

async function addSuffix(client: Client): Promise<void> {
  await client.add('cn=userroot,cn=ldbm database,cn=plugins,cn=config', {
    ...{ objectClass: ['top', 'extensibleObject', 'nsBackendInstance'], cn: 'userroot', 'nsslapd-suffix': BASE },
  });
  await client.add(`cn="${BASE}",cn=mapping tree,cn=config`, {
    ...{ objectClass: ['top', 'extensibleObject', 'nsMappingTree'], cn: BASE },
    ...{ 'nsslapd-state': 'backend', 'nsslapd-backend': 'userroot' },
  });
  await client.add(BASE, { objectClass: 'domain', dc: 'corp' });
}
