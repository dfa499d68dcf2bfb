import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import type { Load } from './load.ts';
import { versionThing } from './load-steps.ts';
import type { Dataset, DatasetStatus, DatasetVersion } from './model.ts';
import { about, type DatasetParts, openDataset } from './use-cases.ts';

/** A version that the engine has built, checked and renamed into place; from here on readers may find it. */
export interface BuiltVersion {
  readonly hash: string;
  readonly manifestPath: string;
  readonly cases: number;
  readonly events: number;
  /** How it came to be, the first step first; the last one leads to this version. */
  readonly steps: readonly StepDone[];
}

/**
 * Makes a built version the dataset's present one: version, load, audit row and event in one transaction. With `tx` it joins the
 * transaction that ends the job, so that a crash leaves either the old version and an unfinished job, or the new one and a finished job.
 */
export function publishVersion(
  parts: DatasetParts,
  actor: Actor,
  datasetId: string,
  built: BuiltVersion,
  load: Load,
  tx?: Tx,
): DatasetVersion {
  const { store, changes, clock, newId } = parts;
  const work = (change: Change): DatasetVersion => {
    const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
    if (
      load.extractHash !== null &&
      load.mode !== 'replace' &&
      load.mayRepeat !== true &&
      store.hasExtract(dataset.tenant, dataset.id, load.extractHash)
    )
      throw new AppError('conflict', 'dataset.extractApplied', 'This extract was applied to the dataset already.');
    const { steps, ...placed } = built;
    const version: DatasetVersion = {
      id: newId(),
      number: store.nextVersionNumber(dataset.tenant, dataset.id),
      ...placed,
      publishedAtMs: clock.now(),
    };
    const user = actor.kind === 'user' || actor.kind === 'service' ? actor.id : (load.user ?? null);
    store.publish(change.tx, dataset, version, { ...load, id: load.id ?? newId(), user });
    recordSteps(parts, change.tx, dataset, version, { steps, user, job: load.jobId });
    const { number, hash, cases, events } = version;
    change.record({
      ...{ action: 'dataset.publish', ...about(dataset), event: 'updated' },
      before: { version: dataset.version?.number ?? null },
      after: { version: number, hash, cases, events, mode: load.mode, rejected: load.rejected },
    });
    const { workspace } = dataset;
    if (load.drift.length > 0) tellSchemaChanged(change, dataset, number, load.drift);
    change.tell('data.ingested', {
      ...{ dataset: dataset.id, workspace, version: number, hash, cases, events, mode: load.mode },
    });
    return version;
  };
  return tx ? changes.join(tx, actor, work) : changes.make(actor, work);
}

/** @param version what the load led to; null: it was refused */
export function tellSchemaChanged(
  change: Change,
  { id, workspace }: Dataset,
  version: number | null,
  drift: readonly { readonly message: string }[],
): void {
  change.tell('schema.changed', { dataset: id, workspace, version, findings: drift.map(({ message }) => message) });
}

/** The steps that led to a version; the last one is told the version's number. */
function recordSteps(
  { provenance }: DatasetParts,
  tx: Tx,
  { tenant, id }: Dataset,
  version: DatasetVersion,
  { steps, user, job }: { steps: readonly StepDone[]; user: string | null; job: string | null },
): void {
  if (steps.at(-1)?.output?.hash !== version.hash)
    throw new AppError('internal', 'dataset.noProvenance', 'A version whose steps are not known cannot be published.');
  for (const [i, step] of steps.entries()) {
    const output = i === steps.length - 1 ? versionThing(version) : step.output;
    provenance.record(tx, { tenant, dataset: id, user, job }, { ...step, output });
  }
}

/** Says where a load stands: `importing` while it runs, `failed` when it ended without a version. */
export function setDatasetStatus(
  parts: DatasetParts,
  actor: Actor,
  datasetId: string,
  status: Exclude<DatasetStatus, 'ready'>,
): Dataset {
  const { store, changes } = parts;
  return changes.make(actor, (change) => {
    const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
    store.setStatus(change.tx, dataset, status);
    change.record({
      ...{ action: 'dataset.status', ...about(dataset), event: 'updated' },
      before: { status: dataset.status },
      after: { status },
    });
    return { ...dataset, status };
  });
}
