import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, toldWhole } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, tenantOf } from '../../platform/access/guard.ts';
import type { MappedPreview } from '../uploads/index.ts';
import { checkSource } from './check.ts';
import type { PreviewBody } from './input.ts';
import type { Source } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { lookAtSample, type Sample, takeSample } from './sample.ts';
import type { SourceConnection } from './sources.ts';

/** A sample of a connection as the mapping of uploads shows a file: columns with proposals, first rows, problems, counts. */
export interface SamplePreview extends MappedPreview, Pick<Sample, 'key'> {}

export const SAMPLED_ROWS = 1000;
const SHOWN_ROWS = 50;

/** Reads the first rows of a connection, and says what would become of them under a mapping. Nothing of it is kept; that it was read is audited. */
export async function previewSource(
  parts: ExtractionParts,
  actor: Actor,
  sent: Static<typeof PreviewBody>,
  signal?: AbortSignal,
): Promise<SamplePreview> {
  const connection = parts.sources.get(actor, sent.connectionId);
  guardIn(actor, 'write:datasets', connection);
  const source = checkSource(connection, sent.source);
  const kept = sent.mappingId === undefined ? null : parts.mappings.get(actor, sent.mappingId);
  const mapping = kept?.mapping ?? sent.mapping ?? {};
  const folder = await folderForSample(parts, actor, connection);
  try {
    const from = { connection: connection.id, source };
    const asked = { folder, rows: sent.sample ?? SAMPLED_ROWS };
    const sample = await toldWhole(takeSample(parts, actor, from, asked, signal));
    const look = { mapping, timeZone: sent.timeZone ?? null, rows: sent.rows ?? SHOWN_ROWS };
    const preview = await lookAtSample(parts, sample, look, signal);
    recordSample(parts, actor, connection, source);
    return { ...preview, key: sample.key, kept: parts.mappings.matching(actor, connection.workspace, preview) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function folderForSample(
  { sampleFolder }: ExtractionParts,
  actor: Actor,
  { workspace }: SourceConnection,
): Promise<string> {
  const folder = join(sampleFolder({ tenant: tenantOf(actor), workspace }), `.tmp-sample-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export function recordSample(
  { changes }: ExtractionParts,
  actor: Actor,
  { id, name, workspace }: SourceConnection,
  source: Source,
): void {
  changes.make(actor, (change) => {
    const what = { kind: 'connection', id, workspace };
    change.record({ action: 'extraction.preview', ...what, after: { name, source } });
  });
}
