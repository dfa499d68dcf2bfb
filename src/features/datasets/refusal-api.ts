import { Type } from '#sdk';
import { fileRoute, type Route, route } from '../../platform/http/route.ts';
import { ListQuery, listRequest } from '../../platform/listing/page.ts';
import { idIn } from './dataset-of-path.ts';
import type { ImportParts } from './jobs.ts';
import { presentStopped, RefusedListView, StoppedView } from './refusal.ts';
import { downloadRefused } from './refused-file.ts';
import { listRefused } from './refused-rows.ts';
import { readSent } from './repaired-rows.ts';
import { resendRefused } from './resend.ts';
import { listStopped } from './stopped-loads.ts';

const tag = 'datasets';
const DATASET = '/api/v1/projects/:id/datasets/:ds';
const PATH = `${DATASET}/loads/:load/refused`;

const RefusedQuery = Type.Object({
  ...ListQuery.properties,
  reason: Type.Optional(Type.String({ maxLength: 2000, description: 'Only rows with this reason' })),
  column: Type.Optional(
    Type.String({
      maxLength: 500,
      description: 'Only rows that this column is the reason of; empty: the row as a whole',
    }),
  ),
});

const ResentView = Type.Object({
  job: Type.String({ description: 'The job that loads them' }),
  rows: Type.Integer({ description: 'Rows with a changed cell' }),
});

/** Rows that loads refused. */
export const refusalRoutes = (parts: ImportParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:cases', tag },
    summary: 'The rows that a load refused, with line, column, value and reason; for who sees all of the dataset.',
    query: RefusedQuery,
    response: RefusedListView,
    handler: async ({ actor, params, query }) => {
      const { reason, column, ...step } = query;
      const of = { dataset: idIn(parts, actor, params), load: params.load! };
      const { open, items, total, next } = await listRefused(parts, actor, of, { reason, column }, listRequest(step));
      return {
        ...{ items: [...items] as never, total, next },
        headers: [...(open.refusal?.headers ?? [])],
        reasons: [...(open.refusal?.reasons ?? [])],
      };
    },
  }),
  fileRoute({
    ...{ path: `${PATH}/file`, permission: 'read:cases', tag, file: ['text/csv'] },
    summary:
      'The rows that a load refused as CSV, in the columns of its file, with line, column and reason before them.',
    handler: ({ actor, params }) =>
      downloadRefused(parts, actor, { dataset: idIn(parts, actor, params), load: params.load! }),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/resend`, permission: 'write:datasets', tag },
    summary:
      'Loads refused rows again, repaired: the body is the CSV of the refused rows with changed cells. Only rows with a changed cell are taken; the same rows sent twice are loaded once.',
    raw: { limitBytes: () => parts.importSettings().push.maxBytes },
    response: ResentView,
    success: 'accepted',
    handler: async ({ actor, params, raw, signal }) => {
      const of = { dataset: idIn(parts, actor, params), load: params.load! };
      return resendRefused(parts, actor, of, (headers) => readSent(raw, headers), signal);
    },
  }),
  route({
    ...{ method: 'GET', path: `${DATASET}/stopped-loads`, permission: 'read:datasets', tag },
    summary: 'The last loads that were stopped by their refused rows, newest first.',
    response: Type.Object({ items: Type.Array(StoppedView) }),
    handler: ({ actor, params }) => ({
      items: listStopped(parts, actor, idIn(parts, actor, params)).map(presentStopped),
    }),
  }),
];
