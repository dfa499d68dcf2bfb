import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { ChangeProject, CreateProject, ProjectView, presentProject } from './model.ts';
import {
  changeProject,
  createProject,
  deleteProject,
  getProject,
  listProjects,
  type TenancyParts,
} from './use-cases.ts';

const tag = 'projects';
const PATH = '/api/v1/projects';

export const projectRoutes = (parts: TenancyParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:projects', tag },
    summary: 'The projects that you can see, by name.',
    query: ListQuery,
    response: ListOf(ProjectView),
    handler: ({ actor, query }) => {
      const list = listProjects(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentProject) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:projects', tag },
    summary: 'Creates a project.',
    body: CreateProject,
    response: ProjectView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const project = createProject(parts, actor, body);
      reply.etag = project.etag;
      reply.location = `${PATH}/${project.id}`;
      return presentProject(project);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'read:projects', tag },
    summary: 'One project.',
    response: ProjectView,
    handler: ({ actor, params, reply }) => {
      const project = getProject(parts, actor, params.id!, 'read:projects');
      reply.etag = project.etag;
      return presentProject(project);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:projects', tag },
    summary: 'Renames a project, changes its description.',
    body: ChangeProject,
    response: ProjectView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const project = changeProject(parts, actor, params.id!, ifMatch, body);
      reply.etag = project.etag;
      return presentProject(project);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:projects', tag },
    summary: 'Deletes a project with what is in it.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => deleteProject(parts, actor, params.id!, ifMatch) as undefined,
  }),
];
