import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { OfConnection } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { getExtraction } from './use-cases.ts';

/** Counts what one misses whose dataset is in the bin; its owner is told once each time that it is there. */
export function leaveOut(
  { store, clock }: ExtractionParts,
  change: Change,
  one: OfConnection & { readonly tenant: string; readonly connection: string },
  rows: number,
): void {
  const { id, name, workspace, dataset, connection, binSinceMs, createdBy: user } = one;
  if (binSinceMs === null || !store.countMissed(change.tx, one, { rows, atMs: clock.now(), binSinceMs })) return;
  change.record({ action: 'extraction.leaveOut', kind: 'extraction', id, workspace, after: { connection, dataset } });
  change.tell('push.missed', { extraction: id, name, connection, dataset, workspace, user });
}

/** Somebody knows what it missed while its dataset was in the bin: that is counted anew. */
export function acknowledgeMissed(parts: ExtractionParts, actor: Actor, id: string): void {
  parts.changes.make(actor, (change) => {
    const extraction = getExtraction(parts, actor, id, 'write:datasets');
    const missed = parts.store.findMissed(extraction);
    parts.store.forgetMissed(change.tx, extraction);
    const { workspace } = extraction;
    change.record({
      ...{ action: 'extraction.acknowledgeMissed', kind: 'extraction', id, workspace, event: 'updated' },
      before: { missed },
    });
  });
}
