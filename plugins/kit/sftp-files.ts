import type { FileEntryWithStats } from 'ssh2';
import { type FileSource, fileChanged, notThere, type SourceFile } from '#sdk';
import { chosenBy, countOf, inPieces } from './file-choice.ts';
import type { SftpSession } from './sftp-session.ts';

const PIECE_BYTES = 65_536;
/** So many pieces are under way at a time: a far server answers each only after its distance. */
const AHEAD = 16;
const MAX_DEPTH = 64;
/** The kind of an entry, in its mode. */
const [KIND, FILE, FOLDER] = [0o170000, 0o100000, 0o040000];

interface Choice {
  readonly folder: string;
  readonly pattern: string;
  readonly subfolders: boolean;
  readonly quietSeconds: number;
}

/** The files below a folder of a server. Links are not followed. */
export class SftpFiles implements FileSource {
  readonly #session: SftpSession;
  readonly #root: string;
  readonly #choice: Choice;
  readonly #chosen: (path: string) => boolean;

  static async of(session: SftpSession, choice: Choice): Promise<SftpFiles> {
    try {
      return new SftpFiles(session, await session.realPath(choice.folder), choice);
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(session: SftpSession, root: string, choice: Choice) {
    this.#session = session;
    this.#root = root.replace(/\/*$/, '/');
    this.#choice = choice;
    this.#chosen = chosenBy(choice);
  }

  async check() {
    return { server: `${this.#session.server}, ${this.#root}`, details: [await countOf(this.files())] };
  }

  async *files(): AsyncGenerator<readonly SourceFile[]> {
    yield* inPieces(this.#below('', 0));
  }

  async *open(file: SourceFile, from: number): AsyncGenerator<Uint8Array> {
    if (!this.#chosen(file.path)) throw notThere(this.#session.server, `file "${file.path}"`);
    const path = this.#root + file.path;
    const handle = await this.#session.openFile(path);
    const demandSame = async () => {
      const { size, mtime } = await this.#session.stat(handle, path);
      if (versionOf(size, mtime) !== file.version) throw fileChanged(this.#session.server, file.path);
    };
    const ahead: Promise<Uint8Array>[] = [];
    try {
      await demandSame();
      for (let at = from; at < file.bytes || ahead.length > 0; ) {
        while (at < file.bytes && ahead.length < AHEAD) {
          const length = Math.min(PIECE_BYTES, file.bytes - at);
          const piece = this.#whole(handle, file, at, length);
          // What fails is heard of when its turn comes.
          piece.catch(() => {});
          ahead.push(piece);
          at += length;
        }
        yield await ahead.shift()!;
      }
      await demandSame();
    } finally {
      this.#session.close(handle);
    }
  }

  async [Symbol.asyncDispose]() {
    await this.#session[Symbol.asyncDispose]();
  }

  async #whole(handle: Buffer, file: SourceFile, at: number, length: number): Promise<Uint8Array> {
    const piece = await this.#session.read(handle, this.#root + file.path, at, length);
    if (piece.length < length) throw fileChanged(this.#session.server, file.path);
    return piece;
  }

  async *#below(folder: string, depth: number): AsyncGenerator<SourceFile> {
    for (const { path, kind, entry } of await this.#sorted(folder)) {
      if (kind === FOLDER) {
        if (this.#choice.subfolders && !entry.filename.startsWith('.') && depth < MAX_DEPTH)
          yield* this.#below(`${path}/`, depth + 1);
        continue;
      }
      const { size, mtime } = entry.attrs;
      const isQuiet = Date.now() - mtime * 1000 >= this.#choice.quietSeconds * 1000;
      if (this.#chosen(path) && isQuiet)
        yield { path, bytes: size, version: versionOf(size, mtime), modifiedMs: mtime * 1000 };
    }
  }

  /** Files and folders that could be read, in the order of their paths. */
  async #sorted(folder: string) {
    const found: { path: string; key: string; kind: number; entry: FileEntryWithStats }[] = [];
    for await (const piece of this.#session.entries(this.#root + folder))
      for (const entry of piece) {
        const kind = entry.attrs.mode & KIND;
        const path = folder + entry.filename;
        // A name with a slash would lead elsewhere than where it was seen.
        if (entry.filename.includes('/') || entry.filename === '.' || entry.filename === '..') continue;
        if (kind === FOLDER || kind === FILE)
          found.push({ path, key: kind === FOLDER ? `${path}/` : path, kind, entry });
      }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** SFTP tells whole seconds: what is written twice within one is told apart by its length alone, and by waiting until it is quiet. */
const versionOf = (size: number, mtime: number): string => `${size}-${mtime}`;
