import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '#sdk';

/** A library that lies inside the binary. `sha256` was computed when the binary was built. */
export interface EmbeddedFile {
  name: string;
  /** Path inside the binary. */
  path: string;
  sha256: string;
}

export interface NativeFiles {
  /** The last is the one to open; it finds the others beside itself. */
  files: readonly EmbeddedFile[];
}

const unavailable = (message: string): never => {
  throw new AppError('unavailable', 'duckdb.nativeLibrary', message);
};

/** SHA-256 in pieces, so that verifying 70 MB does not cost 70 MB of memory. */
export function sha256Of(path: string): string {
  const hasher = new Bun.CryptoHasher('sha256');
  const piece = new Uint8Array(1 << 18);
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece))
      hasher.update(piece.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hasher.digest('hex');
}

/**
 * The folder that libraries are extracted into: `ADIT_NATIVE_DIR`, else the unit's cache folder, else the user's, else
 * one in /var/tmp. Never the data folder: that may lie on a file system that must not execute.
 */
export function nativeFolder(environment: Record<string, string | undefined>, uid: number): string {
  const { ADIT_NATIVE_DIR, CACHE_DIRECTORY, XDG_CACHE_HOME, HOME } = environment;
  if (ADIT_NATIVE_DIR) return ADIT_NATIVE_DIR;
  if (CACHE_DIRECTORY) return join(CACHE_DIRECTORY.split(':')[0]!, 'native');
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'adit', 'native');
  if (HOME && HOME !== '/') return join(HOME, '.cache', 'adit', 'native');
  return `/var/tmp/adit-native-${uid}`;
}

/**
 * Makes a folder that only this user can write to, or refuses: whoever can write there runs code as us. A folder of
 * root's that nobody else can write to is as good: the library may have been put there by an installer.
 */
function privateFolder(folder: string, uid: number): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    unavailable(
      `The DuckDB library cannot be unpacked into ${folder}: ${(error as Error).message}. Set ADIT_NATIVE_DIR to a folder that this user may write to and execute from.`,
    );
  }
  const state = lstatSync(folder);
  if (!state.isDirectory() || (state.uid !== uid && state.uid !== 0))
    unavailable(
      `${folder} is not a folder of this user (uid ${uid}), so no library is loaded from it. Remove it, or set ADIT_NATIVE_DIR.`,
    );
  if ((state.mode & 0o077) === 0 || (state.uid !== uid && (state.mode & 0o022) === 0)) return;
  if (state.uid !== uid) unavailable(`${folder} can be written to by others than root. Run: chmod go-w ${folder}`);
  chmodSync(folder, 0o700);
}

/** Writes beside and renames: two processes may do so at once. */
function extract(file: EmbeddedFile, target: string): void {
  const partial = `${target}.${process.pid}.partial`;
  writeFileSync(partial, readFileSync(file.path), { mode: 0o500 });
  renameSync(partial, target);
}

/** Brings the libraries into `folder`, each checked by its hash; gives the path of the one to open. */
export function extractNative({ files }: NativeFiles, folder: string, uid: number): string {
  const own = join(folder, `duckdb-${files.map(({ sha256 }) => sha256.slice(0, 12)).join('-')}`);
  privateFolder(folder, uid);
  privateFolder(own, uid);
  for (const file of files) {
    const target = join(own, file.name);
    if (existsSync(target) && sha256Of(target) === file.sha256) continue;
    try {
      extract(file, target);
    } catch (error) {
      unavailable(
        `The DuckDB library cannot be unpacked into ${own}: ${(error as Error).message}. Free some space, or set ADIT_NATIVE_DIR.`,
      );
    }
    if (sha256Of(target) !== file.sha256)
      unavailable(
        `${target} does not have the content it was built with. Check the disk, and unpack the release again.`,
      );
  }
  return join(own, files.at(-1)!.name);
}

/** What to do about the dynamic linker's own words. */
function remedyFor(reason: string, path: string): string {
  if (reason.includes('failed to map segment'))
    return `${dirname(path)} is on a file system mounted noexec. Set ADIT_NATIVE_DIR to a folder that may execute, or copy the two files in it to a folder lib beside the adit program.`;
  if (reason.includes('libstdc++') || reason.includes('libgcc'))
    return 'The C++ runtime is missing: install the package libstdc++6 (Debian, Ubuntu) or libstdc++ (RHEL, SUSE).';
  return 'Run the release archive that belongs to this machine.';
}

/**
 * Loads DuckDB's native library inside the single binary, in a child process only: `lib/` beside the binary when it is
 * there, else the embedded copy, extracted once to a private folder and verified by SHA-256 at every start.
 */
export function loadNative(native: NativeFiles): unknown {
  const beside = join(dirname(process.execPath), 'lib', native.files.at(-1)!.name);
  const uid = process.getuid!();
  const path = existsSync(beside) ? beside : extractNative(native, nativeFolder(process.env, uid), uid);
  const module = { exports: {} };
  try {
    process.dlopen(module, path);
  } catch (error) {
    const reason = (error as Error).message;
    unavailable(`DuckDB cannot be loaded from ${path} (${reason}). ${remedyFor(reason, path)}`);
  }
  return module.exports;
}
