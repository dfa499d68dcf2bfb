import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { InvitedView, LinkView, NewUser, presentLink, presentUser, RolesChange, ShowLink, UserView } from './model.ts';
import {
  type AccountParts,
  addUser,
  getUser,
  listUsers,
  resetPassword,
  setUserRoles,
  setUserStatus,
} from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:users';
const PATH = '/api/v1/admin/users';
/** Answers with a link must not be kept for a repetition: nobody shall see it twice. */
const idempotent = false;

export const userRoutes = (parts: AccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The accounts of your tenant, by login.',
    query: ListQuery,
    response: ListOf(UserView),
    handler: ({ actor, query }) => {
      const list = listUsers(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentUser) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag, idempotent },
    summary:
      'Adds an account; its owner chooses the password at a link, which is sent by mail where that is set up, and in the answer else.',
    body: NewUser,
    response: InvitedView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const { user, link } = addUser(parts, actor, body);
      reply.location = `${PATH}/${user.id}`;
      return { user: presentUser(user), link: presentLink(link) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One account.',
    response: UserView,
    handler: ({ actor, params }) => presentUser(getUser(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id/roles`, permission, tag },
    summary: 'Sets the roles that an account holds in the whole tenant.',
    body: RolesChange,
    response: UserView,
    handler: ({ actor, params, body }) => presentUser(setUserRoles(parts, actor, params.id!, body.roles)),
  }),
  ...(['disable', 'enable'] as const).map((verb) =>
    route({
      ...{ method: 'POST', path: `${PATH}/:id/${verb}`, permission, tag },
      summary:
        verb === 'disable'
          ? 'Disables an account: it cannot sign in, and all its sessions and tokens end at once.'
          : 'Enables an account again.',
      response: UserView,
      handler: ({ actor, params }) =>
        presentUser(setUserStatus(parts, actor, params.id!, verb === 'enable' ? 'active' : 'disabled')),
    }),
  ),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/reset-password`, permission, tag, idempotent },
    summary: 'A link at which the person chooses a new password, sent or shown; the old one holds until then.',
    query: ShowLink,
    response: LinkView,
    handler: ({ actor, params, query }) => presentLink(resetPassword(parts, actor, params.id!, query.showLink)),
  }),
];
