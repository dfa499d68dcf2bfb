import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { deleteDataset } from './bin.ts';
import { idIn } from './dataset-of-path.ts';
import { loadRoutes } from './load-api.ts';
import {
  ChangeDataset,
  CreateDataset,
  DatasetVersionView,
  DatasetView,
  presentDataset,
  presentVersion,
} from './model.ts';
import { changeDataset, createDataset, type DatasetParts, listDatasets, openDataset } from './use-cases.ts';
import { listVersions, restoreVersion } from './versions.ts';

const tag = 'datasets';
const PATH = '/api/v1/projects/:id/datasets';

export const datasetRoutes = (parts: DatasetParts): Route[] => [
  ...listRoutes(parts),
  ...itemRoutes(parts),
  ...versionRoutes(parts),
  ...loadRoutes(parts),
];

const listRoutes = (parts: DatasetParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:datasets', tag },
    summary: 'The datasets of a project, by name.',
    query: ListQuery,
    response: ListOf(DatasetView),
    handler: ({ actor, params, query }) => {
      const list = listDatasets(parts, actor, params.id!, listRequest(query));
      return { ...list, items: list.items.map(presentDataset) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:datasets', tag },
    summary: 'Creates an empty dataset.',
    body: CreateDataset,
    response: DatasetView,
    success: 'created',
    handler: ({ actor, params, body, reply }) => {
      const dataset = createDataset(parts, actor, params.id!, body);
      reply.etag = dataset.etag;
      reply.location = `/api/v1/projects/${dataset.project}/datasets/${dataset.id}`;
      return presentDataset(dataset);
    },
  }),
];

const itemRoutes = (parts: DatasetParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:ds`, permission: 'read:datasets', tag },
    summary: 'One dataset with its present version.',
    response: DatasetView,
    handler: ({ actor, params, reply }) => {
      const { dataset } = openDataset(parts, actor, idIn(parts, actor, params));
      reply.etag = dataset.etag;
      return presentDataset(dataset);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:ds`, permission: 'write:datasets', tag },
    summary: 'Renames a dataset, changes its description.',
    body: ChangeDataset,
    response: DatasetView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const dataset = changeDataset(parts, actor, idIn(parts, actor, params), ifMatch, body);
      reply.etag = dataset.etag;
      return presentDataset(dataset);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:ds`, permission: 'delete:datasets', tag },
    summary: 'Deletes a dataset.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) =>
      deleteDataset(parts, actor, idIn(parts, actor, params), ifMatch) as undefined,
  }),
];

const versionRoutes = (parts: DatasetParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:ds/versions`, permission: 'read:datasets', tag },
    summary: 'The versions of a dataset, newest first.',
    query: ListQuery,
    response: ListOf(DatasetVersionView),
    handler: ({ actor, params, query }) => {
      const list = listVersions(parts, actor, idIn(parts, actor, params), listRequest(query));
      return { ...list, items: list.items.map(presentVersion) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:ds/versions/:version/restore`, permission: 'write:datasets', tag },
    summary: 'Makes an earlier version of a dataset the present one; the others stay.',
    response: DatasetView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, reply }) => {
      const dataset = restoreVersion(parts, actor, idIn(parts, actor, params), params.version!, ifMatch);
      reply.etag = dataset.etag;
      return presentDataset(dataset);
    },
  }),
];
