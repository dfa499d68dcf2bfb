import { invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { type Call, type DeclaredHeader, fileRoute, type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { loadUpload } from './load.ts';
import type { Upload } from './model.ts';
import { previewUpload } from './preview.ts';
import { receiveContent, receiveFile } from './receive.ts';
import { downloadRawFile } from './records.ts';
import { getUploadStatus } from './status.ts';
import { putTogether, takeApart } from './together.ts';
import {
  beginUpload,
  cancelUpload,
  getUpload,
  listUploads,
  receivedBytes,
  tooLarge,
  type UploadParts,
} from './use-cases.ts';
import {
  BeginUpload,
  LoadBody,
  PreviewBody,
  PreviewQuery,
  PreviewView,
  presentPreview,
  presentStatus,
  presentUpload,
  SendFileQuery,
  TogetherBody,
  UploadStatusView,
  UploadView,
} from './views.ts';

const tag = 'uploads';
const PATH = '/api/v1/uploads';

export const uploadRoutes = (parts: UploadParts): Route[] => [
  ...listRoutes(parts),
  ...contentRoutes(parts),
  ...itemRoutes(parts),
  ...filesRoutes(parts),
];

const rawBody = (parts: UploadParts) => ({
  limitBytes: () => parts.settings().maxBytes,
  tooLarge: () => tooLarge(parts.settings().maxBytes),
});

const shown = async (parts: UploadParts, upload: Upload): Promise<Static<typeof UploadView>> =>
  presentUpload(upload, await receivedBytes(parts, upload));

const listRoutes = (parts: UploadParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'write:datasets', tag },
    summary: 'Your own uploads, newest first.',
    query: ListQuery,
    response: ListOf(UploadView),
    handler: async ({ actor, query }) => {
      const list = listUploads(parts, actor, listRequest(query));
      return { ...list, items: await Promise.all(list.items.map((upload) => shown(parts, upload))) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:datasets', tag },
    summary: 'Begins an upload; its bytes are sent to its content afterwards.',
    body: BeginUpload,
    response: UploadView,
    success: 'created',
    handler: async ({ actor, body, reply }) => {
      const upload = await beginUpload(parts, actor, { ...body, bytes: body.bytes ?? null });
      reply.location = `${PATH}/${upload.id}`;
      return presentUpload(upload, 0);
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/file`, permission: 'write:datasets', tag },
    summary: 'Uploads a whole file in one request: the body is the file.',
    query: SendFileQuery,
    raw: rawBody(parts),
    response: UploadView,
    success: 'created',
    handler: async ({ actor, query, raw, reply }) => {
      const upload = await receiveFile(parts, actor, { ...query, bytes: raw.announcedBytes }, raw);
      reply.location = `${PATH}/${upload.id}`;
      return shown(parts, upload);
    },
  }),
];

const OFFSET: DeclaredHeader = {
  name: 'Upload-Offset',
  description: 'From which byte on these are: as many as the upload has. A conflict tells the right one.',
};

function offsetOf(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,15}$/.test(header)) return Number(header);
  return invalid('upload.badOffset', 'The header Upload-Offset takes one whole number.');
}

const contentRoutes = (parts: UploadParts): Route[] =>
  (['PUT', 'PATCH'] as const).map((method) =>
    route({
      ...{ method, path: `${PATH}/:id/content`, permission: 'write:datasets', tag },
      summary:
        'Sends the next bytes; what is answered is on disk. After a break, ask the upload where it stands and go on.',
      raw: rawBody(parts),
      headers: [OFFSET],
      response: UploadView,
      handler: async ({ actor, params, header, raw }) =>
        shown(parts, await receiveContent(parts, actor, params.id!, offsetOf(header('upload-offset')), raw)),
    }),
  );

const itemRoutes = (parts: UploadParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'One upload: how many bytes are here, and what became of it.',
    response: UploadView,
    handler: ({ actor, params }) => shown(parts, getUpload(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'Cancels an upload, and the load that it began; nothing of it stays.',
    handler: async ({ actor, params }) => {
      await cancelUpload(parts, actor, params.id!);
      return undefined;
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/status`, permission: 'write:datasets', tag },
    summary: 'How far an upload and its load are, and what it came to.',
    response: UploadStatusView,
    handler: async ({ actor, params }) => presentStatus(await getUploadStatus(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/preview`, permission: 'write:datasets', tag },
    summary: 'What the file holds: columns with proposals, the first rows as they would be stored, problems, counts.',
    query: PreviewQuery,
    response: PreviewView,
    handler: ({ actor, params, query, signal }) => previewed(parts, actor, params.id!, query, signal),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/preview`, permission: 'write:datasets', tag },
    summary: 'The same under a mapping that is not kept anywhere. Changes nothing.',
    body: PreviewBody,
    response: PreviewView,
    idempotent: false,
    handler: ({ actor, params, body, signal }) => previewed(parts, actor, params.id!, body, signal),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/load`, permission: 'write:datasets', tag },
    summary: 'Loads the file into a dataset; asked again while it is under way, it is the same load.',
    body: LoadBody,
    response: UploadStatusView,
    success: 'accepted',
    handler: async ({ actor, params, body, reply }) => {
      const { mapping = null, timeZone = null, ...rest } = body;
      await loadUpload(parts, actor, params.id!, { ...rest, mapping, timeZone });
      reply.location = `${PATH}/${params.id}/status`;
      return presentStatus(await getUploadStatus(parts, actor, params.id!));
    },
  }),
];

const filesRoutes = (parts: UploadParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/together`, permission: 'write:datasets', tag },
    summary: 'Puts several uploads with the same columns together: the first one’s mapping and load are those of all.',
    body: TogetherBody,
    response: UploadView,
    handler: async ({ actor, body }) => shown(parts, await putTogether(parts, actor, body.uploadIds)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/apart`, permission: 'write:datasets', tag },
    summary: 'Makes uploads that were put together single ones again.',
    response: UploadView,
    handler: ({ actor, params }) => shown(parts, takeApart(parts, actor, params.id!)),
  }),
  fileRoute({
    ...{ path: `${PATH}/:id/file`, permission: 'write:datasets', tag, file: ['application/octet-stream'] },
    summary: 'The file as it came; for who sees the whole dataset it was loaded into, with nothing hidden.',
    handler: ({ actor, params }) => downloadRawFile(parts, actor, params.id!),
  }),
];

async function previewed(
  parts: UploadParts,
  actor: Actor,
  id: string,
  { timeZone, ...asked }: Static<typeof PreviewBody>,
  signal: Call['signal'],
): Promise<Static<typeof PreviewView>> {
  const request = { mapping: {}, ...asked, timeZone: timeZone ?? null };
  return presentPreview(await previewUpload(parts, actor, id, request, signal));
}
