import { Type } from '#sdk';
import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../../platform/listing/page.ts';
import {
  ChangeTenant,
  CreateTenant,
  InviteAdministrator,
  InvitedAdministrator,
  presentTenant,
  TenantView,
} from './model.ts';
import {
  changeTenant,
  createTenant,
  getTenant,
  inviteAdministrator,
  listTenants,
  setTenantStatus,
  type TenantParts,
} from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:tenants';
const PATH = '/api/v1/admin/tenants';

const Query = Type.Object({
  ...ListQuery.properties,
  archived: Type.Boolean({ default: false, description: 'The archived ones in the place of the others' }),
});

const STATUSES = { enable: 'active', disable: 'disabled', archive: 'archived' } as const;
const SUMMARIES = {
  enable: 'Enables a tenant again, archived ones too.',
  disable: 'Disables a tenant: nobody of it gets in, and its sessions, tokens and loads end at once.',
  archive: 'Archives a tenant: disabled, and listed apart. Nothing is removed.',
} as const;

export const tenantRoutes = (parts: TenantParts): Route[] => [...tenants(parts), ...closing(parts)];

const tenants = (parts: TenantParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The tenants of this appliance, by name.',
    query: Query,
    response: ListOf(TenantView),
    handler: ({ actor, query }) => {
      const { archived, ...step } = query;
      const list = listTenants(parts, actor, { archived }, listRequest(step));
      return { ...list, items: list.items.map(presentTenant) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Creates a tenant with a first workspace; the region of its data is chosen now and never changes.',
    body: CreateTenant,
    response: TenantView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const tenant = createTenant(parts, actor, body);
      reply.etag = tenant.etag;
      reply.location = `${PATH}/${tenant.id}`;
      return presentTenant(tenant);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One tenant: its company, and nothing of what is in it.',
    response: TenantView,
    handler: ({ actor, params, reply }) => {
      const tenant = getTenant(parts, actor, params.id!);
      reply.etag = tenant.etag;
      return presentTenant(tenant);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag },
    summary: 'Renames a tenant, changes the profile of its company; what is absent stays.',
    body: ChangeTenant,
    response: TenantView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const tenant = changeTenant(parts, actor, params.id!, ifMatch, body);
      reply.etag = tenant.etag;
      return presentTenant(tenant);
    },
  }),
];

const closing = (parts: TenantParts): Route[] => [
  ...(['enable', 'disable', 'archive'] as const).map((verb) =>
    route({
      ...{ method: 'POST', path: `${PATH}/:id/${verb}`, permission, tag },
      summary: SUMMARIES[verb],
      response: TenantView,
      needsIfMatch: true,
      handler: ({ actor, params, ifMatch, reply }) => {
        const tenant = setTenantStatus(parts, actor, params.id!, ifMatch, STATUSES[verb]);
        reply.etag = tenant.etag;
        return presentTenant(tenant);
      },
    }),
  ),
  route({
    // An answer with a link must not be kept for a repetition: nobody shall see it twice.
    ...{ method: 'POST', path: `${PATH}/:id/administrators`, permission, tag, idempotent: false },
    summary: 'Invites the first administrator of a tenant that has none who can sign in.',
    body: InviteAdministrator,
    response: InvitedAdministrator,
    success: 'created',
    handler: ({ actor, params, body }) => {
      const { login, link } = inviteAdministrator(parts, actor, params.id!, body);
      return { login, path: link.path, expiresAt: new Date(link.expiresAtMs).toISOString() };
    },
  }),
];
