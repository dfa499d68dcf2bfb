import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import {
  listAllKeys,
  listOwnKeys,
  listServiceKeys,
  makeOwnKey,
  makeServiceKey,
  revokeAnyKey,
  revokeOwnKey,
  rotateOwnKey,
  rotateServiceKey,
} from './keys.ts';
import {
  IssuedKeyView,
  KeyView,
  ListedKeyView,
  NewKey,
  NewServiceAccount,
  presentIssuedKey,
  presentKey,
  presentListedKey,
  presentServiceAccount,
  RolesChange,
  Rotation,
  ServiceAccountView,
} from './model.ts';
import type { ServiceAccountParts } from './parts.ts';
import {
  addServiceAccount,
  getServiceAccount,
  listServiceAccounts,
  setServiceRoles,
  setServiceStatus,
} from './use-cases.ts';

const OWN = '/api/v1/auth/keys';
const ACCOUNTS = '/api/v1/admin/service-accounts';
const KEYS = '/api/v1/admin/api-keys';
const permission = 'admin:tokens';
/** Answers with a key must not be kept for a repetition: nobody shall see it twice. */
const idempotent = false;

export const keyRoutes = (parts: ServiceAccountParts): Route[] => [
  ...ownRoutes(parts),
  ...accountRoutes(parts),
  ...serviceKeyRoutes(parts),
  ...tenantKeyRoutes(parts),
];

const ownRoutes = (parts: ServiceAccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: OWN, permission: 'read:self', tag: 'auth' },
    summary: 'Your API keys, newest first.',
    response: ListOf(KeyView),
    handler: ({ actor }) => {
      const items = listOwnKeys(parts, actor).map((key) => presentKey(key, parts.clock.now()));
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path: OWN, permission: 'write:self', tag: 'auth', idempotent },
    summary: 'Makes an API key that acts in your name, for some of your permissions and at most a year.',
    body: NewKey,
    response: IssuedKeyView,
    success: 'created',
    handler: ({ actor, body }) => presentIssuedKey(makeOwnKey(parts, actor, body), parts.clock.now()),
  }),
  route({
    ...{ method: 'POST', path: `${OWN}/:id/rotate`, permission: 'write:self', tag: 'auth', idempotent },
    summary: 'A new key in the place of one of yours.',
    body: Rotation,
    response: IssuedKeyView,
    success: 'created',
    handler: ({ actor, params, body }) =>
      presentIssuedKey(rotateOwnKey(parts, actor, params.id!, body.overlapHours), parts.clock.now()),
  }),
  route({
    ...{ method: 'DELETE', path: `${OWN}/:id`, permission: 'write:self', tag: 'auth', idempotent },
    summary: 'Revokes one of your keys, at once.',
    handler: ({ actor, params }) => revokeOwnKey(parts, actor, params.id!) as undefined,
  }),
];

const accountRoutes = (parts: ServiceAccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: ACCOUNTS, permission, tag: 'admin' },
    summary: 'The service accounts of your tenant, by name.',
    query: ListQuery,
    response: ListOf(ServiceAccountView),
    handler: ({ actor, query }) => {
      const list = listServiceAccounts(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentServiceAccount) };
    },
  }),
  route({
    ...{ method: 'POST', path: ACCOUNTS, permission, tag: 'admin' },
    summary: 'Adds an account for a program; it signs in with the keys that you make for it.',
    body: NewServiceAccount,
    response: ServiceAccountView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const account = addServiceAccount(parts, actor, body);
      reply.location = `${ACCOUNTS}/${account.id}`;
      return presentServiceAccount(account);
    },
  }),
  route({
    ...{ method: 'GET', path: `${ACCOUNTS}/:id`, permission, tag: 'admin' },
    summary: 'One service account.',
    response: ServiceAccountView,
    handler: ({ actor, params }) => presentServiceAccount(getServiceAccount(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'PUT', path: `${ACCOUNTS}/:id/roles`, permission, tag: 'admin' },
    summary: 'Sets the roles of a service account; they bound all its keys from the next request on.',
    body: RolesChange,
    response: ServiceAccountView,
    handler: ({ actor, params, body }) => presentServiceAccount(setServiceRoles(parts, actor, params.id!, body.roles)),
  }),
  ...(['disable', 'enable'] as const).map((verb) =>
    route({
      ...{ method: 'POST', path: `${ACCOUNTS}/:id/${verb}`, permission, tag: 'admin' },
      summary:
        verb === 'disable' ? 'Disables a service account: none of its keys opens anything.' : 'Enables it again.',
      response: ServiceAccountView,
      handler: ({ actor, params }) =>
        presentServiceAccount(setServiceStatus(parts, actor, params.id!, verb === 'enable' ? 'active' : 'disabled')),
    }),
  ),
];

const serviceKeyRoutes = (parts: ServiceAccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${ACCOUNTS}/:id/keys`, permission, tag: 'admin' },
    summary: 'The keys of a service account, newest first.',
    response: ListOf(KeyView),
    handler: ({ actor, params }) => {
      const items = listServiceKeys(parts, actor, params.id!).map((key) => presentKey(key, parts.clock.now()));
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path: `${ACCOUNTS}/:id/keys`, permission, tag: 'admin', idempotent },
    summary: 'Makes a key for a service account, for some of its permissions and at most a year.',
    body: NewKey,
    response: IssuedKeyView,
    success: 'created',
    handler: async ({ actor, params, body }) =>
      presentIssuedKey(await makeServiceKey(parts, actor, params.id!, body), parts.clock.now()),
  }),
];

const tenantKeyRoutes = (parts: ServiceAccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: KEYS, permission, tag: 'admin' },
    summary: 'Every API key of your tenant, of programs and people, newest first.',
    query: ListQuery,
    response: ListOf(ListedKeyView),
    handler: ({ actor, query }) => {
      const list = listAllKeys(parts, actor, listRequest(query));
      return { ...list, items: list.items.map((key) => presentListedKey(key, parts.clock.now())) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${KEYS}/:id/rotate`, permission, tag: 'admin', idempotent },
    summary: 'A new key in the place of one of a service account.',
    body: Rotation,
    response: IssuedKeyView,
    success: 'created',
    handler: ({ actor, params, body }) =>
      presentIssuedKey(rotateServiceKey(parts, actor, params.id!, body.overlapHours), parts.clock.now()),
  }),
  route({
    ...{ method: 'DELETE', path: `${KEYS}/:id`, permission, tag: 'admin', idempotent },
    summary: 'Revokes a key of a service account or of a person, at once.',
    handler: ({ actor, params }) => revokeAnyKey(parts, actor, params.id!) as undefined,
  }),
];
