import { Choice, type Static, Type } from '#sdk';
import { tenantOf } from '../../platform/access/guard.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { browserName } from './browser-name.ts';
import type { GivenLink } from './link.ts';
import { givenRolesOf, localRolesOf, rolesOf, type User } from './model.ts';
import {
  type AccountParts,
  addUser,
  getUser,
  listUsers,
  resetPassword,
  setUserRoles,
  setUserStatus,
} from './use-cases.ts';
import { getUserAccess } from './user-access.ts';
import { WHY_GONE } from './why-gone.ts';

const permission = 'admin:users';
const PATH = '/admin/users';
const PER_PAGE = 50;

const Roles = Type.Array(Type.String({ maxLength: 60 }), { default: [], maxItems: 50, uniqueItems: true });
const ShowLinkField = Type.Optional(Type.Literal('true'));
const LinkForm = Type.Object({ showLink: ShowLinkField });
const AddForm = Type.Object({
  login: Type.String({ maxLength: 200 }),
  displayName: Type.String({ maxLength: 200 }),
  email: Type.String({ maxLength: 300 }),
  roles: Roles,
  showLink: ShowLinkField,
});
const RolesForm = Type.Object({ roles: Roles });
const StatusForm = Type.Object({ status: Choice(['active', 'disabled']) });
const PageQuery = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });

export const userPages = (parts: AccountParts, render: Render): Route[] => [
  ...listPages(parts, render),
  ...onePages(parts, render),
];

const listPages = (parts: AccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The accounts of your tenant.',
    query: PageQuery,
    handler: (call) => {
      const { page: number } = call.query;
      const list = listUsers(parts, call.actor, { limit: PER_PAGE, after: null, offset: (number - 1) * PER_PAGE });
      const pager = { page: number, pages: Math.ceil(list.total / PER_PAGE), total: list.total };
      return show(
        render,
        call,
        'users',
        { title: textsIn(call.viewer.locale).t('Users') },
        { users: list.items.map(shown), pager },
      );
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, permission },
    summary: 'The form that adds an account.',
    handler: (call) =>
      show(
        render,
        call,
        'new-user',
        { title: textsIn(call.viewer.locale).t('New user') },
        newForm(parts, call, null, null),
      ),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Adds an account, and sends or shows the link at which its owner chooses a password.',
    form: AddForm,
    handler: (call) => {
      const { login, displayName, email, roles, showLink } = call.body;
      try {
        const named = displayName.trim() === '' ? {} : { displayName };
        const { user, link } = addUser(parts, call.actor, {
          ...{ login, email, roles, showLink: showLink !== undefined, ...named },
        });
        return linkPage(render, call, user, link);
      } catch (error) {
        const mistakes = formMistakes(error);
        return show(
          render,
          call,
          'new-user',
          { title: textsIn(call.viewer.locale).t('New user'), mistakes },
          newForm(parts, call, call.body, mistakes),
        );
      }
    },
  }),
];

const onePages = (parts: AccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One account.',
    handler: (call) => userPage(parts, render, call, getUser(parts, call.actor, call.params.id!), null),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/roles`, permission },
    summary: 'Sets the roles that an account holds in the whole tenant.',
    form: RolesForm,
    handler: (call) =>
      changed(parts, render, call, (id) => {
        setUserRoles(parts, call.actor, id, call.body.roles);
        return textsIn(call.viewer.locale).t('The roles are changed. They count from the next click on.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/status`, permission },
    summary: 'Disables an account, or enables it again.',
    form: StatusForm,
    handler: (call) =>
      changed(parts, render, call, (id) => {
        const { status } = setUserStatus(parts, call.actor, id, call.body.status);
        const texts = textsIn(call.viewer.locale);
        return status === 'active'
          ? texts.t('The account is enabled.')
          : texts.t('The account is disabled and signed out everywhere.');
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/link`, permission },
    summary: 'Sends or shows a new link at which the person chooses a password.',
    form: LinkForm,
    handler: (call) => {
      const link = resetPassword(parts, call.actor, call.params.id!, call.body.showLink !== undefined);
      return linkPage(render, call, getUser(parts, call.actor, call.params.id!), link);
    },
  }),
];

type AnyCall = Call<unknown, unknown>;

function changed(parts: AccountParts, render: Render, call: AnyCall, work: (id: string) => string): PageAnswer {
  const id = call.params.id!;
  try {
    call.reply.flash = work(id);
    return { redirect: `${PATH}/${id}` };
  } catch (error) {
    return userPage(parts, render, call, getUser(parts, call.actor, id), formMistakes(error));
  }
}

function userPage(
  parts: AccountParts,
  render: Render,
  call: AnyCall,
  user: User,
  mistakes: FormMistakes | null,
): PageAnswer {
  const { sessions, ...access } = getUserAccess(parts, call.actor, user.id);
  const programs = sessions.map(({ userAgent, ...session }) => ({ ...session, program: browserName(userAgent) }));
  const data = {
    user: shown(user),
    ...access,
    sessions: programs,
    isSelf: user.id === call.actor.id,
    roles: rolesToGive(parts, call),
    sendsMail: parts.mail.isConfigured(),
    mistakes,
  };
  return show(render, call, 'user', { title: user.displayName, mistakes }, data);
}

const linkPage = (render: Render, call: AnyCall, user: User, { path, sentTo, expiresAtMs }: GivenLink): PageAnswer =>
  show(
    render,
    call,
    'user-link',
    { title: textsIn(call.viewer.locale).t('Link') },
    { user: shown(user), url: path === null ? null : call.site + path, sentTo, expiresAtMs },
  );

const rolesToGive = ({ access }: AccountParts, call: AnyCall) => access.roleNames(tenantOf(call.actor));

const newForm = (
  parts: AccountParts,
  call: AnyCall,
  typed: Static<typeof AddForm> | null,
  mistakes: FormMistakes | null,
) => ({
  typed: typed ?? { login: '', displayName: '', email: '', roles: ['analyst'] },
  sendsMail: parts.mail.isConfigured(),
  ...{ roles: rolesToGive(parts, call), mistakes },
});

const shown = ({ tenant: _, grants, ...user }: User) => ({
  ...user,
  reason: user.disabledWhy && WHY_GONE[user.disabledWhy],
  ...{ roles: rolesOf({ grants }), localRoles: localRolesOf({ grants }), givenRoles: givenRolesOf({ grants }) },
});

function show(
  render: Render,
  call: AnyCall,
  view: 'users' | 'user' | 'new-user' | 'user-link',
  { title, mistakes = null }: { title: string; mistakes?: FormMistakes | null },
  data: object,
): PageAnswer {
  const html = render.page(`@accounts/${view}`, frameOf(call, { title, section: 'users' }), data);
  return mistakes ? { html, fault: mistakes.fault } : { html };
}
