import type { FileSource, SourceFile } from '#sdk';
import { LikeFiles } from '../import/like-files.ts';
import type { Dialect } from '../import/mapping.ts';
import { StageFile } from './stage-file.ts';

/** A file of a source, and how far its copy is. Plain data. */
export interface FileCopy {
  readonly file: Omit<SourceFile, 'modifiedMs'>;
  /** In a folder that is there. */
  readonly into: string;
  /** Bytes that are there already and on the disk. */
  readonly copied: number;
  readonly isWhole: boolean;
}

/** Files of a source that are copied one after the other. Plain data. */
export interface FilesAsked {
  readonly files: readonly FileCopy[];
  /** What is said of how all of them are written. */
  readonly dialect: Partial<Dialect>;
  /** Bytes that are enough of each; null: all. */
  readonly most: number | null;
  readonly minFreeBytes: number;
  readonly syncBytes: number;
}

/** How far the copy of one of the files is, by its place among them. All that is told of is on the disk. */
export interface CopyTold extends Pick<FileCopy, 'copied' | 'isWhole'> {
  readonly place: number;
}

/** Which of the files that were asked for belong together. Plain data. */
export interface FilesStaged {
  /** So many of the first ones. */
  readonly count: number;
  /** Why the next one does not, in words; null: there is none. */
  readonly difference: string | null;
}

/**
 * Copies files of a source, piece by piece, as long as they can be read as one. Nothing is listed for it: a source that opens a file
 * demands that it is the one that was chosen. The first that does not belong to the others may be there, too. Faults: those of the source.
 * @param scratch a private folder that is there
 */
export async function stageSourceFiles(
  source: Pick<FileSource, 'open'>,
  asked: FilesAsked,
  scratch: string,
  told: (copy: CopyTold) => void,
): Promise<FilesStaged> {
  const { files, dialect } = asked;
  const likeFiles = new LikeFiles(scratch, dialect);
  for (const [place, copy] of files.entries()) {
    if (!copy.isWhole) {
      const copied = await stageOne(source, copy, asked, (bytes) => told({ place, copied: bytes, isWhole: false }));
      told({ place, copied, isWhole: true });
    }
    const difference = files.length === 1 ? null : await likeFiles.difference(copy.into, copy.file.path);
    if (difference !== null) return { count: Math.max(place, 1), difference };
  }
  return { count: files.length, difference: null };
}

async function stageOne(
  source: Pick<FileSource, 'open'>,
  { file, into, copied }: FileCopy,
  { most, minFreeBytes, syncBytes }: FilesAsked,
  told: (bytes: number) => void,
): Promise<number> {
  const resumed = await StageFile.open(into, copied, minFreeBytes);
  await using stage = resumed ?? (await StageFile.open(into, 0, minFreeBytes))!;
  let length = resumed ? copied : 0;
  let unsynced = 0;
  for await (const piece of source.open({ ...file, modifiedMs: null }, length)) {
    const kept = most === null ? piece : piece.subarray(0, Math.max(0, most - length));
    await stage.write(kept);
    length += kept.length;
    unsynced += kept.length;
    if (unsynced >= syncBytes) {
      told(await stage.sync());
      unsynced = 0;
    }
    if (kept.length < piece.length) break;
  }
  return await stage.sync();
}
