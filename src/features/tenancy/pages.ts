import { Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import {
  changedMeanwhile,
  demandTypedName,
  isStale,
  type Meanwhile,
  orAgain,
} from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { ChooseQuery, chooseRows } from '../../platform/listing/choose.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Project } from './model.ts';
import {
  changeProject,
  createProject,
  deleteProject,
  getProject,
  listProjects,
  listWorkspaces,
  type TenancyParts,
} from './use-cases.ts';

export interface ProjectPageParts extends TenancyParts {
  readonly render: Render;
  /** Datasets of each project that the actor may see, and when the last of them changed. */
  readonly contents: (call: AnyCall) => ReadonlyMap<string, { readonly datasets: number; readonly changedMs: number }>;
}

type AnyCall = Call<unknown, unknown>;
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const ProjectForm = Type.Object({ name: Text(500), description: Text(4000), workspaceId: Type.Optional(Text(100)) });
const EditForm = Type.Object({ ...ProjectForm.properties, etag: Text(64), was: Text(500), wasDescription: Text(4000) });
const DeleteForm = Type.Object({ typed: Text(500), etag: Text(64) });

/** Every project of the actor; there are at most some thousands. */
const EVERY = { limit: 100_000, after: null, offset: 0 };

export const projectPages = (parts: ProjectPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects', permission: 'read:projects' },
    summary: 'The projects that you can see.',
    query: ChooseQuery,
    handler: (call) => ({ html: projectList(parts, call) }),
  }),
  ...creating(parts),
  ...changing(parts),
  ...deleting(parts),
];

function projectList(parts: ProjectPageParts, call: Call<undefined, Parameters<typeof chooseRows>[1]>): string {
  const contents = parts.contents(call);
  const all = listProjects(parts, call.actor, EVERY).items.map((project) => {
    const { datasets = 0, changedMs = 0 } = contents.get(project.id) ?? {};
    const changed = Math.max(changedMs, project.updatedAtMs ?? project.createdAtMs);
    return { id: project.id, name: project.name, description: project.description, changedMs: changed, size: datasets };
  });
  const { links, ...list } = chooseRows(all, call.query, call.viewer.locale);
  return show(parts, call, '@projects/projects', titled(call, 'Projects'), { ...list, links: links('/projects') });
}

const creating = (parts: ProjectPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/new', permission: 'write:projects' },
    summary: 'The form for a new project.',
    handler: (call) => ({ html: newForm(parts, call, { name: '', description: '', mistakes: null }) }),
  }),
  page({
    ...{ method: 'POST', path: '/projects/new', permission: 'write:projects' },
    summary: 'Creates a project.',
    form: ProjectForm,
    handler: (call) => {
      const { name, description, workspaceId } = call.body;
      return orAgain(
        () => {
          const sent = { name, description, ...(workspaceId ? { workspaceId } : {}) };
          const project = createProject(parts, call.actor, sent);
          call.reply.flash = texts(call).t('The project "{name}" is there.', { name: project.name });
          return { redirect: `/projects/${project.id}` };
        },
        (mistakes) => newForm(parts, call, { name, description, workspaceId, mistakes }),
      );
    },
  }),
];

const changing = (parts: ProjectPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id/edit', permission: 'write:projects' },
    summary: 'The form that renames a project.',
    handler: (call) => {
      const project = getProject(parts, call.actor, call.params.id!, 'write:projects');
      return { html: editForm(parts, call, project, { ...project, mistakes: null, meanwhile: null }) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/projects/:id/edit', permission: 'write:projects' },
    summary: 'Renames a project, changes its description.',
    form: EditForm,
    handler: async (call) => {
      const { name, description, etag, was, wasDescription } = call.body;
      const id = call.params.id!;
      const again = (mistakes: FormMistakes | null, meanwhile: Meanwhile | null) =>
        editForm(parts, call, getProject(parts, call.actor, id, 'write:projects'), {
          ...{ name, description, mistakes, meanwhile },
        });
      return orAgain(
        () => {
          try {
            const project = changeProject(parts, call.actor, id, etag, { name, description });
            call.reply.flash = texts(call).t('The project "{name}" was changed.', { name: project.name });
            return { redirect: `/projects/${id}` };
          } catch (error) {
            if (!isStale(error)) throw error;
            const now = getProject(parts, call.actor, id, 'write:projects');
            const meanwhile = changedMeanwhile({ name: was, description: wasDescription }, now);
            return { html: again(null, meanwhile), fault: 'conflict' };
          }
        },
        (mistakes) => again(mistakes, null),
      );
    },
  }),
];

const deleting = (parts: ProjectPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/projects/:id/delete', permission: 'write:projects' },
    summary: 'Asks whether a project shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, '', null) }),
  }),
  page({
    ...{ method: 'POST', path: '/projects/:id/delete', permission: 'write:projects' },
    summary: 'Puts a project into the bin, once its name was typed.',
    form: DeleteForm,
    handler: (call) => {
      const { typed, etag } = call.body;
      return orAgain(
        () => {
          const { id, name } = getProject(parts, call.actor, call.params.id!, 'write:projects');
          demandTypedName(typed, name);
          deleteProject(parts, call.actor, id, etag);
          call.reply.flash = texts(call).t('The project "{name}" is in the bin.', { name });
          return { redirect: '/projects' };
        },
        (mistakes) => deleteForm(parts, call, typed, mistakes),
      );
    },
  }),
];

interface Typed {
  readonly name: string;
  readonly description: string;
  readonly workspaceId?: string | undefined;
  readonly mistakes: FormMistakes | null;
}

function newForm(parts: ProjectPageParts, call: AnyCall, typed: Typed): string {
  const workspaces = listWorkspaces(parts, call.actor).filter((w) =>
    mayIn(call.actor, 'write:projects', { workspace: w.id }),
  );
  return show(parts, call, '@projects/new', titled(call, 'New project'), { ...typed, workspaces });
}

function editForm(
  parts: ProjectPageParts,
  call: AnyCall,
  project: Project,
  typed: Typed & { readonly meanwhile: Meanwhile | null },
): string {
  const { name, description, mistakes, meanwhile } = typed;
  const data = {
    kind: 'project',
    of: project,
    name,
    description,
    mistakes,
    meanwhile,
    back: `/projects/${project.id}`,
  };
  return show(parts, call, '@projects/edit', titled(call, 'Change the project', project), data);
}

function deleteForm(parts: ProjectPageParts, call: AnyCall, typed: string, mistakes: FormMistakes | null): string {
  const project = getProject(parts, call.actor, call.params.id!, 'write:projects');
  const datasets = parts.contents(call).get(project.id)?.datasets ?? 0;
  const data = { kind: 'project', of: project, datasets, typed, mistakes, back: `/projects/${project.id}` };
  return show(parts, call, '@projects/delete', titled(call, 'Delete the project', project), data);
}

const show = (
  { render }: ProjectPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  options: Parameters<typeof frameOf>[1],
  data: object,
): string => render[call.partial ? 'app' : 'page'](view, frameOf(call, options), data);

const titled = (call: AnyCall, title: string, project?: Project) => ({
  title: project ? `${textsIn(call.viewer.locale).t(title)}: ${project.name}` : textsIn(call.viewer.locale).t(title),
  section: 'projects' as const,
  place: project ? { project: { id: project.id, name: project.name } } : {},
});

const texts = (call: AnyCall) => textsIn(call.viewer.locale);
