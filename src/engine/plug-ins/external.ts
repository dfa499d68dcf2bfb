import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type Fault } from '#sdk';
import { runInChild } from '../child-process.ts';
import { asSent, type Outcome, type Request } from '../pool/protocol.ts';
import type { RunControl } from '../run/shared-runs.ts';
import { type AllowList, type PlugInFile, readPlugInFolder } from './folder.ts';
import type { HostJob, HostWork, PlugInDescription } from './host.ts';
import { reviveSchema } from './revive-schema.ts';

/** One plug-in as the plug-ins page shows it. */
export type PlugInStatus =
  | { name: string; state: 'loaded'; sha256: string; description: PlugInDescription }
  | { name: string; state: 'not loaded'; reason: string };

export interface ExternalLimits {
  memoryBytes: number;
  timeoutMs: number;
}

/** A plug-in that says nothing of itself in this time is not loaded. */
const DESCRIBE_MS = 10_000;

/** Customers' plug-ins: known by what they said of themselves in a child process; never imported here. */
export class ExternalPlugIns {
  readonly status: readonly PlugInStatus[];
  readonly #files: ReadonlyMap<string, PlugInFile>;
  readonly #limits: ExternalLimits;

  private constructor(status: readonly PlugInStatus[], files: ReadonlyMap<string, PlugInFile>, limits: ExternalLimits) {
    this.status = status;
    this.#files = files;
    this.#limits = limits;
  }

  /** No folder is configured. */
  static none(limits: ExternalLimits): ExternalPlugIns {
    return new ExternalPlugIns([], new Map(), limits);
  }

  /** Reads the folder and asks each allowed file what it is. One that cannot say so is listed with the reason. */
  static async load(
    folder: string,
    allow: AllowList,
    limits: ExternalLimits,
    taken: ReadonlySet<string>,
  ): Promise<ExternalPlugIns> {
    const files = new Map<string, PlugInFile>();
    const status: PlugInStatus[] = [];
    for (const found of readPlugInFolder(folder, allow)) {
      if (found.state === 'not loaded') {
        status.push({ name: found.name, state: 'not loaded', reason: found.reason });
        continue;
      }
      const { file } = found;
      try {
        const job: HostWork = { do: 'describe', file };
        const description = await runInHost<PlugInDescription>(job, {
          ...limits,
          timeoutMs: Math.min(limits.timeoutMs, DESCRIBE_MS),
        });
        if (description.kind === 'connector') reviveSchema(description.params);
        if (taken.has(description.id) || files.has(description.id))
          throw new Error(`its id "${description.id}" is taken`);
        files.set(description.id, file);
        status.push({ name: file.name, state: 'loaded', sha256: file.sha256, description });
      } catch (error) {
        status.push({ name: file.name, state: 'not loaded', reason: (error as Error).message });
      }
    }
    return new ExternalPlugIns(status, files, limits);
  }

  /** The plug-ins that are needed for filters and calculators of these ids; empty: built-ins alone. */
  needed(ids: readonly string[]): PlugInFile[] {
    const found = new Set<PlugInFile>();
    for (const id of ids) {
      const file = this.#files.get(id);
      if (file) found.add(file);
    }
    return [...found];
  }

  /** Those of a kind, with what they said of themselves. */
  of(kind: PlugInDescription['kind']): { file: PlugInFile; description: PlugInDescription }[] {
    return this.status.flatMap((plugIn) => {
      if (plugIn.state !== 'loaded' || plugIn.description.kind !== kind) return [];
      return [{ file: this.#files.get(plugIn.description.id)!, description: plugIn.description }];
    });
  }

  /** Runs a job that needs plug-ins in a child of its own; what a plug-in throws fails this run alone, with its id. */
  async run(
    files: readonly PlugInFile[],
    request: Request,
    cacheFolder: string,
    control: RunControl = {},
  ): Promise<Outcome> {
    const job: HostWork = { do: 'run', files, request: asSent(request), cacheFolder };
    const limits = { ...this.#limits, timeoutMs: Math.min(this.#limits.timeoutMs, request.deadlineMs) };
    try {
      return await runInHost<Outcome>(job, limits, control);
    } catch (error) {
      throw blame(files, error);
    }
  }

  get checksums(): readonly string[] {
    return [...this.#files].map(([id, file]) => `${id}=${file.sha256}`);
  }
}

/** Runs a job in a plug-in's child. What the child wrote is removed, also when it was killed. */
async function runInHost<R>(work: HostWork, limits: ExternalLimits, control: RunControl = {}): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'adit-plug-in-'));
  try {
    const job: HostJob = { ...work, folder };
    return await runInChild<R>('plugin-host', job, limits, control);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Faults that a plug-in may end in by itself: what it was asked for was wrong. */
const ITS_OWN: ReadonlySet<Fault> = new Set(['invalid', 'not_found', 'conflict']);

/** Names the plug-in in whatever ended its run, except where the caller ended it or asked for something wrong. */
function blame(files: readonly PlugInFile[], error: unknown): unknown {
  const names = files.map((f) => `"${f.name}"`).join(', ');
  const { message } = error as Error;
  if (!(error instanceof AppError) || error.fault === 'internal')
    return new AppError('internal', 'plugin.failed', `The plug-in ${names} failed: ${message}`);
  if (error.fault === 'cancelled' || error.code === 'run.tooFewCases' || ITS_OWN.has(error.fault)) return error;
  const limit = error.code === 'child.timeout' || error.code === 'child.memory';
  return limit
    ? new AppError(error.fault, 'plugin.limit', `The plug-in ${names} was stopped: ${message}`)
    : new AppError('internal', 'plugin.failed', `The plug-in ${names} failed: ${message}`);
}
