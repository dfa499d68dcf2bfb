import { Nullable, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import { type Route, route, stream } from '../../platform/http/route.ts';
import type { Viewer } from '../../platform/http/viewer.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { EmailView, type Entry, EntryView, PreferencesView, ReadInput } from './model.ts';
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
} from './use-cases.ts';
import { titleOf } from './words.ts';

const PATH = '/api/v1/inbox';
const reading = { permission: 'read:self', tag: 'inbox' } as const;
const writing = { permission: 'write:self', tag: 'inbox' } as const;

const Changed = Type.Object({
  unread: Type.Integer({ minimum: 0 }),
  entry: Nullable(EntryView),
});

export const inboxRoutes = (parts: InboxParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, ...reading },
    summary: 'What you were told, newest first; kept for 90 days.',
    query: ListQuery,
    response: ListOf(EntryView),
    handler: ({ actor, query, viewer }) => {
      const list = listEntries(parts, actor, listRequest(query));
      return { ...list, items: list.items.map((entry) => presentEntry(entry, viewer)) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/read`, ...writing },
    summary: 'Marks entries as read, or all of them.',
    body: ReadInput,
    handler: async ({ actor, body }) => (await markRead(parts, actor, body.ids ?? null)) as undefined,
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, ...writing },
    summary: 'Deletes an entry of your inbox.',
    handler: ({ actor, params }) => removeEntry(parts, actor, params.id!) as undefined,
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/preferences`, ...reading },
    summary: 'What you are told of.',
    response: PreferencesView,
    handler: ({ actor }) => ({ ...getPreferences(parts, actor) }),
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/preferences`, ...writing },
    summary: 'Says what you want to be told of, and how: in the inbox, by e-mail where this server sends it, or both.',
    body: PreferencesView,
    response: PreferencesView,
    handler: ({ actor, body }) => ({ ...setPreferences(parts, actor, body) }),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/email`, ...reading },
    summary: 'Whether mail reaches you, and where.',
    response: EmailView,
    handler: ({ actor }) => getEmail(parts, actor),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/email/resume`, ...writing },
    summary: 'Sends mail to your address again, after the mail server said that there is no such address.',
    handler: ({ actor }) => resumeEmail(parts, actor) as undefined,
  }),
  liveRoute(parts),
];

const liveRoute = (parts: InboxParts): Route =>
  stream({
    ...{ path: `${PATH}/events`, ...reading },
    summary: 'How many entries are unread, at once and whenever that changes, with the entry that came.',
    data: Changed,
    handler: ({ actor, viewer }) => {
      return (sink) => {
        const tell = (id: unknown) =>
          sink.send({
            event: 'inbox',
            data: {
              unread: countUnread(parts, actor),
              entry: typeof id === 'string' ? newest(parts, actor, viewer, id) : null,
            },
          });
        tell(null);
        return parts.events.subscribe(
          ({ event: { payload } }) => {
            if (payload.user === actor.id) tell(payload.entry);
          },
          { tenant: tenantOf(actor), types: ['inbox.changed'] },
        );
      };
    },
  });

/** The entry that came just now. */
function newest(parts: InboxParts, actor: Actor, viewer: Viewer, id: string) {
  const { items } = listEntries(parts, actor, { limit: 20, after: null, offset: 0 });
  const entry = items.find((one) => one.id === id);
  return entry ? presentEntry(entry, viewer) : null;
}

const presentEntry = ({ id, kind, facts, link, createdAtMs, readAtMs }: Entry, { locale }: Viewer) => ({
  ...{ id, kind, title: titleOf(facts, textsIn(locale)), link },
  ...{ at: new Date(createdAtMs).toISOString(), read: readAtMs !== null },
});
