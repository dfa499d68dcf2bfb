import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, untilOpen } from '../directory/ports.ts';
import { CERTIFIED } from '../example-authority.ts';
import { accountOf, asAccount, done } from './server-account.ts';

const ROOT = '/usr/lib/postgresql';

/** Where Debian's newest server has its programs; null: it is not installed. */
export const POSTGRES: string | null = existsSync(ROOT)
  ? (readdirSync(ROOT)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(ROOT, version, 'bin'))
      .find((bin) => existsSync(join(bin, 'initdb'))) ?? null)
  : null;

export interface RealPostgres {
  readonly port: number;
  /** Statements of the administrator, at a database of the server. */
  run(statements: string): Promise<string>;
  end(): Promise<void>;
}

/** PostgreSQL in a folder and on a port of its own, with the certificate of the example authority; passwords by SCRAM. */
export async function startPostgres(): Promise<RealPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  const bin = (program: string) => join(POSTGRES as string, program);
  const [port] = freePorts(1) as [number];
  const owned = (path: string) => {
    if (process.getuid!() === 0) chownSync(path, accountOf('postgres').user, accountOf('postgres').group);
  };
  owned(folder);
  const initdb = '-U admin -A scram-sha-256 --auth-local=trust -E UTF8 --locale=C.UTF-8 --no-sync --pwfile=/dev/stdin';
  await done(asAccount('postgres', [bin('initdb'), '-D', data, ...initdb.split(' ')]), 'admin');
  for (const [name, text] of [
    ['server.crt', CERTIFIED.cert],
    ['server.key', CERTIFIED.key],
  ] as const) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    owned(join(data, name));
  }
  const options = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, ssl: 'on', fsync: 'off' };
  const lines = Object.entries(options).map(([name, value]) => `${name} = '${value}'\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  const child = Bun.spawn(asAccount('postgres', [bin('postgres'), '-D', data]), {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) },
  });
  await untilOpen(port, () =>
    child.exitCode === null ? null : `PostgreSQL did not start: ${readFileSync(log, 'utf8')}`,
  );
  const asAdmin = `-h ${folder} -p ${port} -U admin -d postgres -X -A -t -q -v ON_ERROR_STOP=1`;
  const psql = [bin('psql'), ...asAdmin.split(' ')];
  const run = (statements: string) => done(psql, statements);
  while (
    (await run('select 1').catch((error: Error) =>
      /starting up/.test(error.message) ? '' : Promise.reject(error),
    )) === ''
  )
    await Bun.sleep(20);
  return {
    ...{ port, run },
    async end() {
      child.kill('SIGINT');
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
