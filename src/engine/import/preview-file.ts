import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildLimits, runInChild } from '../child-process.ts';
import type { FilePreview, PreviewJob } from './preview-job.ts';

/**
 * Looks at the beginning of a file in a child process: what the columns are, the first rows as they would be stored, and what is
 * wrong with them. Faults: those of a file that is no event log (`import.notAnEventLog`, `import.emptyFile` …), and of a mapping
 * that does not fit it; what only a person can say is a `question` in the answer.
 * @param temp folder in which a private one is made, and removed again
 */
export async function previewFile(
  temp: string,
  job: Omit<PreviewJob, 'preview' | 'tempFolder'>,
  limits: ChildLimits,
  signal?: AbortSignal,
): Promise<FilePreview> {
  const tempFolder = join(temp, `.tmp-preview-${randomUUID()}`);
  await mkdir(tempFolder, { recursive: true, mode: 0o700 });
  try {
    return await runInChild<FilePreview>('import-host', { ...job, preview: true, tempFolder }, limits, { signal });
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}
