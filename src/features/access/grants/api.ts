import { Type } from '#sdk';
import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../../platform/listing/page.ts';
import { GiveRole, GrantView, presentGrant } from './model.ts';
import { type GrantParts, giveRole, listGrants, takeRole } from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:roles';
const PATH = '/api/v1/admin/grants';

const Query = Type.Object({
  ...ListQuery.properties,
  principalId: Type.Optional(Type.String({ maxLength: 100, description: 'Of a user, a group or a service account' })),
  workspaceId: Type.Optional(Type.String({ maxLength: 100, description: 'Those held in this workspace alone' })),
});

export const grantRoutes = (parts: GrantParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'Who holds which role, in the whole tenant or in a workspace.',
    query: Query,
    response: ListOf(GrantView),
    handler: ({ actor, query }) => {
      const { principalId: principal, workspaceId: workspace, ...step } = query;
      const list = listGrants(parts, actor, { principal, workspace }, listRequest(step));
      return { ...list, items: list.items.map(presentGrant) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Gives a role to a user, a group or a service account; it gives at most what you hold yourself.',
    body: GiveRole,
    response: GrantView,
    success: 'created',
    handler: ({ actor, body }) => presentGrant(giveRole(parts, actor, body)),
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission, tag },
    summary: 'Takes a role away; it counts no more at the next request of who held it.',
    handler: ({ actor, params }) => void takeRole(parts, actor, params.id!) as undefined,
  }),
];
