import { rm } from 'node:fs/promises';
import { toldWhole } from '#sdk';
import type { MappingInput } from '../../engine/import/mapping.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { LookAt } from '../uploads/index.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { Extraction } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { folderForSample, recordSample, SAMPLED_ROWS } from './preview.ts';
import { lookAtSample, takeSample } from './sample.ts';
import { checkNew, createExtraction, runExtraction } from './use-cases.ts';

/** What begins an extraction in steps: checked as far as it is said, with the first rows that tell what the columns are. */
export interface BeginParts extends ExtractionParts {
  readonly drafts: Drafts;
}

/** Checks all but the columns, reads the first rows, and keeps both for the next step. */
export async function beginExtraction(
  parts: BeginParts,
  actor: Actor,
  wanted: Draft['wanted'],
  signal?: AbortSignal,
): Promise<Draft> {
  const { connection, checked } = checkNew(parts, actor, wanted);
  const folder = await folderForSample(parts, actor, connection);
  try {
    const from = { connection: connection.id, source: checked.source };
    const sample = await toldWhole(takeSample(parts, actor, from, { folder, rows: SAMPLED_ROWS }, signal));
    recordSample(parts, actor, connection, checked.source);
    const user = 'id' in actor ? actor.id : '';
    const draft = { id: parts.newId(), tenant: tenantOf(actor), user, wanted, sample };
    await parts.drafts.add(draft);
    return parts.drafts.find(actor, draft.id);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Looks at the first rows of a draft. */
export const lookAtDraft = (
  parts: BeginParts,
  actor: Actor,
  { wanted, sample }: Draft,
  signal?: AbortSignal,
): LookAt => {
  const { workspace } = parts.sources.get(actor, wanted.connectionId);
  return async (mapping, timeZone, rows) => {
    const preview = await lookAtSample(parts, sample, { mapping, timeZone, rows }, signal);
    return { ...preview, kept: parts.mappings.matching(actor, workspace, preview) };
  };
};

/** Makes the extraction of a draft and its first run. The columns are kept as they were shown: later runs propose nothing anew. */
export async function finishExtraction(
  parts: BeginParts,
  actor: Actor,
  { draft, mapping, timeZone }: { draft: Draft; mapping: MappingInput; timeZone: string | null },
): Promise<Extraction> {
  const extraction = createExtraction(parts, actor, { ...draft.wanted, mapping, timeZone });
  runExtraction(parts, actor, extraction.id, false);
  await parts.drafts.remove(draft);
  return extraction;
}
