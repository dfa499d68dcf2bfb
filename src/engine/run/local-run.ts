import type { Kernel, Run } from '#sdk';
import { COLUMNS } from '#sdk';
import type { Selection } from '../../mining/views/selection.ts';
import { BLOCKS } from '../pool/protocol.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { DriveHost } from './drive.ts';

/** A run over one selection of a version on a given host, outside of a job: for enrichments at publish. */
export function localRun(host: DriveHost, version: OpenVersion, selection: Selection): Run {
  return {
    async reduce<P, A>(kernel: Kernel<P, A>, params: P): Promise<A> {
      const partials = await host.run({
        version: version.folder,
        operation: { kind: 'kernel', kernel: kernel.id, params },
        cases: selection.cases,
        events: selection.events,
        classifier: COLUMNS.activity,
        calendar: null,
        blocks: Math.min(BLOCKS, version.segments.length),
        stop: new Int32Array(new SharedArrayBuffer(4)),
      });
      return (partials as A[]).reduce((a, b) => kernel.merge(a, b));
    },
    signal: host.signal,
    deadlineMs: Number.POSITIVE_INFINITY,
    progress: (share) => host.progress(share),
    asOf: Number.NaN,
    zone: version.manifest.zone,
    k: 0,
  };
}
