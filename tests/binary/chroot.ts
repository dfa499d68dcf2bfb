import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRoot, type Ran, run } from './built.ts';

/** Why no chroot can be made here, as the end of a test's name; '' when one can. */
export const chrootNeeds = !isRoot ? ' (needs root)' : Bun.which('debootstrap') ? '' : ' (needs debootstrap)';

const suite = 'bookworm';
const path = process.env.PATH ?? '';

/** The mirror that this machine's own apt uses: the tests name none. */
function mirror(): string {
  const { out } = run(
    ['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages', `Codename: ${suite}`],
    { env: { PATH: path } },
  );
  const first = out.trim().split('\n')[0];
  if (!first) throw new Error(`apt knows no mirror for Debian ${suite}: add one to its sources.`);
  return first;
}

/** Folder of a pristine minimal Debian, made once (25 s) and kept outside the tree for the next run. */
export function pristineDebian(): string {
  const kept = join(tmpdir(), `adit-debian-${suite}`);
  if (existsSync(kept)) return kept;
  const partial = mkdtempSync(`${kept}.`);
  const made = run(['debootstrap', '--variant=minbase', suite, partial, mirror()], { env: { PATH: path } });
  if (made.code !== 0) {
    rmSync(partial, { recursive: true });
    throw new Error(`debootstrap failed:\n${made.out.slice(-2000)}${made.err}`);
  }
  renameSync(partial, kept);
  return kept;
}

export interface Chroot extends Disposable {
  /** Its folder as seen from outside. */
  folder: string;
  /** Runs a program inside: without network, with its own /proc, with exactly this environment. */
  run(command: string[], options?: { env?: Record<string, string>; user?: string; cwd?: string }): Ran;
  /** Copies a file or a folder of the host to a path inside. */
  copy(from: string, to: string): void;
}

/** A fresh copy of a minimal Debian. Mounts live and die with each command. */
export function makeChroot(): Chroot {
  const folder = mkdtempSync(join(tmpdir(), 'adit-chroot-'));
  const copied = run(['cp', '-a', `${pristineDebian()}/.`, folder], { env: { PATH: path } });
  if (copied.code !== 0) throw new Error(`The chroot could not be copied: ${copied.err}`);
  // Made private by mkdtemp; as a root folder it must be open to every user inside.
  chmodSync(folder, 0o755);
  return {
    folder,
    run(command, { env = {}, user = 'root', cwd = '/' } = {}) {
      const inside = ['chroot', `--userspec=${user}`, folder, '/usr/bin/env', `--chdir=${cwd}`, '-i'];
      const variables = Object.entries({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env }).map(([k, v]) => `${k}=${v}`);
      const script = `mount -t proc proc ${folder}/proc && exec "$@"`;
      return run(
        [
          'unshare',
          '--mount',
          '--net',
          '--pid',
          '--fork',
          'sh',
          '-c',
          script,
          'sh',
          ...inside,
          ...variables,
          ...command,
        ],
        { env: { PATH: path } },
      );
    },
    copy(from, to) {
      const target = join(folder, to);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(from, target, { recursive: true });
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
