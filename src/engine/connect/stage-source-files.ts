import type { FileSource, SourceFile } from '#sdk';
import { makeOf } from './make-of-file.ts';
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
  /** Bytes that are enough of each; null: all. */
  readonly most: number | null;
  readonly minFreeBytes: number;
  readonly syncBytes: number;
}

/** How far the copy of one of the files is, by its place among them. All that is told of is on the disk. */
export interface CopyTold extends Pick<FileCopy, 'copied' | 'isWhole'> {
  readonly place: number;
}

/**
 * Copies files of a source, piece by piece: text files with the same header row, or a single file that is none. Nothing is listed for it:
 * a source that opens a file demands that it is the one that was chosen. Faults: those of the source.
 * @returns how many belong together; the first that does not may be there, too
 */
export async function stageSourceFiles(
  source: Pick<FileSource, 'open'>,
  asked: FilesAsked,
  told: (copy: CopyTold) => void,
): Promise<number> {
  let make: string | null = null;
  for (const [place, copy] of asked.files.entries()) {
    if (!copy.isWhole) {
      const copied = await stageOne(source, copy, asked, (bytes) => told({ place, copied: bytes, isWhole: false }));
      told({ place, copied, isWhole: true });
    }
    const own = await makeOf(copy.into);
    if (place > 0 && own !== make) return place;
    if (own === null) return 1;
    make = own;
  }
  return asked.files.length;
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
