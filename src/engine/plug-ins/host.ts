import { AppError, type Kind } from '#sdk';
import { answerParent } from '../answer-parent.ts';
import { asReceived, type Outcome, type SentRequest } from '../pool/protocol.ts';
import { createRegistry, type PlugIns } from '../registry.ts';
import { drive } from '../run/drive.ts';
import { localHost } from '../run/local-host.ts';
import { publishContract } from './contract-module.ts';
import type { PlugInFile } from './folder.ts';
import { importAllowed } from './import-allowed.ts';

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
  /** Of a connector. */
  delivers?: string;
  verifiedWith?: string | null;
  queries?: string | null;
  follows?: string | null;
}

/** `folder`: private to the job; the parent removes it, however the child ends. */
export type HostJob = { folder: string } & HostWork;
export type HostWork =
  | { do: 'describe'; file: PlugInFile }
  | {
      do: 'run';
      files: readonly PlugInFile[];
      request: SentRequest;
      cacheFolder: string;
    };

/** The child in which customers' plug-ins run: it sees the mapped columns of one version and nothing of the server. */
export function servePlugIns(): Promise<number> {
  publishContract();
  return answerParent<HostJob, PlugInDescription | Outcome>(async (job, progress) => {
    const plugIns: PlugInDescription[] = await Promise.all(
      (job.do === 'describe' ? [job.file] : job.files).map((file) => importAllowed(file, job.folder)),
    );
    const registry = createRegistry({
      filters: plugIns.filter((p) => p.kind === 'filter') as unknown as PlugIns['filters'],
      calculators: plugIns.filter((p) => p.kind === 'calculator') as unknown as PlugIns['calculators'],
    });
    if (job.do === 'describe') return describe(plugIns[0]!);
    const host = localHost(registry, job.cacheFolder, { progress });
    return drive(asReceived(job.request), new Int32Array(new SharedArrayBuffer(4)), host);
  });
}

const SAID = [
  ...(['kind', 'id', 'version', 'title', 'summary', 'category', 'params'] as const),
  ...(['delivers', 'verifiedWith', 'queries', 'follows'] as const),
];

function describe(plugIn: PlugInDescription): PlugInDescription {
  if (plugIn.delivers === 'pushes')
    throw new AppError(
      'invalid',
      'plugin.takesPushes',
      `The plug-in "${plugIn.id}" is a connector that takes pushes. Such ones run in the server itself, and only the release brings them.`,
    );
  return Object.fromEntries(
    SAID.flatMap((name) => (name in plugIn ? [[name, plugIn[name]]] : [])),
  ) as unknown as PlugInDescription;
}
