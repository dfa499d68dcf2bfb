import { type ChildLimits, runInChild } from '../child-process.ts';
import { type Verified, verifyVersion } from './verify-version.ts';

/** Verifies a version in a child process: reading and hashing every file would hold up whoever shares the process. */
export const verifyInChild = (
  folder: string,
  limits: ChildLimits,
  options: { signal?: AbortSignal; onProgress?: (share: number) => void } = {},
): Promise<Verified> => runInChild<Verified>('verify-host', { folder }, limits, options);

/** The child's side. */
export const verifyHere = async ({ folder }: { folder: string }): Promise<Verified> => verifyVersion(folder);
