import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { type Load, WITHOUT_DETAILS } from './load.ts';
import { demandNoLoad } from './load-state.ts';
import { versionThing } from './load-steps.ts';
import type { UndoableLoad } from './load-store.ts';
import type { Dataset, DatasetVersion } from './model.ts';
import { publishVersion } from './publish.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** Why a load cannot be taken back, as a sentence for people. */
export interface NotUndoable {
  readonly code: string;
  readonly message: string;
}

/** Null: it can be taken back. */
export function whyNotUndoable(parts: DatasetParts, dataset: Dataset, load: UndoableLoad): NotUndoable | null {
  if (load.versionId !== dataset.version?.id)
    return {
      code: 'load.notLast',
      message: `Other versions came after version ${load.version}. Take back the loads behind it first, the last one first; or show an earlier version again.`,
    };
  if (load.formerNumber === null)
    return {
      code: 'load.first',
      message:
        'This load was the first: there is nothing before it. Delete the dataset, or load another file in its place.',
    };
  if (load.former === null)
    return {
      code: 'load.formerGone',
      message: `Version ${load.formerNumber}, which was there before, is no longer kept. Load its data again instead.`,
    };
  if (erasedSince(parts, dataset, load.former))
    return {
      code: 'load.erasedSince',
      message: `Cases were erased after version ${load.formerNumber} was made: it would bring them back. Load its data again without them.`,
    };
  return null;
}

/** A version that was made before cases were erased still holds them: it is never shown again. */
export const erasedSince = ({ provenance }: DatasetParts, dataset: Dataset, version: DatasetVersion): boolean =>
  provenance
    .list(dataset.tenant, dataset.id)
    .some(({ step, atMs }) => step === 'erase' && atMs >= version.publishedAtMs);

/**
 * Publishes the version before a load again, under a new number: history is never rewritten, and taking this back again brings the
 * load's rows back. Only the last load can be taken back.
 */
export function undoLoad(parts: DatasetParts, actor: Actor, id: string, loadId: string): DatasetVersion {
  const { dataset } = openDataset(parts, actor, id, 'write:datasets');
  const load = parts.store.findUndoable(dataset.tenant, dataset.id, loadId) ?? notFound('load');
  const reason = whyNotUndoable(parts, dataset, load);
  if (reason) throw new AppError('conflict', reason.code, reason.message);
  demandNoLoad(parts, dataset);
  const former = load.former!;
  const { hash, manifestPath, cases, events } = former;
  const at = versionThing(former);
  const steps: StepDone[] = [{ step: 'restore', inputs: [at], output: at, parameters: { undoes: load.version } }];
  const built = { hash, manifestPath, cases: cases!, events: events!, steps };
  // Nothing comes between the questions above and this transaction: there is no wait on the way.
  return publishVersion(parts, actor, dataset.id, built, undoOf(load, former));
}

const undoOf = (load: UndoableLoad, former: DatasetVersion): Load => ({
  ...WITHOUT_DETAILS,
  ...{ mode: 'undo', extractHash: null },
  ...{ rowsBefore: load.events, rowsAfter: former.events!, jobId: null },
  ...{ inserted: 0, updated: 0, unchanged: 0, rejected: 0 },
  ...{ periodFromMs: load.periodFromMs, periodToMs: load.periodToMs, undoes: load.id, baseId: former.id },
});
