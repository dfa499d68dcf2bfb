import { AppError } from '#sdk';
import { previewFile } from '../../engine/import/preview-file.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { seenOrNull } from '../../platform/access/seen.ts';
import type { FileMode } from '../datasets/index.ts';
import type { MappedPreview } from './mapped-preview.ts';
import type { Upload } from './model.ts';
import { getUpload, type UploadParts } from './use-cases.ts';

export interface PreviewRequest {
  /** Any part of a mapping; the rest is proposed from the file. */
  readonly mapping: unknown;
  /** A kept mapping, in the place of one. */
  readonly mappingId?: string | undefined;
  readonly timeZone: string | null;
  readonly rows: number;
  /** Where the file goes: what was decided about people there is done to it. By default the dataset of the upload, replaced. */
  readonly datasetId?: string | undefined;
  readonly mode?: FileMode | undefined;
}

const PREVIEW_MEMORY_BYTES = 768 * 1_048_576;
const PREVIEW_TIMEOUT_MS = 30_000;

/** What the file holds and what would become of it under a mapping: columns, first rows, problems, counts. Changes nothing. */
export async function previewUpload(
  parts: UploadParts,
  actor: Actor,
  id: string,
  request: PreviewRequest,
  signal?: AbortSignal,
): Promise<MappedPreview> {
  const upload = getUpload(parts, actor, id);
  await demandFile(parts, upload);
  const kept = request.mappingId === undefined ? null : parts.mappings.get(actor, request.mappingId);
  const { limits, asksPrivacy } = parts.settings().import;
  const standing = standingFor(parts, actor, upload, request);
  const preview = await parts.looks.take(() =>
    previewFile(
      parts.files.folder(upload),
      {
        ...{ file: parts.files.path(upload), name: upload.name, mapping: kept?.mapping ?? request.mapping, limits },
        ...{ timeZone: request.timeZone, rows: request.rows, asksPrivacy, memoryBytes: PREVIEW_MEMORY_BYTES / 2 },
        standing,
      },
      { memoryBytes: PREVIEW_MEMORY_BYTES, timeoutMs: PREVIEW_TIMEOUT_MS },
      signal,
    ),
  );
  return { ...preview, kept: parts.mappings.matching(actor, upload.workspace, preview) };
}

/** What the load will find decided; nothing of a dataset that was deleted meanwhile: the load says so. */
function standingFor({ datasets }: UploadParts, actor: Actor, upload: Upload, { datasetId, mode }: PreviewRequest) {
  const standingIn = (id: string) => datasets.standingDecisions(actor, id, mode ?? 'replace');
  if (datasetId !== undefined) return standingIn(datasetId);
  const { dataset } = upload;
  return dataset === null ? null : seenOrNull(() => standingIn(dataset));
}

/** Passes when all bytes of the upload are here still. */
export async function demandFile({ files }: UploadParts, upload: Upload): Promise<void> {
  if (upload.fault) throw new AppError(upload.fault.fault, upload.fault.code, upload.fault.message);
  if (upload.state === 'receiving')
    throw new AppError('conflict', 'upload.notComplete', 'Not all of the file has come yet. Send the rest first.');
  if ((upload.state === 'complete' || upload.state === 'loading') && (await files.find(files.path(upload)))) return;
  throw new AppError(
    'conflict',
    'upload.gone',
    `The file of this upload is no longer here: it is ${upload.state}. Upload it again.`,
  );
}
