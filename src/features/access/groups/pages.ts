import { Type } from '#sdk';
import { notFound, tenantOf } from '../../../platform/access/guard.ts';
import { demandTypedName, orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { frameOf } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../../platform/http/route.ts';
import { textsIn } from '../../../platform/text/texts.ts';
import { giveRole, listGrants, takeRole } from '../grants/use-cases.ts';
import { principalCalled } from '../principals/called.ts';
import { roleNames } from '../roles/use-cases.ts';
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

const PATH = '/admin/groups';
const permission = 'admin:groups';
const PER_PAGE = 50;
/** More members than that are read by the API. */
const SHOWN = 500;

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const GroupForm = Type.Object({ name: Text(500), description: Text(4000) });
const EditForm = Type.Object({ ...GroupForm.properties, etag: Text(64) });
const DeleteForm = Type.Object({ typed: Text(500), etag: Text(64) });
const MemberForm = Type.Object({ who: Text(200) });
const RoleForm = Type.Object({ role: Text(60), workspace: Text(100) });
const PageQuery = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });

type AnyCall = Call<unknown, unknown>;

/** What was wrong with a form of the page of a group: with which, and what was typed into it. */
interface Wrong {
  readonly form: 'group' | 'member' | 'role' | 'delete';
  readonly typed: Readonly<Record<string, string>>;
  readonly mistakes: FormMistakes;
}

export const groupPages = (parts: GroupParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The groups of your tenant.',
    query: PageQuery,
    handler: (call) => ({ html: groupList(parts, render, call, call.query.page, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Makes a group.',
    form: GroupForm,
    handler: (call) =>
      orAgain(
        () => ({ redirect: `${PATH}/${createGroup(parts, call.actor, call.body).id}` }),
        (mistakes) => groupList(parts, render, call, 1, { form: 'group', typed: call.body, mistakes }),
      ),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One group: who is in it, and what that gives.',
    handler: (call) => ({ html: groupPage(parts, render, call, null) }),
  }),
  ...changing(parts, render),
  ...membersAndRoles(parts, render),
];

const changing = (parts: GroupParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Renames a group, changes its description.',
    form: EditForm,
    handler: (call) =>
      orShown(parts, render, call, 'group', () => {
        const { etag, ...sent } = call.body;
        changeGroup(parts, call.actor, call.params.id!, etag, sent);
        return textsIn(call.viewer.locale).t('The group is changed.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, permission },
    summary: 'Deletes a group, once its name was typed; its members lose what it gave.',
    form: DeleteForm,
    handler: (call) =>
      orShown(
        parts,
        render,
        call,
        'delete',
        () => {
          const { id, name } = getGroup(parts, call.actor, call.params.id!);
          demandTypedName(call.body.typed, name);
          deleteGroup(parts, call.actor, id, call.body.etag);
          return textsIn(call.viewer.locale).t('The group "{name}" is deleted.', { name });
        },
        PATH,
      ),
  }),
];

const membersAndRoles = (parts: GroupParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id/members`, permission },
    summary: 'Brings somebody into a group.',
    form: MemberForm,
    handler: (call) =>
      orShown(parts, render, call, 'member', () => {
        getGroup(parts, call.actor, call.params.id!);
        const { id } = principalCalled(parts, tenantOf(call.actor), call.body.who, ['user', 'service']);
        const { displayName: name } = addMember(parts, call.actor, call.params.id!, id);
        return textsIn(call.viewer.locale).t('{name} is in the group.', { name });
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/members/:user/end`, permission },
    summary: 'Takes somebody out of a group.',
    handler: (call) =>
      orShown(parts, render, call, 'member', () => {
        const { displayName: name } = removeMember(parts, call.actor, call.params.id!, call.params.user!);
        return textsIn(call.viewer.locale).t('{name} is no more in the group.', { name });
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/roles`, permission: 'admin:roles' },
    summary: 'Gives a role to a group, in the whole tenant or in one workspace.',
    form: RoleForm,
    handler: (call) =>
      orShown(parts, render, call, 'role', () => {
        const { role, workspace } = call.body;
        const { id } = getGroup(parts, call.actor, call.params.id!);
        giveRole(parts, call.actor, { principalId: id, role, workspaceId: workspace || null });
        return textsIn(call.viewer.locale).t('The group has the role.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/roles/:grant/end`, permission: 'admin:roles' },
    summary: 'Takes a role from a group.',
    handler: (call) =>
      orShown(parts, render, call, 'role', () => {
        const { id } = getGroup(parts, call.actor, call.params.id!);
        const held = listGrants(parts, call.actor, { principal: id }, EVERY).items;
        takeRole(parts, call.actor, held.find((one) => one.id === call.params.grant)?.id ?? notFound('grant'));
        return textsIn(call.viewer.locale).t('The group has the role no more.');
      }),
  }),
];

const EVERY = { limit: SHOWN, after: null, offset: 0 };

/** Does what a form of the page of a group asks for, and says so there; or shows the page again, with what is wrong. */
const orShown = (
  parts: GroupParts,
  render: Render,
  call: AnyCall & Call<Readonly<Record<string, string>> | undefined, unknown>,
  form: Wrong['form'],
  work: () => string,
  next = `${PATH}/${call.params.id}`,
): PageAnswer | Promise<PageAnswer> =>
  orAgain(
    () => {
      call.reply.flash = work();
      return { redirect: next };
    },
    (mistakes) => groupPage(parts, render, call, { form, typed: call.body ?? {}, mistakes }),
  );

function groupList(parts: GroupParts, render: Render, call: AnyCall, number: number, wrong: Wrong | null): string {
  const step = { limit: PER_PAGE, after: null, offset: (number - 1) * PER_PAGE };
  const { items, total } = listGroups(parts, call.actor, step);
  const pager = { page: number, pages: Math.ceil(total / PER_PAGE), total };
  const { t } = textsIn(call.viewer.locale);
  return render.page('@groups/groups', frameOf(call, { title: t('Groups'), section: 'groups' }), {
    ...{ groups: items, pager, wrong },
  });
}

function groupPage(parts: GroupParts, render: Render, call: AnyCall, wrong: Wrong | null): string {
  const group = getGroup(parts, call.actor, call.params.id!);
  const mayGive = call.actor.permissions.has('admin:roles');
  const data = {
    ...{ group, wrong, mayGive, members: listMembers(parts, call.actor, group.id, EVERY) },
    held: mayGive ? listGrants(parts, call.actor, { principal: group.id }, EVERY).items : [],
    ...{ roles: roleNames(parts, group.tenant), workspaces: parts.grants.listOpenWorkspaces(group.tenant) },
  };
  return render.page('@groups/group', frameOf(call, { title: group.name, section: 'groups' }), data);
}
