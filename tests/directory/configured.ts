import { join } from 'node:path';
import { type Directory, openDirectory } from '../../src/features/directory/index.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { type LdapServer, loadConfig } from '../../src/platform/config/index.ts';
import { egressDoor } from '../../src/platform/egress/index.ts';
import { createLog, type Log } from '../../src/platform/log/index.ts';

/** A directory as the configuration would give it, in which everything that is not told has its default. */
export function configured(settings: Partial<LdapServer>): LdapServer {
  const needed = { id: 'corp', urls: ['ldaps://localhost'], base: 'dc=corp,dc=example', preset: 'openldap' };
  const env = { ADIT__LDAP__SERVERS: JSON.stringify([needed]) };
  const [server] = loadConfig({ env }).config.ldap.servers;
  return { ...(server as LdapServer), retry_seconds: 0, ...settings };
}

/** For a server of a test in this folder, over LDAPS with its authority and the service account. */
export const configuredFor = (
  { tlsPort, folder }: { tlsPort: number; folder: string },
  serviceDn: string,
  settings: Partial<LdapServer> = {},
): LdapServer =>
  configured({
    urls: [`ldaps://localhost:${tlsPort}`],
    ca_file: join(folder, 'ca.crt'),
    bind_dn: serviceDn,
    bind_password_file: join(folder, 'password'),
    ...settings,
  });

/** The directory of these settings, its connections by the door as in production. */
export const opened = (server: LdapServer, log: Log, clock: Clock = systemClock): Directory => {
  const allow = server.urls.map((url) => `${new URL(url).hostname}:${new URL(url).port}`);
  const egress = egressDoor({ settings: { allow, ca: [], publicUrl: '' }, denied: () => {} });
  return openDirectory(server, { clock, log, egress });
};

/** A log, and what was written to it. */
export function kept(): { log: Log; lines: () => Record<string, unknown>[]; text: () => string } {
  let text = '';
  const sink = {
    write(line: string) {
      text += line.endsWith('\n') ? line : `${line}\n`;
    },
    reopen() {},
    close() {},
  };
  const log = createLog({ sink, level: 'debug' });
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}
