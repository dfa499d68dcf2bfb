import { Choice, Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { KINDS, type Preferences, WAYS } from './model.ts';
import type { InboxParts } from './parts.ts';
import {
  countUnread,
  getEmail,
  getPreferences,
  listEntries,
  markRead,
  removeEntry,
  resumeEmail,
  setPreferences,
  usesMail,
} from './use-cases.ts';
import { KIND_TITLES, titleOf, WAY_TITLES } from './words.ts';

const PATH = '/inbox';
const SHOWN = 50;
const Query = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const ReadForm = Type.Object({ id: Type.Optional(Type.String({ maxLength: 60 })) });
const WaysForm = Type.Object(
  Object.fromEntries(KINDS.map((kind) => [kind, Choice(WAYS)])) as Record<
    (typeof KINDS)[number],
    ReturnType<typeof Choice<typeof WAYS>>
  >,
);

export const inboxPages = (parts: InboxParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission: 'read:self' },
    summary: 'What you were told: loads and jobs that ended, webhooks that were paused.',
    query: Query,
    handler: (call) => ({ html: shown(parts, render, call, call.query.page) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/read`, permission: 'write:self' },
    summary: 'Marks one entry as read, or all of them.',
    form: ReadForm,
    handler: async ({ actor, body }) => {
      await markRead(parts, actor, body.id ? [body.id] : null);
      return { redirect: PATH };
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, permission: 'write:self' },
    summary: 'Deletes an entry.',
    handler: ({ actor, params }) => {
      removeEntry(parts, actor, params.id!);
      return { redirect: PATH };
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/preferences`, permission: 'write:self' },
    summary: 'Says what you want to be told of.',
    form: WaysForm,
    handler: (call) => {
      setPreferences(parts, call.actor, call.body as Preferences);
      call.reply.flash = textsIn(call.viewer.locale).t('It is kept what you want to be told of.');
      return { redirect: PATH };
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/email/resume`, permission: 'write:self' },
    summary: 'Sends mail to your address again.',
    handler: (call) => {
      resumeEmail(parts, call.actor);
      call.reply.flash = textsIn(call.viewer.locale).t('Mail is sent to your address again.');
      return { redirect: PATH };
    },
  }),
];

function shown(parts: InboxParts, render: Render, call: Call<unknown, unknown>, at: number): string {
  const texts = textsIn(call.viewer.locale);
  const { items, total } = listEntries(parts, call.actor, { limit: SHOWN, after: null, offset: (at - 1) * SHOWN });
  const ways = getPreferences(parts, call.actor);
  const email = getEmail(parts, call.actor);
  return render.page('@inbox/inbox', frameOf(call, { title: texts.t('Inbox'), section: 'inbox' }), {
    ...{
      path: PATH,
      page: at,
      pages: Math.max(1, Math.ceil(total / SHOWN)),
      total,
      unread: countUnread(parts, call.actor),
    },
    entries: items.map((entry) => ({ ...entry, title: titleOf(entry.facts, texts) })),
    email,
    ways: WAYS.filter((way) => email.configured || !usesMail(way)).map((way) => ({
      value: way,
      text: WAY_TITLES[way],
    })),
    kinds: KINDS.map((kind) => ({ kind, title: KIND_TITLES[kind], way: ways[kind] })),
  });
}
