import { closeSync, openSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '#sdk';
import type { ChildLimits } from '../child-process.ts';
import { type StreamOptions, streamFromChild, writeFromChild } from '../child-stream.ts';
import { diskFull, isNoSpace } from '../disk-full.ts';
import type { Engine } from '../engine.ts';
import { NO_VEIL, type Veil } from '../segments/veil.ts';
import type { ExportJob } from './export-job.ts';

/** What of which version is written, and how. */
export interface LogExport
  extends Pick<ExportJob, 'format' | 'gzip' | 'name' | 'lifecycleEvents' | 'guardFormulas' | 'memoryBytes'> {
  version: { folder: string; hash: string };
  policy: readonly Step[];
  veil?: Veil;
  steps: readonly Step[];
  classifier?: string;
  deadlineMs: number;
  /** Folder for what only this export needs; made and removed here. */
  tempFolder: string;
  limits: ChildLimits;
}

/** What of it the child is told. */
async function jobOf(engine: Engine, asked: LogExport, signal: AbortSignal): Promise<ExportJob> {
  const {
    version,
    policy,
    veil = NO_VEIL,
    steps,
    format,
    gzip,
    name,
    lifecycleEvents,
    guardFormulas,
    memoryBytes,
    tempFolder,
  } = asked;
  await mkdir(tempFolder, { recursive: true, mode: 0o700 });
  const selection = join(tempFolder, 'selection');
  const { deadlineMs, classifier } = asked;
  const view = {
    version,
    policy,
    veil,
    steps,
    k: 1,
    deadlineMs,
    ...(classifier === undefined ? {} : { classifier }),
  };
  const narrowed = policy.length + steps.length > 0;
  if (narrowed) await engine.select(view, selection, signal);
  return {
    ...{ version: version.folder, selection: narrowed ? selection : null, veil, ofAllCases: policy.length === 0 },
    ...{ format, gzip, name, lifecycleEvents, guardFormulas, memoryBytes, tempFolder: join(tempFolder, 'sql') },
  };
}

/**
 * A log as a document that is written while it is read. What is wrong before the first byte is a fault; later the stream
 * fails, so that nobody takes a part for the whole.
 */
export async function streamLog(
  engine: Engine,
  asked: LogExport,
  options: StreamOptions & { signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const remove = () => void rm(asked.tempFolder, { recursive: true, force: true });
  try {
    return await streamFromChild(
      'export-host',
      await jobOf(engine, asked, options.signal),
      asked.limits,
      options,
      remove,
    );
  } catch (error) {
    remove();
    throw error;
  }
}

/** A log as a file, which is there whole or not at all. */
export async function writeLog(
  engine: Engine,
  asked: LogExport,
  path: string,
  options: StreamOptions & { signal: AbortSignal },
): Promise<void> {
  const partial = `${path}.part`;
  const file = openSync(partial, 'w', 0o640);
  try {
    await writeFromChild('export-host', await jobOf(engine, asked, options.signal), asked.limits, options, file);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw isNoSpace(error) ? diskFull() : error;
  } finally {
    closeSync(file);
    await rm(asked.tempFolder, { recursive: true, force: true });
  }
}
