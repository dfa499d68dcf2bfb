import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { type Load, WITHOUT_DETAILS } from './load.ts';
import { demandNoLoad } from './load-state.ts';
import { versionThing } from './load-steps.ts';
import type { UndoableLoad } from './load-store.ts';
import type { Dataset, DatasetVersion } from './model.ts';
import { publishVersion } from './publish.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** Why a load cannot be taken back: a sentence for people, and what is filled into it. */
export interface NotUndoable {
  readonly code: string;
  readonly message: string;
  readonly values: { readonly number: number };
}

const NOT_LAST = english(
  'Other versions came after version {number}. Take back the loads behind it first, the last one first; or show an earlier version again.',
);
const FIRST = english(
  'This load was the first: there is nothing before it. Delete the dataset, or load another file in its place.',
);
const FORMER_GONE = english(
  'Version {number}, which was there before, is no longer kept. Load its data again instead.',
);
const ERASED_SINCE = english(
  'Cases were erased after version {number} was made: it would bring them back. Load its data again without them.',
);

/** Null: it can be taken back. */
export function whyNotUndoable(parts: DatasetParts, dataset: Dataset, load: UndoableLoad): NotUndoable | null {
  const because = (code: string, message: string, number: number): NotUndoable => ({
    code,
    message,
    values: { number },
  });
  if (load.versionId !== dataset.version?.id) return because('load.notLast', NOT_LAST, load.version);
  if (load.formerNumber === null) return because('load.first', FIRST, load.version);
  if (load.former === null) return because('load.formerGone', FORMER_GONE, load.formerNumber);
  if (erasedSince(parts, dataset, load.former)) return because('load.erasedSince', ERASED_SINCE, load.formerNumber);
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
  if (reason) throw new AppError('conflict', reason.code, textsIn('en').t(reason.message, reason.values));
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
