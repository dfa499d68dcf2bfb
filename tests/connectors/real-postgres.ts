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

/** As the administrator of the database, whom the server does not let be root. */
const unprivileged = (...command: string[]): string[] =>
  process.getuid!() === 0
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--', ...command]
    : command;

/** PostgreSQL in a folder and on a port of its own, with the certificate of the example authority; passwords by SCRAM. */
export async function startPostgres(): Promise<RealPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  const bin = (program: string) => join(POSTGRES as string, program);
  const [port] = freePorts(1) as [number];
  if (process.getuid!() === 0) chownSync(folder, idOf('u'), idOf('g'));
  await done(
    unprivileged(
      bin('initdb'),
      '-D',
      data,
      '-U',
      'admin',
      '-A',
      'scram-sha-256',
      '--auth-local=trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
      '--pwfile=/dev/stdin',
    ),
    'admin',
  );
  for (const [name, text] of [
    ['server.crt', CERTIFIED.cert],
    ['server.key', CERTIFIED.key],
  ] as const) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    if (process.getuid!() === 0) chownSync(join(data, name), idOf('u'), idOf('g'));
  }
  const options = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, ssl: 'on', fsync: 'off' };
  const lines = Object.entries(options).map(([name, value]) => `${name} = '${value}'\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  const child = Bun.spawn(unprivileged(bin('postgres'), '-D', data), {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) },
  });
  await untilOpen(port, () =>
    child.exitCode === null ? null : `PostgreSQL did not start: ${readFileSync(log, 'utf8')}`,
  );
  const psql = [
    bin('psql'),
    '-h',
    folder,
    '-p',
    String(port),
    '-U',
    'admin',
    '-d',
    'postgres',
    '-X',
    '-A',
    '-t',
    '-q',
    '-v',
    'ON_ERROR_STOP=1',
  ];
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

const idOf = (kind: 'u' | 'g'): number => Number(Bun.spawnSync(['id', `-${kind}`, 'postgres']).stdout.toString());

/** What a program prints; it fails with what it says. */
async function done(command: readonly string[], input: string): Promise<string> {
  const child = Bun.spawn([...command], { stdin: new Blob([input]), stdout: 'pipe', stderr: 'pipe' });
  const [said, wrong, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`${command[0]}: ${wrong}`);
  return said;
}
