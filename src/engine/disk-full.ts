import { AppError } from '#sdk';

/** Whether an error of the file system or of DuckDB says that the disk is full. */
export const isNoSpace = (error: unknown): boolean =>
  (error as { code?: string } | null)?.code === 'ENOSPC' ||
  /no space left on device|ENOSPC|out of disk|max_temp_directory_size/i.test(
    String((error as Error | null)?.message ?? ''),
  );

export const diskFull = () =>
  new AppError('no_space', 'disk.full', 'The disk is full. Nothing was changed; free space and try again.');

/** Does what writes files; a full disk is said so. */
export async function orDiskFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isNoSpace(error) && !(error instanceof AppError) ? diskFull() : error;
  }
}
