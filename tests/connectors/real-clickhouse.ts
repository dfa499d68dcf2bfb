import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, untilOpen } from '../directory/ports.ts';
import { CERTIFIED } from '../example-authority.ts';
import { accountOf, asAccount } from './server-account.ts';

const SERVER = '/usr/sbin/clickhouse-server';

/** Whether Debian's server is installed. */
export const hasClickhouse = existsSync(SERVER);

export interface RealClickhouse {
  /** HTTP with TLS, and without it. */
  readonly port: number;
  readonly plainPort: number;
  /** One statement of the administrator. */
  run(statement: string): Promise<string>;
  end(): Promise<void>;
}

/** ClickHouse in a folder and on ports of its own, with the certificate of the example authority. `reader` reads only, and only `sales`. */
export async function startClickhouse(secret: string): Promise<RealClickhouse> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-clickhouse-'));
  const at = (name: string) => join(folder, name);
  const [port, plainPort, tcpPort] = freePorts(3) as [number, number, number];
  const files = {
    'config.xml': configuration(folder, { port, plainPort, tcpPort }),
    'users.xml': users(new Bun.CryptoHasher('sha256').update(secret).digest('hex')),
    'server.crt': CERTIFIED.cert,
    'server.key': CERTIFIED.key,
  };
  for (const name of ['data', 'tmp', 'formats']) mkdirSync(at(name));
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text, { mode: 0o600 });
  if (process.getuid!() === 0)
    for (const path of [folder, ...[...Object.keys(files), 'data', 'tmp', 'formats'].map(at)])
      chownSync(path, accountOf('clickhouse').user, accountOf('clickhouse').group);
  const child = Bun.spawn(asAccount('clickhouse', [SERVER, `--config-file=${at('config.xml')}`]), {
    ...{ stdin: 'ignore', stdout: Bun.file(at('out')), stderr: Bun.file(at('log')), cwd: folder },
  });
  for (const opened of [port, plainPort])
    await untilOpen(opened, () =>
      child.exitCode === null ? null : `ClickHouse did not start: ${readFileSync(at('log'), 'utf8')}`,
    );
  return {
    ...{ port, plainPort },
    async run(statement) {
      const url = `http://127.0.0.1:${plainPort}/?user=default&password=admin`;
      const answer = await fetch(url, { method: 'POST', body: statement });
      const said = await answer.text();
      if (!answer.ok) throw new Error(said);
      return said;
    },
    async end() {
      child.kill('SIGKILL');
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configuration = (folder: string, ports: { port: number; plainPort: number; tcpPort: number }): string => `
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>${ports.plainPort}</http_port><https_port>${ports.port}</https_port><tcp_port>${ports.tcpPort}</tcp_port>
  <listen_host>127.0.0.1</listen_host><timezone>UTC</timezone>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><format_schema_path>${folder}/formats/</format_schema_path>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>5000000</mark_cache_size>
  <openSSL><server>
    <certificateFile>${folder}/server.crt</certificateFile><privateKeyFile>${folder}/server.key</privateKeyFile>
    <verificationMode>none</verificationMode><loadDefaultCAFile>false</loadDefaultCAFile><disableProtocols>sslv2,sslv3</disableProtocols>
  </server></openSSL>
</yandex>`;

const users = (sha256: string): string => `
<yandex>
  <profiles><default/><reading><readonly>2</readonly></reading></profiles>
  <users>
    <default><password>admin</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
    <reader><password_sha256_hex>${sha256}</password_sha256_hex><networks><ip>127.0.0.1</ip></networks>
      <profile>reading</profile><quota>default</quota>
      <allow_databases><database>sales</database><database>system</database></allow_databases></reader>
  </users>
  <quotas><default/></quotas>
</yandex>`;
