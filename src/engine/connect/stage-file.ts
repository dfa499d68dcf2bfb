import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#sdk';
import { diskFull, isNoSpace } from '../disk-full.ts';

/** Text that waits before it is written. */
const BLOCK_CHARS = 1 << 20;

/**
 * A file that grows by blocks, and is forced to disk when it is asked for. Where it goes on, what lies behind the length that was kept is
 * cut off: it was written and never told.
 */
export class StageFile implements AsyncDisposable {
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly minFreeBytes: number;
  private text = '';
  private length: number;
  private writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, length: number, minFreeBytes: number) {
    this.path = path;
    this.file = file;
    this.length = length;
    this.minFreeBytes = minFreeBytes;
  }

  /** @param length what is kept of it @returns null where less than that is there */
  static async open(path: string, length: number, minFreeBytes: number): Promise<StageFile | null> {
    if (length === 0) {
      // What it held may have been kept under another name, which must not change.
      await rm(path, { force: true });
      return new StageFile(path, await open(path, 'wx', 0o640), 0, minFreeBytes);
    }
    const file = await open(path, 'r+').catch(absent);
    if (file === null) return null;
    if ((await file.stat()).size < length) {
      await file.close();
      return null;
    }
    await file.truncate(length);
    return new StageFile(path, file, length, minFreeBytes);
  }

  /** Takes text; returns a promise only when a block is full. */
  add(text: string): Promise<void> | undefined {
    this.text += text;
    return this.text.length < BLOCK_CHARS ? undefined : this.flush();
  }

  /** Writes bytes as they are. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.writing;
    await this.append(bytes);
  }

  /** Everything so far is on the disk. @returns its length */
  async sync(): Promise<number> {
    try {
      await this.flush();
      await this.writing;
      await this.file.datasync();
    } catch (error) {
      throw isNoSpace(error) ? diskFull() : error;
    }
    const { bavail, bsize } = await statfs(dirname(this.path));
    if (bavail * bsize < this.minFreeBytes)
      throw new AppError(
        'no_space',
        'extraction.noSpace',
        `The disk of the dataset is nearly full: ${Math.round(this.minFreeBytes / 1_048_576)} MiB must stay free. What was read so far is kept; free some space.`,
      );
    return this.length;
  }

  /** One block is written while the next one is made. */
  private async flush(): Promise<void> {
    const bytes = Buffer.from(this.text);
    this.text = '';
    await this.writing;
    if (bytes.length > 0) this.writing = this.append(bytes);
    this.writing.catch(() => {}); // told by whoever waits for it next
  }

  private async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at, this.length);
      at += bytesWritten;
      this.length += bytesWritten;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.writing.catch(() => {});
    await this.file.close();
  }
}

function absent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
