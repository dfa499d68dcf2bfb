import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, untilOpen } from '../directory/ports.ts';
import { CERTIFIED, EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { accountOf, asAccount, done } from './server-account.ts';

const MARIADBD = '/usr/sbin/mariadbd';

/** Whether Debian's server is installed. */
export const hasMariadb = existsSync(MARIADBD);

export interface RealMariadb {
  /** With TLS and without it, and one that has none. */
  readonly port: number;
  readonly plainPort: number;
  /** Statements of the administrator. */
  run(statements: string): Promise<string>;
  end(): Promise<void>;
}

/** MariaDB in a folder and on ports of its own, with the certificate of the example authority. A second one shows how it is without TLS. */
export async function startMariadb({ alsoPlain = false } = {}): Promise<RealMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-mariadb-'));
  const files = { 'server.crt': CERTIFIED.cert, 'server.key': CERTIFIED.key, 'ca.crt': EXAMPLE_AUTHORITY };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  for (const path of [folder, ...Object.keys(files).map((name) => join(folder, name))])
    if (process.getuid!() === 0) chownSync(path, accountOf('mysql').user, accountOf('mysql').group);
  const [port, plainPort] = freePorts(2) as [number, number];
  const tls = [
    '--ssl-cert',
    join(folder, 'server.crt'),
    '--ssl-key',
    join(folder, 'server.key'),
    '--ssl-ca',
    join(folder, 'ca.crt'),
  ];
  const main = await startOne(folder, 'main', port, tls);
  const plain = alsoPlain ? await startOne(folder, 'plain', plainPort, ['--skip-ssl']) : null;
  const client = [
    'mariadb',
    '--no-defaults',
    '-S',
    main.socket,
    '-u',
    'root',
    '--batch',
    '--skip-column-names',
    '--default-character-set=utf8mb4',
  ];
  return {
    ...{ port, plainPort },
    run: (statements) => done(client, statements),
    async end() {
      await main.end();
      await plain?.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startOne(folder: string, name: string, port: number, more: readonly string[]) {
  const data = join(folder, name);
  const socket = join(folder, `${name}.sock`);
  const log = join(folder, `${name}.log`);
  mkdirSync(data);
  if (process.getuid!() === 0) chownSync(data, accountOf('mysql').user, accountOf('mysql').group);
  const install = [
    'mariadb-install-db',
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  await done(asAccount('mysql', install), '');
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
  ];
  const lean = [
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=128M',
    `--pid-file=${socket}.pid`,
  ];
  const child = Bun.spawn(asAccount('mysql', [MARIADBD, ...options, ...lean, ...more]), {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) },
  });
  await untilOpen(port, () => (child.exitCode === null ? null : `MariaDB did not start: ${readFileSync(log, 'utf8')}`));
  return {
    socket,
    async end() {
      child.kill('SIGTERM');
      await child.exited;
    },
  };
}
