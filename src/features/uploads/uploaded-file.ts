import { checksumOf } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { demandFile } from './preview.ts';
import { allowRaw } from './records.ts';
import { getUpload, listUploads, type UploadParts } from './use-cases.ts';

/** A file that was sent, as it lies here. */
export interface UploadedFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly workspace: string;
}

/**
 * The file of an upload: where it waits, or, once it was loaded, where it is kept; then for who sees all that it holds. Faults:
 * `upload.gone`, `upload.notComplete`, `upload.rawWithheld`.
 */
export async function fileOfUpload(parts: UploadParts, actor: Actor, id: string): Promise<UploadedFile> {
  const upload = getUpload(parts, actor, id);
  const { name, workspace } = upload;
  if (upload.sha256 !== null) {
    if (upload.dataset !== null) allowRaw(parts, actor, upload);
    const path = parts.rawPath(upload, upload.sha256);
    if (await parts.files.find(path)) return { path, name, sha256: upload.sha256, workspace };
  }
  await demandFile(parts, upload);
  const path = parts.files.path(upload);
  const { sha256 } = (await parts.checksums.get(id)) ?? (await checksumOf(path));
  return { path, name, sha256, workspace };
}

/** Uploads that are looked through for files that are here. */
const MOST_FILES = 100;

export const listUploadedFiles = (parts: UploadParts, actor: Actor): { id: string; name: string }[] =>
  listUploads(parts, actor, { limit: MOST_FILES, after: null, offset: 0 }).items.filter(
    ({ state, sha256 }) => state === 'complete' || sha256 !== null,
  );
