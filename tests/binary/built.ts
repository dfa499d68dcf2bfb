import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dir, '../..');
export const isRoot = process.getuid!() === 0;
export const platform = `linux-${process.arch}`;

/** A folder of its own for one test file. */
export function workFolder(name: string): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), `adit-${name}-`));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a program with exactly this environment. */
export function run(command: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { stdin: 'ignore', env: {}, ...options });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

function script(...args: string[]): void {
  const { code, out, err } = run([process.execPath, ...args], { cwd: root, env: { PATH: process.env.PATH ?? '' } });
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${out}${err}`);
}

/** Builds the program as the release does. */
export const build = (outfile: string): void => script('scripts/build.ts', '--outfile', outfile);

/** Builds the release archive and gives its path. */
export function release(outdir: string): string {
  script('scripts/release.ts', '--outdir', outdir);
  return [...new Bun.Glob('adit-*.tar.gz').scanSync({ cwd: outdir, absolute: true })][0]!;
}

/** Unpacks an archive with the system's own tar and gives the folder inside it. */
export function unpack(archive: string, into: string): string {
  mkdirSync(into, { recursive: true });
  const { code, err } = run(['tar', 'xzf', archive, '-C', into], { env: { PATH: process.env.PATH ?? '' } });
  if (code !== 0) throw new Error(`tar: ${err}`);
  return join(into, [...new Bun.Glob('*').scanSync({ cwd: into, onlyFiles: false })][0]!);
}
