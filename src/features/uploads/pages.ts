import { Type } from '#sdk';
import { ACCEPTED } from '../../engine/import/detect.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { refusedWords, scopeOfDataset } from '../datasets/index.ts';
import { MappingForm } from './mapping-form.ts';
import { mapColumns, mappingPage } from './mapping-page.ts';
import { FIRST_VIEW } from './mapping-step.ts';
import type { Upload } from './model.ts';
import {
  type AnyCall,
  sendPathOf,
  show,
  type Target,
  targetOf,
  targetOfNew,
  targetOfUpload,
  type UploadPageParts,
} from './page-parts.ts';
import { receiveFile } from './receive.ts';
import { uploadRecordPages } from './record-pages.ts';
import { standOf } from './records.ts';
import { getUploadStatus, type UploadStatus } from './status.ts';
import { cancelUpload, listUploads, tooLarge } from './use-cases.ts';

/** Among which a load is looked for: its page is opened soon after it. */
const LAST_LOADS = 50;
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const NewQuery = Type.Object({ project: Type.Optional(Type.String({ maxLength: 64 })) });
const UploadQuery = Type.Object({ map: Type.Optional(Type.Literal('again')) });
const SendForm = Type.Object({ project: Text(64), dataset: Text(64) });
/** Own uploads that a page looks through for those that are still under way. */
const RECENT = { limit: 100, after: null, offset: 0 };
/** What a form adds to its file. */
const FORM_BYTES = 1_048_576;

export const uploadPages = (parts: UploadPageParts): Route[] => [
  ...uploadRecordPages(parts),
  page({
    ...{ method: 'GET', path: '/datasets/new', permission: 'write:datasets' },
    summary: 'The page that uploads a file into a new dataset.',
    query: NewQuery,
    handler: (call) => ({ html: sendPage(parts, call, targetOfNew(parts, call, call.query.project), null) }),
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id/load', permission: 'write:datasets' },
    summary: 'The page that uploads a file into a dataset.',
    handler: (call) => ({ html: sendPage(parts, call, targetOf(parts, call, call.params.id!), null) }),
  }),
  page({
    ...{ method: 'POST', path: '/uploads', permission: 'write:datasets' },
    summary: 'Takes a file from a form; without scripts.',
    form: SendForm,
    file: {
      limitBytes: () => parts.settings().maxBytes + FORM_BYTES,
      tooLarge: () => tooLarge(parts.settings().maxBytes),
    },
    handler: (call) => sendFile(parts, call),
  }),
  page({
    ...{ method: 'GET', path: '/uploads/:id', permission: 'write:datasets' },
    summary: 'An upload: what its columns are, how far its load is, what it came to.',
    query: UploadQuery,
    handler: async (call) => {
      const status = await getUploadStatus(parts, call.actor, call.params.id!);
      const { lead } = status.upload;
      if (lead !== null && status.stage !== 'done') return { redirect: `/uploads/${lead}` };
      const mapping = status.stage === 'mapping' || (call.query.map === 'again' && status.mayLoad);
      return mapping ? mappingPage(parts, call, status.upload, FIRST_VIEW) : { html: statusPage(parts, call, status) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/uploads/:id', permission: 'write:datasets' },
    summary: 'Takes what the columns are: shows the first rows again, keeps the mapping, or loads the file.',
    form: MappingForm,
    handler: (call) => mapColumns(parts, call),
  }),
  page({
    ...{ method: 'POST', path: '/uploads/:id/cancel', permission: 'write:datasets' },
    summary: 'Cancels an upload or its load.',
    handler: async (call) => {
      const { state, ...upload } = await cancelUpload(parts, call.actor, call.params.id!);
      if (state !== 'cancelled') return { redirect: `/uploads/${upload.id}` };
      call.reply.flash = textsIn(call.viewer.locale).t('"{name}" was cancelled.', { name: upload.name });
      return { redirect: sendPathOf({ ...upload, state }) };
    },
  }),
];

const OPEN: ReadonlySet<string> = new Set(['receiving', 'complete', 'loading']);

function sendPage(parts: UploadPageParts, call: AnyCall, target: Target, mistakes: FormMistakes | null): string {
  const { t } = textsIn(call.viewer.locale);
  const open = listUploads(parts, call.actor, RECENT)
    .items.filter((u) => OPEN.has(u.state) && isFor(u, target))
    .map(({ id, name, bytes, state, rows, createdAtMs, lead, job, tenant }) => ({
      ...{ id, name, bytes, state, createdAtMs, isPart: lead !== null },
      stands: standOf({ state, rows }, job === null ? null : parts.jobs.find(job, tenant)),
    }));
  const title = target.dataset
    ? t('Load data into "{name}"', { name: target.dataset.name })
    : t('New dataset from a file');
  const data = { title, open, mistakes, accepted: ACCEPTED, maxBytes: parts.settings().maxBytes };
  return show(parts, call, '@uploads/send', target, title, data);
}

const isFor = (upload: Upload, { dataset, project }: Target): boolean =>
  dataset ? upload.dataset === dataset.id : project === null || upload.project === project.id;

async function sendFile(parts: UploadPageParts, call: Call<{ project: string; dataset: string }>): Promise<PageAnswer> {
  const { project, dataset } = call.body;
  const target = dataset ? targetOf(parts, call, dataset) : targetOfNew(parts, call, project || undefined);
  const { file } = call;
  if (!file) {
    const message = 'No file was chosen. Choose one, then send the form again.';
    return {
      html: sendPage(parts, call, target, { fault: 'invalid', code: 'upload.noFile', message, at: {} }),
      fault: 'invalid',
    };
  }
  const where = dataset ? { datasetId: dataset } : { projectId: target.project?.id };
  return orAgain(
    async () => {
      const upload = await receiveFile(
        parts,
        call.actor,
        { name: file.name, bytes: null, ...where },
        {
          ...file,
          announcedBytes: null,
        },
      );
      return { redirect: `/uploads/${upload.id}` };
    },
    (mistakes) => sendPage(parts, call, target, mistakes),
  );
}

/** How far it is, and what it came to; asked again and again while something is under way. */
function statusPage(parts: UploadPageParts, call: AnyCall, status: UploadStatus): string {
  const { upload, ...rest } = status;
  const target = targetOfUpload(parts, call, upload);
  const { id, name, bytes, dataset, scan } = upload;
  const sample = (rest.result?.sample ?? []).map((row) => ({
    ...row,
    reason: refusedWords(row.reason, textsIn(call.viewer.locale)),
  }));
  const result = rest.result && { ...rest.result, sample };
  const shown = { id, name, bytes, dataset, scan, ...rest, result, ...ofLoad(parts, call, upload) };
  return show(parts, call, '@uploads/upload', target, name, { status: shown, back: sendPathOf(upload) });
}

/** The load in the history of its dataset, whose page tells more, and whether its refused rows are shown to this person. */
function ofLoad(parts: UploadPageParts, { actor }: AnyCall, { dataset: id, job }: Upload) {
  if (id === null || job === null) return { load: null, mayRepair: false };
  const { dataset, policy } = parts.datasets.openDataset(actor, id);
  const { items } = parts.datasets.listLoads(actor, id, { limit: LAST_LOADS, after: null, offset: 0 });
  return {
    load: items.find(({ jobId }) => jobId === job)?.id ?? null,
    mayRepair: policy.length === 0 && mayIn(actor, 'read:cases', scopeOfDataset(dataset)),
  };
}
