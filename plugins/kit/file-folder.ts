import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  AppError,
  calledOff,
  defineFileConnector,
  english,
  type FileConnector,
  type FileSource,
  fileChanged,
  notThere,
  queryRefused,
  type SourceFile,
  Type,
} from '#sdk';
import { chosenBy, countOf, fileChoice, inPieces } from './file-choice.ts';

const LOOKED_AT_ONCE = 256;
const PIECE_BYTES = 1_048_576;
const MAX_DEPTH = 64;

const settings = (pattern: string) =>
  Type.Object({
    folder: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'Path of a folder on this server, below one that the administrator opened to connectors',
    }),
    ...fileChoice(pattern),
    quietSeconds: Type.Integer({
      default: 10,
      minimum: 0,
      maximum: 86_400,
      description: 'A file is read once it has not been written to for so many seconds',
    }),
  });

/** A connector of files in a folder of this machine. */
export const folderConnector = (says: {
  id: string;
  title: string;
  summary: string;
  pattern: string;
}): FileConnector<ReturnType<typeof settings>> =>
  defineFileConnector({
    ...{ id: says.id, version: 1, title: says.title, summary: says.summary, category: 'files' },
    params: settings(says.pattern),
    examples: [],
    verifiedWith: 'folders of Linux',
    open: async (params, run) => new Folder(await run.folder(params.folder), params, run.signal),
  });

interface Choice {
  readonly folder: string;
  readonly pattern: string;
  readonly subfolders: boolean;
  readonly quietSeconds: number;
}

class Folder implements FileSource {
  readonly #root: string;
  readonly #choice: Choice;
  readonly #signal: AbortSignal;
  readonly #chosen: (path: string) => boolean;
  /** Files of the last listing that are being written to. */
  #restless = 0;

  constructor(root: string, choice: Choice, signal: AbortSignal) {
    this.#root = root;
    this.#choice = choice;
    this.#signal = signal;
    this.#chosen = chosenBy(choice);
  }

  async check() {
    const found = await countOf(this.files());
    const held = this.#restless;
    const waiting =
      held === 1 ? english('One more is still being written to.') : english(`${held} more are still being written to.`);
    return { server: this.#name, details: held > 0 ? [found, waiting] : [found] };
  }

  async *files(): AsyncGenerator<readonly SourceFile[]> {
    this.#restless = 0;
    for await (const paths of inPieces(this.#below('', 0), LOOKED_AT_ONCE)) {
      if (this.#signal.aborted) throw calledOff(this.#name, this.#signal);
      const files = (await Promise.all(paths.map((path) => this.#look(path)))).filter((file) => file !== null);
      if (files.length > 0) yield files;
    }
  }

  async *open(file: SourceFile, from: number): AsyncGenerator<Uint8Array> {
    if (!this.#chosen(file.path)) throw notThere(this.#name, `file "${file.path}"`);
    const handle = await this.#opened(file);
    try {
      const demandSame = async () => {
        if (versionOf(await handle.stat({ bigint: true })) !== file.version) throw fileChanged(this.#name, file.path);
      };
      await demandSame();
      for (let at = from; at < file.bytes; ) {
        if (this.#signal.aborted) throw calledOff(this.#name, this.#signal);
        const want = Math.min(PIECE_BYTES, file.bytes - at);
        const { bytesRead, buffer } = await handle.read(new Uint8Array(want), 0, want, at);
        if (bytesRead === 0) throw fileChanged(this.#name, file.path);
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
      await demandSame();
    } finally {
      await handle.close();
    }
  }

  async [Symbol.asyncDispose]() {}

  get #name(): string {
    return `The folder "${this.#choice.folder}"`;
  }

  /** Paths of files and links that are chosen, in their order. Links to folders are not followed. */
  async *#below(folder: string, depth: number): AsyncGenerator<string> {
    for (const entry of await this.#entries(folder)) {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) {
        const isHidden = entry.name.startsWith('.') || entry.name.includes('\ufffd');
        if (this.#choice.subfolders && !isHidden && depth < MAX_DEPTH) yield* this.#below(`${path}/`, depth + 1);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && this.#chosen(path)) yield path;
    }
  }

  async #entries(folder: string) {
    const path = resolve(this.#root, folder);
    try {
      // A folder may have become a link since it was seen.
      if ((await realpath(path)) !== path) return [];
      const entries = await readdir(path, { withFileTypes: true });
      const key = (entry: (typeof entries)[number]) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
      return entries
        .map((entry) => ({ entry, key: key(entry) }))
        .sort(byKey)
        .map(({ entry }) => entry);
    } catch (error) {
      if (folder !== '' && codeOf(error) === 'ENOENT') return [];
      throw this.#fault(error, `the folder "${folder}"`);
    }
  }

  /** A file as it is now; null: it is gone, leads out of the folder, or is being written to. */
  async #look(path: string): Promise<SourceFile | null> {
    const whole = join(this.#root, path);
    try {
      let found = await lstat(whole, { bigint: true });
      if (found.isSymbolicLink()) {
        if (!this.#holds(await realpath(whole))) return null;
        found = await stat(whole, { bigint: true });
      }
      if (!found.isFile()) return null;
      const writtenMs = Math.max(Number(found.mtimeMs), Number(found.ctimeMs));
      if (Date.now() - writtenMs < this.#choice.quietSeconds * 1000) {
        this.#restless++;
        return null;
      }
      return { path, bytes: Number(found.size), version: versionOf(found), modifiedMs: Number(found.mtimeMs) };
    } catch (error) {
      if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes(codeOf(error))) return null;
      throw this.#fault(error, `the file "${path}"`);
    }
  }

  /** What was opened is asked where it lies: between a look and the opening, any part of the path can become a link. */
  async #opened({ path }: SourceFile): Promise<FileHandle> {
    let handle: FileHandle;
    try {
      // Without waiting for the other end, should it have become a pipe.
      handle = await open(join(this.#root, path), constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      throw this.#fault(error, `the file "${path}"`);
    }
    const real = await readlink(`/proc/self/fd/${handle.fd}`);
    if (this.#holds(real) && (await handle.stat()).isFile()) return handle;
    await handle.close();
    throw new AppError(
      'forbidden',
      'connector.leadsOut',
      `"${path}" leads out of ${this.#name}. Put the file itself there.`,
    );
  }

  #holds(realPath: string): boolean {
    return realPath.startsWith(this.#root === '/' ? '/' : `${this.#root}/`);
  }

  #fault(error: unknown, what: string): AppError {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return notThere(this.#name, what);
    if (code === 'EACCES' || code === 'EPERM')
      return queryRefused(this.#name, `the account that this program runs as may not read ${what}`, 'names');
    return new AppError('unavailable', 'connector.lost', `${this.#name}: ${what} cannot be read (${code}).`);
  }
}

/** Another one as soon as the file is written to, or another file stands in its place. */
const versionOf = ({ size, mtimeNs, ino }: { size: bigint; mtimeNs: bigint; ino: bigint }): string =>
  `${size}-${mtimeNs}-${ino}`;

const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);
