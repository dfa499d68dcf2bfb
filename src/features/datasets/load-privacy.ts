import type { ImportReport } from '../../engine/import/import-job.ts';
import type { Mapping } from '../../engine/import/mapping.ts';
import { needsKey, removesValues } from '../../engine/import/private-cells.ts';
import type { StandingDecision } from '../../engine/import/standing-decisions.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Dataset } from './model.ts';
import type { DatasetParts } from './use-cases.ts';

interface LoadedFile {
  readonly dataset: Dataset;
  readonly region: string;
  readonly payload: {
    readonly sha256: string;
    readonly files?: readonly { readonly sha256: string }[];
    readonly user: string | null;
  };
  readonly job: string;
}

/** With the load: its files go when the load kept less than they hold, so that what was dropped is gone. */
export function forgetRaw(parts: DatasetParts, tx: Tx, loaded: LoadedFile & { readonly report: ImportReport }): void {
  const { report, payload } = loaded;
  const { columns } = (report.mapping ?? { columns: report.people ?? [] }) as Mapping;
  if (!removesValues(columns)) return;
  removeRawFiles(parts, tx, loaded, payload.files ?? [payload]);
}

/** With a load that had nothing to do: the copies of files that the load before it removed, which came in again with this one. */
export function forgetAgain(parts: DatasetParts, tx: Tx, loaded: LoadedFile): void {
  const { dataset, payload } = loaded;
  const steps = parts.provenance.list(dataset.tenant, dataset.id);
  const wasRemoved = ({ sha256 }: { readonly sha256: string }) =>
    steps.findLast(
      ({ step, inputs }) => (step === 'read' || step === 'remove-file') && inputs.some(({ hash }) => hash === sha256),
    )?.step === 'remove-file';
  removeRawFiles(parts, tx, loaded, (payload.files ?? [payload]).filter(wasRemoved));
}

function removeRawFiles(
  { store, provenance, clock }: DatasetParts,
  tx: Tx,
  { dataset, region, payload, job }: LoadedFile,
  files: readonly { readonly sha256: string }[],
): void {
  const { tenant, id } = dataset;
  for (const { sha256 } of files) {
    provenance.record(
      tx,
      { tenant, dataset: id, user: payload.user, job },
      {
        ...{ step: 'remove-file', inputs: [{ kind: 'file', hash: sha256 }], output: null },
        parameters: { because: 'privacy' },
      },
    );
    store.removeRaw(tx, { tenant, region, name: sha256 }, clock.now());
  }
}

/** Whether what was given of a mapping, or what stands of loads before, asks for pseudonyms or shifted times. */
export function asksForKey(given: unknown, standing: readonly StandingDecision[] = []): boolean {
  const { columns } = (given ?? {}) as Partial<Mapping>;
  return needsKey([...(Array.isArray(columns) ? columns : []), ...standing]);
}
