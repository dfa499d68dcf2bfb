import { Type } from '#sdk';
import { EVERYONE, isPermission, PERMISSIONS } from '../../../platform/access/permissions.ts';
import { orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { frameOf } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import { type Call, page, type Route } from '../../../platform/http/route.ts';
import { english, textsIn } from '../../../platform/text/texts.ts';
import type { RoleEntry } from './model.ts';
import { changeRole, createRole, deleteRole, getRole, listRoles, type RoleParts } from './use-cases.ts';

const permission = 'admin:roles';
const PATH = '/admin/roles';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const Chosen = Type.Array(Type.String({ maxLength: 60 }), { default: [], maxItems: 200, uniqueItems: true });
const NewForm = Type.Object({ name: Text(200), description: Text(4000), permissions: Chosen });
const ChangeForm = Type.Object({ description: Text(4000), permissions: Chosen, etag: Text(64) });
const DeleteForm = Type.Object({ etag: Text(64) });

/** What a role of one's own can be made of; everybody has the rest. */
const CHOICES = Object.entries(PERMISSIONS)
  .filter(([name]) => !EVERYONE.some((always) => always === name))
  .map(([name, does]) => ({ name, does }));

type AnyCall = Call<unknown, unknown>;

export const rolePages = (parts: RoleParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The permission matrix: which role gives what.',
    handler: (call) => {
      const roles = listRoles(parts, call.actor);
      const rows = Object.entries(PERMISSIONS).map(([name, does]) => ({ name, does }));
      return { html: show(render, call, '@roles/roles', titled(call, english('Roles')), { roles, rows }) };
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, permission },
    summary: 'The form for a role of your own.',
    handler: (call) => ({
      html: newForm(render, call, { name: '', description: '', permissions: [] }, null),
    }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Makes a role of your own.',
    form: NewForm,
    handler: (call) =>
      orAgain(
        () => {
          const { name } = createRole(parts, call.actor, { ...call.body, permissions: known(call.body.permissions) });
          call.reply.flash = textsIn(call.viewer.locale).t('The role "{name}" is there.', { name });
          return { redirect: PATH };
        },
        (mistakes) => newForm(render, call, call.body, mistakes),
      ),
  }),
  ...onePages(parts, render),
];

const onePages = (parts: RoleParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One role: what it gives, and who holds it.',
    handler: (call) => ({ html: roleForm(render, call, getRole(parts, call.actor, call.params.id!), null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Changes what a role of your own gives.',
    form: ChangeForm,
    handler: (call) => {
      const { etag, description, permissions } = call.body;
      return orAgain(
        () => {
          const sent = { description, permissions: known(permissions) };
          changeRole(parts, call.actor, call.params.id!, etag, sent);
          call.reply.flash = textsIn(call.viewer.locale).t('The role is changed. It counts from the next click on.');
          return { redirect: PATH };
        },
        (mistakes) => roleForm(render, call, getRole(parts, call.actor, call.params.id!), mistakes, permissions),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, permission },
    summary: 'Deletes a role of your own that nobody holds.',
    form: DeleteForm,
    handler: (call) =>
      orAgain(
        () => {
          deleteRole(parts, call.actor, call.params.id!, call.body.etag);
          call.reply.flash = textsIn(call.viewer.locale).t('The role is deleted.');
          return { redirect: PATH };
        },
        (mistakes) => roleForm(render, call, getRole(parts, call.actor, call.params.id!), mistakes),
      ),
  }),
];

const known = (sent: readonly string[]) => sent.filter(isPermission);

interface Typed {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

const newForm = (render: Render, call: AnyCall, typed: Typed, mistakes: FormMistakes | null): string =>
  show(render, call, '@roles/new', titled(call, english('New role')), { typed, choices: CHOICES, mistakes });

const roleForm = (
  render: Render,
  call: AnyCall,
  role: RoleEntry,
  mistakes: FormMistakes | null,
  permissions: readonly string[] = role.permissions,
): string => show(render, call, '@roles/role', { title: role.name }, { role, permissions, choices: CHOICES, mistakes });

const titled = (call: AnyCall, title: string) => ({ title: textsIn(call.viewer.locale).t(title) });

const show = (
  render: Render,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  { title }: { title: string },
  data: object,
): string => render.page(view, frameOf(call, { title, section: 'roles' }), data);
