/** Files on their way in: received in parts, looked into, mapped, loaded into a dataset. */
import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { Turns } from '../../platform/turns.ts';
import { uploadRoutes } from './api.ts';
import { type UploadFiles, type UploadPlace, uploadFiles } from './files.ts';
import { uploadPages } from './pages.ts';
import { Receivers } from './receivers.ts';
import { getUploadStatus, type UploadStatus } from './status.ts';
import { sweepUploads } from './sweep.ts';
import { fileOfUpload, listUploadedFiles, type UploadedFile } from './uploaded-file.ts';
import type { UploadParts } from './use-cases.ts';

export type { MappedPreview } from './mapped-preview.ts';
export { type MappingFields, MappingForm, mappingFrom } from './mapping-form.ts';
export {
  columnsIn,
  FIRST_VIEW,
  keepMapping,
  type LookAt,
  type MappingState,
  mappingStep,
  zonesFor,
} from './mapping-step.ts';
export type { UploadStatus } from './status.ts';
export { sqliteUploadStore } from './store.sqlite.ts';
export type { UploadSettings } from './use-cases.ts';
export { PreviewView, presentPreview } from './views.ts';

export interface Uploads {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  getStatus(actor: Actor, id: string): Promise<UploadStatus>;
  /** The file of an upload that is here, for whoever may see the upload. */
  fileOf(actor: Actor, id: string): Promise<UploadedFile>;
  /** One's own whose file is here, newest first. */
  listFiles(actor: Actor): readonly { readonly id: string; readonly name: string }[];
  /** At the start, and from time to time: ends what nobody goes on with, removes what is no longer needed. */
  sweep(): Promise<number>;
}

type Given = Omit<UploadParts, 'files' | 'receivers' | 'looks' | 'checksums' | 'asking' | 'scanning'> & {
  /** Root of the storage of a workspace, a folder that is there. */
  readonly rootOf: (place: UploadPlace) => string;
  /** Of every region. */
  readonly roots: readonly string[];
};

/** Children that look into files at a time, and those who wait for one. */
const LOOKS = 2;
const WAITING_LOOKS = 40;

const tooBusy = () =>
  new AppError('rate_limited', 'upload.tooBusy', 'Many files are being looked into just now. Try again in a moment.');

export function uploadsFeature({ rootOf, roots, ...given }: Given): Uploads {
  const files: UploadFiles = uploadFiles(rootOf, roots);
  const looks = new Turns(LOOKS, WAITING_LOOKS, tooBusy);
  const parts: UploadParts = {
    ...given,
    files,
    looks,
    receivers: new Receivers(),
    checksums: new Map(),
    asking: new Map(),
    scanning: new Set(),
  };
  return {
    routes: uploadRoutes(parts),
    pages: (render) => uploadPages({ ...parts, render }),
    getStatus: (actor, id) => getUploadStatus(parts, actor, id),
    fileOf: (actor, id) => fileOfUpload(parts, actor, id),
    listFiles: (actor) => listUploadedFiles(parts, actor),
    sweep: () => sweepUploads(parts),
  };
}
