import type { TableColumn } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import { orDiskFull } from '../../engine/disk-full.ts';
import type { BroughtDecision } from '../../engine/import/brought-decisions.ts';
import { checksumOf, keepRawLink, type RawFile } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { JobContext } from '../../platform/jobs/index.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { received } from './import-dataset.ts';
import { type ImportParts, load } from './jobs.ts';
import type { FileMode } from './load.ts';
import { removeFiles } from './remove-files.ts';
import { openDataset } from './use-cases.ts';

/** Files of rows that a job has made on the disk of the dataset, or brought there, and how they are loaded. */
export interface MadeFiles {
  /** Nobody writes to them any more. Read as one, in this order; `name`: how people call them. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly mode: FileMode;
  readonly key?: readonly string[] | undefined;
  readonly mapping: unknown;
  readonly timeZone?: string | null;
  /** Types that their source says of the columns. */
  readonly declared?: readonly TableColumn[];
  /** Their rows stand in no order of their own, as those of a table. */
  readonly unordered?: boolean;
  /** What was decided about people where the rows come from. */
  readonly brought?: readonly BroughtDecision[];
  readonly user: string | null;
  /** The same rows may come again: they are added, where they are not recognised. */
  readonly always?: boolean;
  /** How a file was made, told before it is loaded. */
  readonly madeBy?: (sha256: string) => StepDone;
  /** From where the files came, for the lineage; no secrets. */
  readonly origin?: Readonly<Record<string, unknown>>;
  /** What else belongs into the transaction that publishes them. */
  readonly also: (tx: Tx, load: string) => void;
}

/** Keeps the files as every file is kept, loads them, and ends the job with it. */
export async function loadMadeFiles(
  parts: ImportParts,
  context: JobContext,
  actor: Actor,
  datasetId: string,
  made: MadeFiles,
): Promise<void> {
  const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
  const { tenant, workspace } = dataset;
  const folder = parts.storage.raw(parts.regionOf(tenant, workspace), tenant);
  await parts.pins.hold(folder, async () => {
    const raw: (RawFile & { name: string })[] = [];
    for (const { path, name } of made.files) {
      const sum = await checksumOf(path, context.signal);
      raw.push({ ...(await orDiskFull(() => keepRawLink(folder, path, sum))), name });
    }
    const { mode, key = [], mapping, user, timeZone = null, declared = [] } = made;
    const { always = false, unordered = false } = made;
    const id = parts.newId();
    const payload = {
      ...{ dataset: datasetId, mode, mapping, timeZone, user, ...(mode === 'upsert' ? { key } : {}) },
      sha256: raw.length === 1 ? raw[0]!.sha256 : hashOf(raw.map(({ sha256 }) => sha256)),
      files: raw.map(({ sha256, name }) => ({ sha256, name })),
    };
    await load(parts, context, actor, {
      ...{ payload, id, declared, always, unordered, brought: made.brought },
      also(tx) {
        const cause = { tenant, dataset: datasetId, user, job: context.job.id };
        for (const file of raw) {
          if (made.madeBy) parts.provenance.record(tx, cause, made.madeBy(file.sha256));
          const step = received(file);
          parts.provenance.record(tx, cause, { ...step, parameters: { ...step.parameters, ...made.origin } });
        }
        made.also(tx, id);
      },
    });
  });
  // Files of which less was kept than they hold could not go while they were held.
  await removeFiles(parts);
}
