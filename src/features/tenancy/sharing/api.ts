import type { Actor } from '../../../platform/access/actor.ts';
import { notFound } from '../../../platform/access/guard.ts';
import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf } from '../../../platform/listing/page.ts';
import { NewShare, presentShare, ShareView } from './model.ts';
import {
  endShare,
  listShares,
  type Shareable,
  type SharingParts,
  share,
  shareableDataset,
  shareableProject,
} from './use-cases.ts';

const permission = 'write:sharing';
const PROJECT = '/api/v1/projects/:id';

type Params = Readonly<Record<string, string>>;
type Find = (parts: SharingParts, actor: Actor, params: Params) => Shareable;

const project: Find = (parts, actor, { id }) => shareableProject(parts, actor, id!);
const dataset: Find = (parts, actor, { id, ds }) => {
  const found = shareableDataset(parts, actor, ds!);
  return found.project === id ? found : notFound('dataset');
};

export const shareRoutes = (parts: SharingParts): Route[] => [
  ...routesOf(parts, `${PROJECT}/share`, 'projects', 'a project', project),
  ...routesOf(parts, `${PROJECT}/datasets/:ds/share`, 'datasets', 'a dataset', dataset),
];

const routesOf = (parts: SharingParts, path: string, tag: string, what: string, find: Find): Route[] => [
  route({
    ...{ method: 'GET', path, permission, tag },
    summary: `To whom ${what} was opened beside those who may enter its workspace.`,
    response: ListOf(ShareView),
    handler: ({ actor, params }) => {
      const items = listShares(parts, find(parts, actor, params)).map(presentShare);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path, permission, tag },
    summary: `Opens ${what} to a person or a group of your tenant, as far as it is open to you.`,
    body: NewShare,
    response: ShareView,
    success: 'created',
    handler: ({ actor, params, body }) => presentShare(share(parts, actor, find(parts, actor, params), body)),
  }),
  route({
    ...{ method: 'DELETE', path: `${path}/:share`, permission, tag },
    summary: `Ends the sharing of ${what} with somebody.`,
    handler: ({ actor, params }) => void endShare(parts, actor, find(parts, actor, params), params.share!) as undefined,
  }),
];
