import { AppError, type Bits } from '#sdk';
import type { Task } from '../pool/protocol.ts';
import { stopFault } from '../pool/scatter.ts';
import { lensOf, runBlock } from '../pool/task-runner.ts';
import type { Registry } from '../registry.ts';
import { type OpenVersion, openVersion } from '../segments/open-version.ts';
import type { DriveHost } from './drive.ts';

/** Drives a job on one thread, without a pool: in the child of a customer's plug-in, and as the reference in tests. */
export function localHost(
  registry: Registry,
  cacheFolder: string,
  parts: Partial<Pick<DriveHost, 'archiveRows' | 'progress'>> = {},
): DriveHost {
  const versions = new Map<string, OpenVersion>();
  const open = (folder: string): OpenVersion => {
    const version = versions.get(folder) ?? openVersion(folder);
    versions.set(folder, version);
    return version;
  };
  const known = new Map<string, readonly Bits[]>();
  return {
    registry,
    open,
    async run(task) {
      const version = open(task.version);
      const complete: Task = { ...task, id: 0, counter: new Int32Array(1) };
      const lens = lensOf(version, complete, cacheFolder);
      const partials: unknown[] = [];
      for (let block = 0; block < task.blocks; block++) {
        partials.push(runBlock(complete, block, version, lens, registry));
        if (Atomics.load(task.stop, 0) !== 0) throw stopFault(task.stop);
      }
      return partials;
    },
    recall: async (key) => known.get(key) ?? null,
    keep: (key, bits) => void known.set(key, bits),
    archiveRows: parts.archiveRows ?? (() => Promise.reject(noArchive())),
    progress: parts.progress ?? (() => {}),
    signal: new AbortController().signal,
  };
}

const noArchive = () =>
  new AppError(
    'invalid',
    'run.noArchive',
    'Filters on text or by regular expression cannot stand in one view with a plug-in. Leave one of them out.',
  );
