import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, untilOpen } from '../directory/ports.ts';

/** Debian’s OpenSSH server; null where it is not installed. */
export const SSHD: string | null = Bun.which('sshd', { PATH: `${process.env.PATH}:/usr/sbin` });

/** The end of the name of a test that needs it. */
export const sshdNeeds = SSHD ? '' : ' (needs openssh-server)';

export const SSH_USER = process.env.USER || Bun.spawnSync(['id', '-un']).stdout.toString().trim();
export const PASSPHRASE = 'pass "phrase" ☃';

export interface Sshd {
  readonly port: number;
  /** Where the account begins. */
  readonly folder: string;
  /** As ssh-keygen -l says it. */
  readonly fingerprint: string;
  /** A key that it lets in, plain and with a passphrase, and one that it does not. */
  readonly keys: { readonly plain: string; readonly sealed: string; readonly rsa: string; readonly stranger: string };
  /** Its processes that serve somebody at this moment. */
  serving(): number;
  end(): Promise<void>;
}

/** sshd of its own on a free port, with SFTP alone, keys made anew. */
export async function startSshd(): Promise<Sshd> {
  const home = mkdtempSync(join(tmpdir(), 'adit-sshd-'));
  const folder = join(home, 'exports');
  mkdirSync(folder);
  // As root it wants this folder, which Debian makes when the service starts.
  if (process.getuid!() === 0) mkdirSync('/run/sshd', { recursive: true });
  const key = (name: string, passphrase: string, type = 'ed25519') => {
    keygen('-q', '-t', type, '-N', passphrase, '-f', join(home, name), '-C', name);
    return readFileSync(join(home, name), 'utf8');
  };
  key('host', '');
  const keys = {
    plain: key('plain', ''),
    sealed: key('sealed', PASSPHRASE),
    rsa: key('rsa', '', 'rsa'),
    stranger: key('stranger', ''),
  };
  const allowed = ['plain', 'sealed', 'rsa'].map((name) => readFileSync(join(home, `${name}.pub`), 'utf8'));
  writeFileSync(join(home, 'authorized'), allowed.join(''), { mode: 0o600 });
  chmodSync(home, 0o755);
  const [port] = freePorts(1) as [number];
  writeFileSync(join(home, 'config'), configuration(home, port));
  const log = join(home, 'log');
  const child = Bun.spawn([SSHD!, '-D', '-e', '-f', join(home, 'config')], {
    ...{ stdin: 'ignore', stdout: 'ignore', stderr: Bun.file(log) },
  });
  await untilOpen(port, () => (child.exitCode === null ? null : `sshd did not start: ${readFileSync(log, 'utf8')}`));
  return {
    ...{ port, folder, keys, fingerprint: keygen('-l', '-E', 'sha256', '-f', join(home, 'host.pub')).split(' ')[1]! },
    serving: () =>
      Bun.spawnSync(['pgrep', '-c', '-P', String(child.pid)])
        .stdout.toString()
        .trim() === '0'
        ? 0
        : 1,
    async end() {
      child.kill();
      await child.exited;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function keygen(...args: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(['ssh-keygen', ...args]);
  if (exitCode !== 0) throw new Error(`ssh-keygen: ${stderr}`);
  return String(stdout);
}

const configuration = (home: string, port: number): string => `
ListenAddress 127.0.0.1:${port}
HostKey ${home}/host
PidFile none
AuthorizedKeysFile ${home}/authorized
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp -d ${home}/exports
ForceCommand internal-sftp -d ${home}/exports
`;
