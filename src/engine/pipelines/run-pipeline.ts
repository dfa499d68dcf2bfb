import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildLimits, runInChild } from '../child-process.ts';
import type { InputLook, PipelineJob, PipelinePreview, RunReport } from './pipeline-job.ts';

type Asked = Omit<PipelineJob, 'task' | 'folder' | 'tempFolder'>;

export interface PipelineOptions {
  readonly limits: ChildLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Runs all steps over all rows and writes the last table to `into`; results of steps stay in `folder`, so that the next attempt goes on there. */
export const runPipeline = (
  asked: Asked & { readonly folder: string; readonly into: string },
  options: PipelineOptions,
): Promise<RunReport> =>
  inOwnFolder(asked.folder, (tempFolder) => {
    const { into, ...job } = asked;
    return runInChild<RunReport>(
      'pipeline-host',
      { ...job, tempFolder, task: { kind: 'run', into } },
      options.limits,
      options,
    );
  });

/** Runs the first rows of each input through all steps; nothing stays. */
export const previewPipeline = (
  asked: Asked & { readonly temp: string; readonly rows: number },
  options: PipelineOptions,
): Promise<PipelinePreview> =>
  inOwnFolder(asked.temp, (tempFolder) => {
    const { temp: _, rows, ...job } = asked;
    const folder = join(tempFolder, 'steps');
    const task = { kind: 'preview', rows };
    return runInChild<PipelinePreview>('pipeline-host', { ...job, folder, tempFolder, task }, options.limits, options);
  });

/** What columns the inputs have. */
export const lookAtInputs = (
  asked: Asked & { readonly temp: string },
  options: PipelineOptions,
): Promise<InputLook[]> =>
  inOwnFolder(asked.temp, (tempFolder) => {
    const { temp: _, ...job } = asked;
    const folder = join(tempFolder, 'steps');
    const task = { kind: 'columns' };
    return runInChild<InputLook[]>('pipeline-host', { ...job, folder, tempFolder, task }, options.limits, options);
  });

async function inOwnFolder<T>(folder: string, work: (tempFolder: string) => Promise<T>): Promise<T> {
  const tempFolder = join(folder, `.tmp-${randomUUID()}`);
  await mkdir(tempFolder, { recursive: true, mode: 0o700 });
  try {
    return await work(tempFolder);
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}
