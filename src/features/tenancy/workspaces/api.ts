import { type Route, route } from '../../../platform/http/route.ts';
import { ListOf } from '../../../platform/listing/page.ts';
import type { TenancyParts } from '../use-cases.ts';
import { ChangeWorkspace, CreateWorkspace, presentWorkspace, WorkspaceView } from './model.ts';
import {
  archiveWorkspace,
  changeWorkspace,
  createWorkspace,
  getWorkspace,
  listEveryWorkspace,
  openWorkspace,
} from './use-cases.ts';

const tag = 'admin';
const permission = 'admin:workspaces';
const PATH = '/api/v1/admin/workspaces';

export const workspaceRoutes = (parts: TenancyParts): Route[] => [...workspaces(parts), ...closing(parts)];

const workspaces = (parts: TenancyParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'Every workspace of your tenant by name, archived ones too.',
    response: ListOf(WorkspaceView),
    handler: ({ actor }) => {
      const items = listEveryWorkspace(parts, actor).map(presentWorkspace);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Creates a workspace; the region of its data is chosen now and never changes.',
    body: CreateWorkspace,
    response: WorkspaceView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const workspace = createWorkspace(parts, actor, body);
      reply.etag = workspace.etag;
      reply.location = `${PATH}/${workspace.id}`;
      return presentWorkspace(workspace);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One workspace.',
    response: WorkspaceView,
    handler: ({ actor, params, reply }) => {
      const workspace = getWorkspace(parts, actor, params.id!);
      reply.etag = workspace.etag;
      return presentWorkspace(workspace);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag },
    summary: 'Renames a workspace, changes its description.',
    body: ChangeWorkspace,
    response: WorkspaceView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const workspace = changeWorkspace(parts, actor, params.id!, ifMatch, body);
      reply.etag = workspace.etag;
      return presentWorkspace(workspace);
    },
  }),
];

const closing = (parts: TenancyParts): Route[] =>
  (['archive', 'open'] as const).map((verb) =>
    route({
      ...{ method: 'POST', path: `${PATH}/:id/${verb}`, permission, tag },
      summary:
        verb === 'archive'
          ? 'Puts a workspace away: nobody sees it or what is in it, its loads end, nothing is removed.'
          : 'Opens an archived workspace again, for the same people.',
      response: WorkspaceView,
      needsIfMatch: true,
      handler: ({ actor, params, ifMatch, reply }) => {
        const change = verb === 'archive' ? archiveWorkspace : openWorkspace;
        const workspace = change(parts, actor, params.id!, ifMatch);
        reply.etag = workspace.etag;
        return presentWorkspace(workspace);
      },
    }),
  );
