import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { aboutPath, readRefusedAbout } from '../../engine/import/refused-file.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Dataset } from './model.ts';
import type { Refusal } from './refusal.ts';
import type { DatasetStorage } from './storage.ts';
import { about, type DatasetParts } from './use-cases.ts';

type Place = Pick<Dataset, 'tenant' | 'id'> & { readonly region: string };

/** File of the refused rows of a load. They lie beside the versions: a version that goes does not take them along. */
export const refusedPath = (
  { storage }: { readonly storage: DatasetStorage },
  { region, tenant, id }: Place,
  name: string,
) => join(storage.refused(region, tenant, id), `${name}.ndjson`);

/** Faults by which refused rows stop a load. */
const STOPPED: ReadonlySet<string> = new Set([...['import.badRow', 'import.tooManyBadRows', 'import.nothingAccepted']]);

interface KeepingParts extends DatasetParts {
  readonly storage: DatasetStorage;
  readonly regionOf: (tenant: string, workspace: string) => string;
}

/** The refused rows of one load, from its beginning until it is known what becomes of them. */
export class RefusedOfLoad {
  readonly path: string;
  private readonly parts: KeepingParts;
  private readonly of: {
    readonly dataset: Dataset;
    readonly id: string;
    readonly job: string;
    readonly payload: { readonly user: string | null; readonly files?: readonly { readonly name: string }[] };
  };

  constructor(parts: KeepingParts, of: RefusedOfLoad['of']) {
    const region = parts.regionOf(of.dataset.tenant, of.dataset.workspace);
    this.parts = parts;
    this.of = of;
    this.path = refusedPath(parts, { ...of.dataset, region }, of.id);
  }

  async makeFolder(): Promise<void> {
    await mkdir(join(this.path, '..'), { recursive: true, mode: 0o750 });
  }

  /** What is to be recorded with the load; null: no row was refused. */
  async find(loadId: string | null): Promise<Refusal | null> {
    const { dataset, id, job, payload } = this.of;
    const found = await readRefusedAbout(this.path);
    if (!found) return null;
    await using folder = await open(join(this.path, '..'), 'r');
    await folder.sync();
    return {
      ...{ id, tenant: dataset.tenant, dataset: dataset.id, loadId, jobId: job },
      ...{ fileName: payload.files?.[0]?.name ?? null, user: payload.user, atMs: this.parts.clock.now() },
      ...found,
    };
  }

  /** The load came to nothing: the rows are kept where they are why, so that somebody can look at them. */
  async endWithout(actor: Actor, error: unknown): Promise<void> {
    const stopped = error instanceof AppError && STOPPED.has(error.code) ? await this.find(null) : null;
    if (stopped === null) return this.drop();
    this.parts.changes.make(actor, (change) => {
      this.parts.store.insertRefusal(change.tx, stopped);
      const after = { job: this.of.job, rows: stopped.rows };
      change.record({ action: 'dataset.loadStopped', ...about(this.of.dataset), outcome: 'failure', after });
    });
  }

  async drop(): Promise<void> {
    for (const path of [this.path, aboutPath(this.path)]) await rm(path, { force: true });
  }
}
