import { Type } from '#sdk';
import { fileRoute, type Route, route } from '../../platform/http/route.ts';
import { ListQuery, listRequest } from '../../platform/listing/page.ts';
import { idIn } from './dataset-of-path.ts';
import type { ImportParts } from './jobs.ts';
import { presentStopped, RefusedListView, StoppedView } from './refusal.ts';
import { downloadRefused } from './refused-file.ts';
import { listRefused } from './refused-rows.ts';
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
    ...{ method: 'GET', path: `${DATASET}/stopped-loads`, permission: 'read:datasets', tag },
    summary: 'The last loads that were stopped by their refused rows, newest first.',
    response: Type.Object({ items: Type.Array(StoppedView) }),
    handler: ({ actor, params }) => ({
      items: listStopped(parts, actor, idIn(parts, actor, params)).map(presentStopped),
    }),
  }),
];
