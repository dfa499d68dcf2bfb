import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf } from '../../../platform/listing/page.ts';
import { ChangeRole, CreateRole, presentRole, RoleView } from './model.ts';
import { changeRole, createRole, deleteRole, getRole, listRoles, type RoleParts } from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:roles';
const PATH = '/api/v1/admin/roles';

export const roleRoutes = (parts: RoleParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The permission matrix: the roles that ship, then your own, with what each gives.',
    response: ListOf(RoleView),
    handler: ({ actor }) => {
      const items = listRoles(parts, actor).map(presentRole);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Makes a role of your own; it gives at most what you hold yourself.',
    body: CreateRole,
    response: RoleView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const role = createRole(parts, actor, body);
      reply.etag = role.etag!;
      reply.location = `${PATH}/${role.name}`;
      return presentRole(role);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One role, by its name.',
    response: RoleView,
    handler: ({ actor, params, reply }) => {
      const role = getRole(parts, actor, params.id!);
      if (role.etag) reply.etag = role.etag;
      return presentRole(role);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag },
    summary: 'Changes what a role of your own gives; it counts for its holders from their next request on.',
    body: ChangeRole,
    response: RoleView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const role = changeRole(parts, actor, params.id!, ifMatch, body);
      reply.etag = role.etag!;
      return presentRole(role);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission, tag },
    summary: 'Deletes a role of your own that nobody holds.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => deleteRole(parts, actor, params.id!, ifMatch) as undefined,
  }),
];
