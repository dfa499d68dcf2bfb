import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type SourceFile, type Static, type TableColumn, type TableShape } from '#sdk';
import { NOTHING_READ } from '../../engine/connect/stage-table.ts';
import { previewFile } from '../../engine/import/preview-file.ts';
import type { FilePreview } from '../../engine/import/preview-job.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, tenantOf } from '../../platform/access/guard.ts';
import type { MappingMatch } from '../column-mappings/index.ts';
import { checkSource } from './check.ts';
import { mappingOfStage } from './extract-job.ts';
import type { PreviewBody } from './input.ts';
import type { Source } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { SYNC } from './read-table.ts';

/** A sample of a connection as the mapping of uploads shows a file: columns with proposals, first rows, problems, counts. */
export interface SamplePreview extends FilePreview {
  /** Kept mappings for rows with these columns, the one for just this make first. */
  readonly kept: readonly MappingMatch[];
  /** Of a table or query: columns whose values tell its rows apart, as the source says; empty: none are known. */
  readonly key: readonly string[];
}

const SAMPLED_ROWS = 1000;
const SHOWN_ROWS = 50;
/** Of a file of a source so much is looked at. */
const SAMPLED_BYTES = 64 * 1_048_576;
const PREVIEW_MEMORY_BYTES = 768 * 1_048_576;
const PREVIEW_TIMEOUT_MS = 30_000;

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
  const { limits, asksPrivacy } = parts.importSettings();
  const place = { tenant: tenantOf(actor), workspace: connection.workspace };
  const folder = join(parts.sampleFolder(place), `.tmp-sample-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const sample = await sampleOf(
      parts,
      actor,
      connection.id,
      source,
      { folder, rows: sent.sample ?? SAMPLED_ROWS },
      signal,
    );
    const preview = await previewFile(
      folder,
      {
        ...{ file: sample.path, name: sample.name, limits, asksPrivacy, declared: sample.declared },
        mapping: sample.isTable ? mappingOfStage(mapping) : mapping,
        ...{ timeZone: sent.timeZone ?? null, rows: sent.rows ?? SHOWN_ROWS, memoryBytes: PREVIEW_MEMORY_BYTES / 2 },
      },
      { memoryBytes: PREVIEW_MEMORY_BYTES, timeoutMs: PREVIEW_TIMEOUT_MS },
      signal,
    );
    parts.changes.make(actor, (change) => {
      const what = { kind: 'connection', id: connection.id, workspace: connection.workspace };
      change.record({ action: 'extraction.preview', ...what, after: { name: connection.name, source } });
    });
    return { ...preview, key: sample.key, kept: parts.mappings.matching(actor, connection.workspace, preview) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sample {
  readonly path: string;
  readonly name: string;
  readonly declared: readonly TableColumn[];
  readonly key: readonly string[];
  /** Written by us, so that nothing about its form is to be asked. */
  readonly isTable: boolean;
}

async function sampleOf(
  parts: ExtractionParts,
  actor: Actor,
  connection: string,
  source: Source,
  { folder, rows }: { folder: string; rows: number },
  signal?: AbortSignal,
): Promise<Sample> {
  const path = join(folder, 'sample');
  if ('files' in source) {
    const file = await firstFile(parts, actor, connection, source.files, signal);
    const asked = { file, into: path, from: 0, most: SAMPLED_BYTES, minFreeBytes: 0, syncBytes: SAMPLED_BYTES };
    await parts.sources.readFile(actor, connection, asked, { signal });
    return { path, name: file.path.split('/').at(-1)!, declared: [], key: [], isTable: false };
  }
  const request = { ...source, limit: rows };
  const asked = { path, request, cursor: null, from: NOTHING_READ, minFreeBytes: 0, ...SYNC };
  const read = await parts.sources.readTable(actor, connection, asked, { signal });
  if (read.rows === 0)
    throw new AppError(
      'invalid',
      'extraction.nothingThere',
      'There are no rows to look at. Choose again, or wait until there are some.',
    );
  const { key } = await parts.sources.describe(actor, connection, source, { signal }).catch(withoutKey);
  return { path, name: 'table' in source ? source.table : 'query', declared: read.columns, key, isTable: true };
}

/** Not every source can say what tells its rows apart. */
function withoutKey(error: unknown): Pick<TableShape, 'key'> {
  if (error instanceof AppError && error.fault === 'invalid') return { key: [] };
  throw error;
}

async function firstFile(
  parts: ExtractionParts,
  actor: Actor,
  connection: string,
  pattern: string,
  signal?: AbortSignal,
): Promise<SourceFile> {
  const glob = new Bun.Glob(pattern);
  const found = (await parts.sources.files(actor, connection, { signal })).filter(({ path }) => glob.match(path));
  const [first] = found.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (first) return first;
  throw new AppError('invalid', 'extraction.nothingThere', `No file of the source matches "${pattern}". Choose again.`);
}
