import type { Actor } from '../../platform/access/actor.ts';
import { mayIn } from '../../platform/access/guard.ts';
import type { Extraction, Run } from './model.ts';
import type { ExtractionParts } from './parts.ts';

/** Whether somebody sees what a source says whole: all of the dataset, and, by looking at samples, the rows as they come. */
const seesSource = ({ datasets }: ExtractionParts, actor: Actor, extraction: Extraction): boolean =>
  mayIn(actor, 'write:datasets', extraction) && datasets.seesAll(actor, extraction.dataset);

/** Runs without what a source quotes of rows, for who does not see it whole. */
export function seenRuns(parts: ExtractionParts, actor: Actor, extraction: Extraction, runs: readonly Run[]): Run[] {
  const quotes = runs.some(({ error }) => error?.whole !== undefined);
  const seesAll = quotes && seesSource(parts, actor, extraction);
  return runs.map(({ error, ...run }): Run => {
    if (!error) return { ...run, error };
    const { code, message, whole = message } = error;
    return { ...run, error: { code, message: seesAll ? whole : message } };
  });
}

export function lastSeenRun(parts: ExtractionParts, actor: Actor, extraction: Extraction): Run | null {
  const last = parts.store.lastRuns(extraction.tenant, [extraction.id]).get(extraction.id);
  return last ? seenRuns(parts, actor, extraction, [last])[0]! : null;
}
