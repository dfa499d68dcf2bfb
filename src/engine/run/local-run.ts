import { AppError, COLUMNS, type Kernel, type Run } from '#sdk';
import { inlineCases } from '../../mining/views/inline.ts';
import type { Selection } from '../../mining/views/selection.ts';
import { BLOCKS, type Task } from '../pool/protocol.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { DriveHost } from './drive.ts';

/** A run over one selection of a version on a given host, outside of a job: for enrichments at publish. */
export function localRun(host: DriveHost, version: OpenVersion, selection: Selection): Run {
  const task = (operation: Task['operation'], blocks: number) => ({
    version: version.folder,
    operation,
    cases: selection.cases,
    events: selection.events,
    classifier: COLUMNS.activity,
    calendar: null,
    blocks,
    stop: new Int32Array(new SharedArrayBuffer(4)),
  });
  const log = version.log(COLUMNS.activity, version.manifest);
  const { segments } = version;
  return {
    async reduce<P, A>(kernel: Kernel<P, A>, params: P): Promise<A> {
      const blocks = Math.min(BLOCKS, version.segments.length);
      const partials = await host.run(task({ kind: 'kernel', kernel: kernel.id, params }, blocks));
      return (partials as A[]).reduce((a, b) => kernel.merge(a, b));
    },
    share: async (work, parts) =>
      (await host.run(task({ kind: 'parts', work: work.id, parts }, parts.length))) as never,
    select: (steps) => inlineCases({ log, segments }, steps, host.registry.filterSource, selection),
    over: () => Promise.reject(new AppError('internal', 'run.oneView', 'There is no second selection at publish.')),
    clock: (instants) => instants,
    signal: host.signal,
    deadlineMs: Number.POSITIVE_INFINITY,
    progress: (share) => host.progress(share),
    asOf: Number.NaN,
    zone: version.manifest.zone,
    k: 0,
  };
}
