import { Type } from '#sdk';
import { notFound } from '../../../platform/access/guard.ts';
import { demandTypedName, orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { frameOf } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../../platform/http/route.ts';
import { textsIn } from '../../../platform/text/texts.ts';
import type { Access } from '../../access/index.ts';
import type { TenancyParts } from '../use-cases.ts';
import {
  archiveWorkspace,
  changeWorkspace,
  createWorkspace,
  getWorkspace,
  listEveryWorkspace,
  openWorkspace,
} from './use-cases.ts';

const permission = 'admin:workspaces';
const PATH = '/admin/workspaces';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const NewForm = Type.Object({ name: Text(500), description: Text(4000), region: Text(100) });
const EditForm = Type.Object({ name: Text(500), description: Text(4000), etag: Text(64) });
const ArchiveForm = Type.Object({ typed: Text(500), etag: Text(64) });
const OpenForm = Type.Object({ etag: Text(64) });
const MemberForm = Type.Object({ who: Text(200), role: Text(60) });

export interface WorkspacePageParts extends TenancyParts {
  readonly access: Pick<Access, 'roleNames' | 'listHeldIn' | 'giveRole' | 'takeRole'>;
}

type AnyCall = Call<unknown, unknown>;
type Typed = Readonly<Record<string, string>>;

/** What was wrong with a form of these pages: with which, and what was typed into it. */
interface Wrong {
  readonly form: 'workspace' | 'archive' | 'member';
  readonly typed: Typed;
  readonly mistakes: FormMistakes;
}

export const workspacePages = (parts: WorkspacePageParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The workspaces of your tenant.',
    handler: (call) => ({ html: workspaceList(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Creates a workspace.',
    form: NewForm,
    handler: (call) =>
      orAgain(
        () => {
          const { region, ...sent } = call.body;
          const workspace = createWorkspace(parts, call.actor, { ...sent, ...(region ? { region } : {}) });
          return { redirect: `${PATH}/${workspace.id}` };
        },
        (mistakes) => workspaceList(parts, render, call, { form: 'workspace', typed: call.body, mistakes }),
      ),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One workspace, and who holds a role in it.',
    handler: (call) => ({ html: workspacePage(parts, render, call, null) }),
  }),
  ...changing(parts, render),
  ...members(parts, render),
];

const changing = (parts: WorkspacePageParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Renames a workspace, changes its description.',
    form: EditForm,
    handler: (call) =>
      orShown(parts, render, call, 'workspace', () => {
        const { etag, ...sent } = call.body;
        changeWorkspace(parts, call.actor, call.params.id!, etag, sent);
        return textsIn(call.viewer.locale).t('The workspace is changed.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/archive`, permission },
    summary: 'Archives a workspace, once its name was typed.',
    form: ArchiveForm,
    handler: (call) =>
      orShown(parts, render, call, 'archive', () => {
        const { id, name } = getWorkspace(parts, call.actor, call.params.id!);
        demandTypedName(call.body.typed, name);
        archiveWorkspace(parts, call.actor, id, call.body.etag);
        return textsIn(call.viewer.locale).t('The workspace is archived; nobody sees what is in it.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/open`, permission },
    summary: 'Opens an archived workspace again.',
    form: OpenForm,
    handler: (call) =>
      orShown(parts, render, call, 'archive', () => {
        openWorkspace(parts, call.actor, call.params.id!, call.body.etag);
        return textsIn(call.viewer.locale).t('The workspace is open again, for the same people.');
      }),
  }),
];

const members = (parts: WorkspacePageParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id/members`, permission: 'admin:roles' },
    summary: 'Gives somebody a role in a workspace.',
    form: MemberForm,
    handler: (call) =>
      orShown(parts, render, call, 'member', () => {
        const { who, role } = call.body;
        const held = parts.access.giveRole(call.actor, { who, role, workspace: call.params.id! });
        return textsIn(call.viewer.locale).t('{name} has the role.', { name: held.principal.displayName });
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/members/:grant/end`, permission: 'admin:roles' },
    summary: 'Takes a role in a workspace away from somebody.',
    handler: (call) =>
      orShown(parts, render, call, 'member', () => {
        const held = parts.access.listHeldIn(call.actor, call.params.id!).items;
        const { id, principal } = held.find((one) => one.id === call.params.grant) ?? notFound('grant');
        parts.access.takeRole(call.actor, id);
        return textsIn(call.viewer.locale).t('{name} has the role no more.', { name: principal.displayName });
      }),
  }),
];

const orShown = (
  parts: WorkspacePageParts,
  render: Render,
  call: AnyCall & Call<Typed | undefined>,
  form: Wrong['form'],
  work: () => string,
): PageAnswer | Promise<PageAnswer> =>
  orAgain(
    () => {
      call.reply.flash = work();
      return { redirect: `${PATH}/${call.params.id}` };
    },
    (mistakes) => workspacePage(parts, render, call, { form, typed: call.body ?? {}, mistakes }),
  );

function workspaceList(parts: WorkspacePageParts, render: Render, call: AnyCall, wrong: Wrong | null): string {
  const all = listEveryWorkspace(parts, call.actor);
  const data = { workspaces: all, wrong, regions: parts.regions.names };
  const { t } = textsIn(call.viewer.locale);
  return render.page('@workspaces/workspaces', frameOf(call, { title: t('Workspaces'), section: 'workspaces' }), data);
}

function workspacePage(parts: WorkspacePageParts, render: Render, call: AnyCall, wrong: Wrong | null): string {
  const workspace = getWorkspace(parts, call.actor, call.params.id!);
  const mayGive = call.actor.permissions.has('admin:roles') && workspace.archivedAtMs === null;
  const held = mayGive ? parts.access.listHeldIn(call.actor, workspace.id).items : [];
  const data = { workspace, wrong, mayGive, held, roles: parts.access.roleNames(workspace.tenant) };
  return render.page('@workspaces/workspace', frameOf(call, { title: workspace.name, section: 'workspaces' }), data);
}
