import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type Kind } from '#sdk';
import { answerParent } from '../child-process.ts';
import type { Outcome, Request } from '../pool/protocol.ts';
import { createRegistry, type PlugIns } from '../registry.ts';
import { drive } from '../run/drive.ts';
import { localHost } from '../run/local-host.ts';
import { publishContract } from './contract-module.ts';
import { type PlugInFile, sha256 } from './folder.ts';

/** What a customer's plug-in says of itself, as plain data. */
export interface PlugInDescription {
  kind: Kind;
  id: string;
  version: number;
  title: string;
  summary: string;
  category: string;
  /** JSON Schema. */
  params: unknown;
}

/** `folder`: private to the job; the parent removes it, however the child ends. */
export type HostJob = { folder: string } & HostWork;
export type HostWork =
  | { do: 'describe'; file: PlugInFile }
  | {
      do: 'run';
      files: readonly PlugInFile[];
      request: Omit<Request, 'asOf'> & { asOf: number | null };
      cacheFolder: string;
    };

/** The child in which customers' plug-ins run: it sees the mapped columns of one version and nothing of the server. */
export function servePlugIns(): Promise<number> {
  publishContract();
  return answerParent<HostJob, PlugInDescription | Outcome>(async (job, progress) => {
    const plugIns = await Promise.all(
      (job.do === 'describe' ? [job.file] : job.files).map((file) => load(file, job.folder)),
    );
    const registry = createRegistry({
      filters: plugIns.filter((p) => p.kind === 'filter') as unknown as PlugIns['filters'],
      calculators: plugIns.filter((p) => p.kind === 'calculator') as unknown as PlugIns['calculators'],
    });
    if (job.do === 'describe') return describe(plugIns[0]!);
    const request: Request = { ...job.request, asOf: job.request.asOf ?? Number.NaN };
    return drive(request, new Int32Array(new SharedArrayBuffer(4)), localHost(registry, job.cacheFolder, { progress }));
  });
}

/** Imports exactly the bytes whose checksum was allowed. */
async function load(file: PlugInFile, folder: string): Promise<PlugInDescription> {
  const bytes = readFileSync(file.path);
  if (sha256(bytes) !== file.sha256) {
    throw new AppError('conflict', 'plugin.changed', `The plug-in "${file.name}" was changed after it was allowed.`);
  }
  const copy = join(mkdtempSync(join(folder, 'bytes-')), `${file.name}${file.path.endsWith('.ts') ? '.ts' : '.mjs'}`);
  writeFileSync(copy, bytes, { mode: 0o600 });
  const { default: plugIn } = await import(copy);
  if (typeof plugIn?.kind !== 'string' || typeof plugIn.id !== 'string') {
    throw new AppError(
      'invalid',
      'plugin.noDescriptor',
      `The plug-in "${file.name}" has no default export made with a define… function.`,
    );
  }
  return plugIn;
}

const describe = ({ kind, id, version, title, summary, category, params }: PlugInDescription): PlugInDescription => ({
  kind,
  id,
  version,
  title,
  summary,
  category,
  params,
});
