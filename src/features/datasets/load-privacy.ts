import type { ImportReport } from '../../engine/import/import-job.ts';
import type { Mapping } from '../../engine/import/mapping.ts';
import { needsKey, removesValues } from '../../engine/import/private-cells.ts';
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
  readonly report: ImportReport;
}

/** With the load: its files go when the load kept less than they hold, so that what was dropped is gone. */
export function forgetRaw(
  { store, provenance, clock }: DatasetParts,
  tx: Tx,
  { dataset, region, payload, job, report }: LoadedFile,
): void {
  const { columns } = (report.mapping ?? { columns: report.people ?? [] }) as Mapping;
  if (!removesValues({ columns })) return;
  const { tenant, id } = dataset;
  for (const { sha256 } of payload.files ?? [payload]) {
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

/** Whether what was given of a mapping asks for pseudonyms or shifted times. */
export function asksForKey(given: unknown): boolean {
  const { columns } = (given ?? {}) as Partial<Mapping>;
  return Array.isArray(columns) && needsKey({ columns });
}
