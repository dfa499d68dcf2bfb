import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { idIn } from './dataset-of-path.ts';
import { LoadPolicyView, LoadView, presentLoad } from './load.ts';
import { changeLoadPolicy, getLoadPolicy } from './load-policy.ts';
import { DatasetVersionView, presentVersion } from './model.ts';
import { undoLoad } from './undo-load.ts';
import type { DatasetParts } from './use-cases.ts';
import { getLoad, listLoads } from './versions.ts';

const tag = 'datasets';
const DATASET = '/api/v1/projects/:id/datasets/:ds';
const PATH = `${DATASET}/loads`;

/** What loads did, taking them back, and how they are taken. */
export const loadRoutes = (parts: DatasetParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:datasets', tag },
    summary: 'What each load did to the rows of a dataset, newest first.',
    query: ListQuery,
    response: ListOf(LoadView),
    handler: ({ actor, params, query }) => {
      const list = listLoads(parts, actor, idIn(parts, actor, params), listRequest(query));
      return { ...list, items: list.items.map(presentLoad) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:load`, permission: 'read:datasets', tag },
    summary: 'What one load did to the rows of a dataset, by periods of time.',
    response: LoadView,
    handler: ({ actor, params }) => presentLoad(getLoad(parts, actor, idIn(parts, actor, params), params.load!)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:load/undo`, permission: 'write:datasets', tag },
    summary:
      'Takes the last load back: the version before it is published again under a new number. So does taking this back.',
    response: DatasetVersionView,
    success: 'created',
    handler: ({ actor, params }) => presentVersion(undoLoad(parts, actor, idIn(parts, actor, params), params.load!)),
  }),
  route({
    ...{ method: 'GET', path: `${DATASET}/load-policy`, permission: 'read:datasets', tag },
    summary: 'What becomes of loads whose columns changed, and when refused rows stop a load.',
    response: LoadPolicyView,
    handler: ({ actor, params }) => getLoadPolicy(parts, actor, idIn(parts, actor, params)),
  }),
  route({
    ...{ method: 'PUT', path: `${DATASET}/load-policy`, permission: 'write:datasets', tag },
    summary: 'Says what becomes of loads whose columns changed, and when refused rows stop a load.',
    body: LoadPolicyView,
    response: LoadPolicyView,
    handler: ({ actor, params, body }) => changeLoadPolicy(parts, actor, idIn(parts, actor, params), body),
  }),
];
