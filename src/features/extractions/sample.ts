import { stat } from 'node:fs/promises';
import { AppError, type SourceFile, type TableColumn, type TableShape } from '#sdk';
import { NOTHING_READ } from '../../engine/connect/stage-table.ts';
import type { MappingInput } from '../../engine/import/mapping.ts';
import { previewFile } from '../../engine/import/preview-file.ts';
import type { FilePreview } from '../../engine/import/preview-job.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { mappingOfStage } from './extract-job.ts';
import type { Source } from './model.ts';
import type { ExtractionParts } from './parts.ts';
import { SYNC } from './read-table.ts';

/** The first rows of a source, or the beginning of its first file, on the disk. */
export interface Sample {
  readonly folder: string;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly declared: readonly TableColumn[];
  /** Of a table or query: columns whose values tell its rows apart, as the source says; empty: none are known. */
  readonly key: readonly string[];
  /** Written by us, so that nothing about its form is to be asked. */
  readonly isTable: boolean;
}

/** Of a file of a source so much is looked at. */
const SAMPLED_BYTES = 64 * 1_048_576;
const PREVIEW_MEMORY_BYTES = 768 * 1_048_576;
const PREVIEW_TIMEOUT_MS = 30_000;

/** Reads a sample of a connection into a folder that is there, and empty. */
export async function takeSample(
  parts: ExtractionParts,
  actor: Actor,
  { connection, source }: { connection: string; source: Source },
  { folder, rows }: { folder: string; rows: number },
  signal?: AbortSignal,
): Promise<Sample> {
  const path = `${folder}/sample`;
  if ('files' in source) {
    const file = await firstFile(parts, actor, connection, source.files, signal);
    const files = [{ file, into: path, copied: 0, isWhole: false }];
    const asked = { files, dialect: {}, most: SAMPLED_BYTES, minFreeBytes: 0, syncBytes: SAMPLED_BYTES };
    await parts.sources.readFiles(actor, connection, asked, { signal });
    const { size: bytes } = await stat(path);
    const name = file.path.split('/').at(-1)!;
    return { folder, path, name, bytes, declared: [], key: [], isTable: false };
  }
  if ('pushes' in source)
    throw new AppError(
      'conflict',
      'extraction.nothingToSample',
      'What others push cannot be looked at before it comes. Make the import job, and send a first message.',
    );
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
  const name = 'table' in source ? source.table : 'query';
  return { folder, path, name, bytes: read.bytes, declared: read.columns, key, isTable: true };
}

interface Looking {
  readonly mapping: unknown;
  readonly timeZone: string | null;
  readonly rows: number;
}

/** What a sample holds, and what would become of it under a mapping. */
export function lookAtSample(
  { importSettings }: ExtractionParts,
  { folder, path, name, declared, isTable }: Sample,
  { mapping, timeZone, rows }: Looking,
  signal?: AbortSignal,
): Promise<FilePreview> {
  const { limits, asksPrivacy } = importSettings();
  return previewFile(
    folder,
    {
      ...{ file: path, name, limits, asksPrivacy, declared },
      mapping: isTable ? mappingOfStage(mapping) : (mapping as MappingInput),
      ...{ timeZone, rows, memoryBytes: PREVIEW_MEMORY_BYTES / 2 },
    },
    { memoryBytes: PREVIEW_MEMORY_BYTES, timeoutMs: PREVIEW_TIMEOUT_MS },
    signal,
  );
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
