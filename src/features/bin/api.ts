import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { BinItemView, presentBinItem, presentRestored, RestoredView } from './model.ts';
import { type BinParts, listBin, purge, restore } from './use-cases.ts';

const tag = 'bin';
const PATH = '/api/v1/bin';

export const binRoutes = (parts: BinParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'delete:datasets', tag },
    summary: 'Deleted projects and datasets that you can restore, last deleted first.',
    query: ListQuery,
    response: ListOf(BinItemView),
    handler: ({ actor, query }) => {
      const list = listBin(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentBinItem) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/restore`, permission: 'delete:datasets', tag },
    summary: 'Restores a project or dataset; under a free name where its own was taken meanwhile.',
    response: RestoredView,
    handler: ({ actor, params }) => presentRestored(restore(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'delete:datasets', tag },
    summary: 'Removes a deleted project or dataset for good, with its files. This cannot be undone.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => purge(parts, actor, params.id!, ifMatch) as Promise<undefined>,
  }),
];
