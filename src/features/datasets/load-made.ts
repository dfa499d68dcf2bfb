import { orDiskFull } from '../../engine/disk-full.ts';
import { checksumOf, keepRawLink } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { JobContext } from '../../platform/jobs/index.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { received } from './import-dataset.ts';
import { type ImportParts, load } from './jobs.ts';
import type { FileMode } from './load.ts';
import { openDataset } from './use-cases.ts';

/** A file of rows that a job has made on the disk of the dataset, and how it is loaded. */
export interface MadeFile {
  readonly file: string;
  /** How people call it. */
  readonly name: string;
  readonly mode: FileMode;
  readonly key?: readonly string[] | undefined;
  readonly mapping: unknown;
  readonly user: string | null;
  /** How it was made, told before it is loaded. */
  readonly madeBy: (sha256: string) => StepDone;
  /** What else belongs into the transaction that publishes it. */
  readonly also: (tx: Tx, load: string) => void;
}

/** Keeps the file as every file is kept, loads it, and ends the job with it. */
export async function loadMadeFile(
  parts: ImportParts,
  context: JobContext,
  actor: Actor,
  datasetId: string,
  made: MadeFile,
): Promise<void> {
  const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
  const folder = parts.storage.raw(parts.regionOf(dataset.tenant, dataset.workspace), dataset.tenant);
  const { mode, key, mapping, user, name } = made;
  await parts.pins.hold(folder, async () => {
    const { sha256, bytes } = await orDiskFull(async () =>
      keepRawLink(folder, made.file, await checksumOf(made.file, context.signal)),
    );
    const id = parts.newId();
    const payload = {
      ...{ dataset: datasetId, sha256, files: [{ sha256, name }], mode, mapping, timeZone: null, user },
      ...(mode === 'upsert' ? { key } : {}),
    };
    await load(parts, context, actor, {
      ...{ payload, id },
      also(tx) {
        const cause = { tenant: dataset.tenant, dataset: datasetId, user, job: context.job.id };
        parts.provenance.record(tx, cause, made.madeBy(sha256));
        parts.provenance.record(tx, cause, received({ sha256, bytes, name }));
        made.also(tx, id);
      },
    });
  });
}
