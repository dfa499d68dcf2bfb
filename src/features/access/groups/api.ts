import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../../platform/listing/page.ts';
import { GroupBody, GroupView, MemberView, presentGroup, presentMember } from './model.ts';
import {
  addMember,
  changeGroup,
  createGroup,
  deleteGroup,
  type GroupParts,
  getGroup,
  listGroups,
  listMembers,
  removeMember,
} from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:groups';
const PATH = '/api/v1/admin/groups';

export const groupRoutes = (parts: GroupParts): Route[] => [...groups(parts), ...members(parts)];

const groups = (parts: GroupParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The groups of your tenant, by name.',
    query: ListQuery,
    response: ListOf(GroupView),
    handler: ({ actor, query }) => {
      const list = listGroups(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentGroup) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Makes a group.',
    body: GroupBody,
    response: GroupView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const group = createGroup(parts, actor, body);
      reply.etag = group.etag;
      reply.location = `${PATH}/${group.id}`;
      return presentGroup(group);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One group.',
    response: GroupView,
    handler: ({ actor, params, reply }) => {
      const group = getGroup(parts, actor, params.id!);
      reply.etag = group.etag;
      return presentGroup(group);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag },
    summary: 'Renames a group, changes its description.',
    body: GroupBody,
    response: GroupView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const group = changeGroup(parts, actor, params.id!, ifMatch, body);
      reply.etag = group.etag;
      return presentGroup(group);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission, tag },
    summary: 'Deletes a group; its members lose what it gave, at once.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => deleteGroup(parts, actor, params.id!, ifMatch) as undefined,
  }),
];

const members = (parts: GroupParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id/members`, permission, tag },
    summary: 'Who is in a group, by login.',
    query: ListQuery,
    response: ListOf(MemberView),
    handler: ({ actor, params, query }) => {
      const list = listMembers(parts, actor, params.id!, listRequest(query));
      return { ...list, items: list.items.map(presentMember) };
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id/members/:user`, permission, tag },
    summary: 'Brings a user or a service account into a group, and so gives it what the group holds.',
    handler: ({ actor, params }) => void addMember(parts, actor, params.id!, params.user!) as undefined,
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id/members/:user`, permission, tag },
    summary: 'Takes a user or a service account out of a group, and away what the group gave.',
    handler: ({ actor, params }) => void removeMember(parts, actor, params.id!, params.user!) as undefined,
  }),
];
