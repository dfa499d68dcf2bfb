import { Type } from '#sdk';
import { familyOf } from '../../engine/import/several-files.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { AnyCall, UploadPageParts } from './page-parts.ts';
import { downloadRawFile, listUploadRecords, type SeenRecord } from './records.ts';
import { groupByColumns, putTogether, takeApart } from './together.ts';

const Query = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const Ids = Type.Array(Type.String({ maxLength: 64 }), { default: [], maxItems: 100 });
const TogetherQuery = Type.Object({ id: Ids });
const TogetherForm = Type.Object({
  id: Ids,
  /** One for each id. */
  place: Type.Array(Type.String({ maxLength: 4 }), { default: [], maxItems: 100 }),
});
const PAGE_SIZE = 50;
const permission = 'write:datasets';

/** What became of uploads, their raw files, and several of them as one log. */
export const uploadRecordPages = (parts: UploadPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/uploads', permission },
    summary: 'Uploads with what became of them: rows, mapping, who, when; those that wait to be gone on with.',
    query: Query,
    handler: (call) => ({ html: recordsPage(parts, call, call.query.page) }),
  }),
  page({
    ...{ method: 'GET', path: '/uploads/:id/file.raw', permission },
    summary: 'The file of an upload as it came.',
    handler: async (call) => ({ download: await downloadRawFile(parts, call.actor, call.params.id!) }),
  }),
  page({
    ...{ method: 'GET', path: '/uploads/together', permission },
    summary: 'Several uploads by their columns: those with the same can be loaded as one log.',
    query: TogetherQuery,
    handler: async (call) => ({ html: await togetherPage(parts, call, call.query.id, null) }),
  }),
  page({
    ...{ method: 'POST', path: '/uploads/together', permission },
    summary: 'Puts several uploads together as one log, in the order given.',
    form: TogetherForm,
    handler: (call) => {
      const { id, place } = call.body;
      const ordered = id
        .map((one, i) => ({ one, place: Number(place[i] || i + 1) || i + 1, i }))
        .sort((a, b) => a.place - b.place || a.i - b.i)
        .map(({ one }) => one);
      return orAgain(
        async () => ({ redirect: `/uploads/${(await putTogether(parts, call.actor, ordered)).id}` }),
        (mistakes) => togetherPage(parts, call, ordered, mistakes),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: '/uploads/:id/apart', permission },
    summary: 'Makes uploads that were put together single ones again.',
    handler: (call) => {
      const { id } = takeApart(parts, call.actor, call.params.id!);
      return { redirect: `/uploads/${id}` };
    },
  }),
];

function recordsPage(parts: UploadPageParts, call: AnyCall, number: number): string {
  const request = { limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { items, total } = listUploadRecords(parts, call.actor, request);
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const rows = items.map((record) => rowOf(record, call.actor.id));
  const data = { rows, total, page: number, pages, href: (wanted: number) => `/uploads?page=${wanted}` };
  return show(parts, call, '@uploads/records', textsIn(call.viewer.locale).t('Uploads'), data);
}

function rowOf({ upload, by, datasetName, mappingName, stands }: SeenRecord, reader: string) {
  const { id, name, bytes, state, rows, dataset, mappingId, mapping, lead, createdAtMs } = upload;
  return {
    ...{ id, name, bytes, state, rows, by, createdAtMs, isOwn: upload.user === reader, isPart: lead !== null },
    stands,
    dataset: dataset !== null && datasetName !== null ? { id: dataset, name: datasetName } : null,
    mapping: mappingId !== null && mappingName !== null ? { id: mappingId, name: mappingName } : null,
    hasOwnMapping: mapping !== null,
    mayFetch: upload.sha256 !== null || (upload.user === reader && state === 'complete'),
  };
}

async function togetherPage(
  parts: UploadPageParts,
  call: AnyCall,
  ids: readonly string[],
  mistakes: FormMistakes | null,
): Promise<string> {
  const groups = await groupByColumns(parts, call.actor, ids, call.signal);
  const data = {
    mistakes,
    groups: groups.map(({ columns, mayBeOne, uploads }) => ({
      ...{ columns: columns.slice(0, 8), more: Math.max(0, columns.length - 8), count: columns.length, mayBeOne },
      isXes: familyOf(uploads[0]!.kind) === 'XES',
      uploads: uploads.map(({ id, name, bytes, kind }) => ({ id, name, bytes, kind })),
    })),
  };
  return show(parts, call, '@uploads/together', textsIn(call.viewer.locale).t('Files that came together'), data);
}

function show(
  { render }: UploadPageParts,
  call: AnyCall,
  view: Parameters<UploadPageParts['render']['page']>[0],
  title: string,
  data: object,
): string {
  return render[call.partial ? 'app' : 'page'](view, frameOf(call, { title, section: 'uploads' }), data);
}
