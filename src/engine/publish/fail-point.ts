/** The steps of publishing at which a test may kill the process. Each is tried once by `tests/faults`. */
export const FAIL_POINTS = [
  'publish.dictionariesWritten',
  'publish.segmentWritten',
  'publish.beforeManifest',
  'publish.manifestWritten',
  'publish.beforeRename',
  'publish.renamed',
  'publish.beforeCommit',
  'publish.committed',
  'bin.purged',
  'push.written',
  'push.kept',
] as const;
export type FailPoint = (typeof FAIL_POINTS)[number];

const armed = process.env.ADIT_FAIL_POINT;

/** Ends the process as kill -9 would, when this point is armed by the environment. */
export function failPoint(point: FailPoint): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}
