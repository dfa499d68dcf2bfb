import { AppError, type FileSource, notThere, type SourceFile } from '#sdk';
import { StageFile } from './stage-file.ts';

/** A file of a source that is copied. Plain data. */
export interface FileAsked {
  readonly file: Pick<SourceFile, 'path' | 'version'>;
  /** In a folder that is there. */
  readonly into: string;
  /** Bytes that are there already and on the disk. */
  readonly from: number;
  /** Bytes that are enough; null: all. */
  readonly most: number | null;
  readonly minFreeBytes: number;
  readonly syncBytes: number;
}

/**
 * Copies a file of a source, piece by piece. Faults: those of the source, `connector.notThere`, `connector.fileChanged`.
 * @param told called with how many bytes are on the disk
 * @returns the length of the copy
 */
export async function stageSourceFile(
  source: Pick<FileSource, 'files' | 'open'>,
  asked: FileAsked,
  told: (bytes: number) => void,
): Promise<number> {
  const found = await findFile(source, asked.file.path);
  if (found.version !== asked.file.version)
    throw new AppError(
      'conflict',
      'connector.fileChanged',
      `The file "${asked.file.path}" changed while it was read. Nothing was loaded; run it again.`,
    );
  const resumed = await StageFile.open(asked.into, asked.from, asked.minFreeBytes);
  const opened = resumed ?? (await StageFile.open(asked.into, 0, asked.minFreeBytes))!;
  await using file = opened;
  let length = resumed ? asked.from : 0;
  let unsynced = 0;
  for await (const piece of source.open(found, length)) {
    const kept = asked.most === null ? piece : piece.subarray(0, Math.max(0, asked.most - length));
    await file.write(kept);
    length += kept.length;
    unsynced += kept.length;
    if (unsynced >= asked.syncBytes) {
      told(await file.sync());
      unsynced = 0;
    }
    if (kept.length < piece.length) break;
  }
  const bytes = await file.sync();
  told(bytes);
  return bytes;
}

async function findFile(source: Pick<FileSource, 'files'>, path: string): Promise<SourceFile> {
  for await (const piece of source.files()) {
    const file = piece.find((each) => each.path === path);
    if (file) return file;
  }
  throw notThere('The source', `file "${path.slice(0, 200)}"`);
}
