import { orConfirm } from '../../platform/http/form-answer.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { listInvitations, withdrawInvitation } from './invitations.ts';
import type { AccountParts } from './use-cases.ts';
import { endUserSession, endUserSessions, resetSecondFactor, unlockUser } from './user-access.ts';

const permission = 'admin:users';
const PATH = '/admin/users';
const INVITATIONS = `${PATH}/invitations`;

/** What administrators end and lift of how others come in, and the links that are open. */
export const userAccessPages = (parts: AccountParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id/reset-second-factor`, permission },
    summary: 'Takes the second factor of an account away.',
    handler: (call) =>
      orConfirm(`${PATH}/${call.params.id!}`, () => {
        resetSecondFactor(parts, call.actor, call.params.id!);
        return back(call, textsIn(call.viewer.locale).t('The second factor is removed, and every session has ended.'));
      }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/unlock`, permission },
    summary: 'Forgets failed attempts: the person may try again at once.',
    handler: (call) => {
      unlockUser(parts, call.actor, call.params.id!);
      return back(call, textsIn(call.viewer.locale).t('The lock is lifted.'));
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/sessions/end`, permission },
    summary: 'Ends every session and token of an account.',
    handler: (call) => {
      endUserSessions(parts, call.actor, call.params.id!);
      return back(call, textsIn(call.viewer.locale).t('Every session has ended.'));
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/sessions/:session/end`, permission },
    summary: 'Ends one session of an account.',
    handler: (call) => {
      endUserSession(parts, call.actor, call.params.id!, call.params.session!);
      return back(call, textsIn(call.viewer.locale).t('The session has ended.'));
    },
  }),
  page({
    ...{ method: 'GET', path: INVITATIONS, permission },
    summary: 'Links at which people can choose a password, and have not yet.',
    handler: (call) => ({
      html: render.page(
        '@accounts/invitations',
        frameOf(call, { title: textsIn(call.viewer.locale).t('Open invitations'), section: 'users' }),
        { links: listInvitations(parts, call.actor) },
      ),
    }),
  }),
  page({
    ...{ method: 'POST', path: `${INVITATIONS}/:id/withdraw`, permission },
    summary: 'Withdraws a link: it opens nothing any more.',
    handler: (call) => {
      withdrawInvitation(parts, call.actor, call.params.id!);
      call.reply.flash = textsIn(call.viewer.locale).t('The link is withdrawn.');
      return { redirect: INVITATIONS };
    },
  }),
];

function back({ reply, params }: Call<unknown, unknown>, said: string): PageAnswer {
  reply.flash = said;
  return { redirect: `${PATH}/${params.id!}` };
}
