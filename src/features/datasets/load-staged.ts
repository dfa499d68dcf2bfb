import { mkdir } from 'node:fs/promises';
import type { TableColumn } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import { orDiskFull } from '../../engine/disk-full.ts';
import { checksumOf, keepRawLink, type RawFile } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Job, JobContext } from '../../platform/jobs/index.ts';
import { demandSpace, received } from './import-dataset.ts';
import { type ImportParts, load, serialOf } from './jobs.ts';
import type { FileMode } from './load.ts';
import type { Dataset } from './model.ts';
import { openDataset } from './use-cases.ts';

/** What a job of another feature has brought onto the disk of a dataset, to be loaded as its end. */
export interface StagedFiles {
  readonly dataset: string;
  /** In the folder of {@link Staging.prepare}; nobody writes to them any more. Read as one, in this order. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly mode: FileMode;
  readonly key: readonly string[];
  readonly mapping: unknown;
  readonly timeZone: string | null;
  /** Types that their source says of the columns. */
  readonly declared: readonly TableColumn[];
  readonly user: string | null;
  /** From where they came, for the lineage; no secrets. */
  readonly origin: Readonly<Record<string, unknown>>;
  /** What belongs into the transaction that publishes them. */
  readonly also: (tx: Tx) => void;
}

/** For features that read from elsewhere: where their files wait, and how they become a version. */
export interface Staging {
  /** The folder of a dataset for files that a job gathers, on its disk, where there is room. They are called by the job's id. */
  prepare(actor: Actor, dataset: string): Promise<{ readonly folder: string; readonly minFreeBytes: number }>;
  /** Keeps the files under their checksums, loads them, and ends the job with it. */
  load(context: JobContext, actor: Actor, staged: StagedFiles): Promise<void>;
  /** Loads of one dataset take turns by this word. */
  serialOf(dataset: Pick<Dataset, 'id'>): string;
}

/** Name of a job's file; what is left of jobs that are over is removed at the start. */
export const stagedName = (job: Pick<Job, 'id'>, number: number): string => `${job.id}.${number}`;

export const stagingOf = (parts: ImportParts): Staging => ({
  serialOf,
  async prepare(actor, id) {
    const { dataset } = openDataset(parts, actor, id, 'write:datasets');
    const region = parts.regionOf(dataset.tenant, dataset.workspace);
    const { minFreeBytes } = parts.importSettings();
    await demandSpace(parts.storage.root(region), minFreeBytes);
    const folder = parts.storage.extracts(region, dataset.tenant, dataset.id);
    await mkdir(folder, { recursive: true, mode: 0o750 });
    return { folder, minFreeBytes };
  },
  load: (context, actor, staged) => loadStaged(parts, context, actor, staged),
});

async function loadStaged(parts: ImportParts, context: JobContext, actor: Actor, staged: StagedFiles): Promise<void> {
  const { storage, regionOf, pins, provenance } = parts;
  const { dataset } = openDataset(parts, actor, staged.dataset, 'write:datasets');
  const { tenant, id } = dataset;
  const folder = storage.raw(regionOf(tenant, dataset.workspace), tenant);
  await pins.hold(folder, async () => {
    const raw: (RawFile & { name: string })[] = [];
    for (const { path, name } of staged.files) {
      const sum = await checksumOf(path, context.signal);
      raw.push({ ...(await orDiskFull(() => keepRawLink(folder, path, sum))), name });
    }
    const { mode, key, mapping, timeZone, user, declared, origin, also } = staged;
    const payload = {
      ...{ dataset: id, mode, mapping, timeZone, user, ...(mode === 'upsert' ? { key } : {}) },
      sha256: raw.length === 1 ? raw[0]!.sha256 : hashOf(raw.map(({ sha256 }) => sha256)),
      files: raw.map(({ sha256, name }) => ({ sha256, name })),
    };
    await load(parts, context, actor, {
      ...{ payload, declared, always: true },
      also(tx) {
        const cause = { tenant, dataset: id, user, job: context.job.id };
        for (const file of raw) {
          const step = received(file);
          provenance.record(tx, cause, { ...step, parameters: { ...step.parameters, ...origin } });
        }
        also(tx);
      },
    });
  });
}
