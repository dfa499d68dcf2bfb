import { Choice, Nullable, type Static, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import { listInvitations, withdrawInvitation } from './invitations.ts';
import type { AccountParts, OpenLink } from './use-cases.ts';
import {
  endUserSession,
  endUserSessions,
  getUserAccess,
  resetSecondFactor,
  type UserAccess,
  unlockUser,
} from './user-access.ts';

const tag = 'admin';
const permission = 'admin:users';
const USERS = '/api/v1/admin/users';
const INVITATIONS = '/api/v1/admin/invitations';

const SessionView = Type.Object({
  id: Type.String(),
  kind: Choice(['browser', 'token']),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  ip: Nullable(Type.String()),
  userAgent: Nullable(Type.String()),
});
const AccessView = Type.Object({
  secondFactor: Type.Boolean(),
  lockedUntil: Nullable(Type.String({ description: 'After too many failed attempts' })),
  sessions: Type.Integer({ minimum: 0 }),
});
const InvitationView = Type.Object({
  userId: Type.String(),
  login: Type.String(),
  displayName: Type.String(),
  email: Nullable(Type.String()),
  first: Type.Boolean({ description: 'The person has chosen no password yet' }),
  issuedBy: Nullable(Type.String()),
  createdAt: Type.String(),
  expiresAt: Type.String(),
});

const iso = (ms: number): string => new Date(ms).toISOString();

const presentAccess = ({ hasSecondFactor, lockedUntilMs, sessions }: UserAccess): Static<typeof AccessView> => ({
  ...{ secondFactor: hasSecondFactor, sessions: sessions.length },
  lockedUntil: lockedUntilMs === null ? null : iso(lockedUntilMs),
});

const presentSession = (session: UserAccess['sessions'][number]): Static<typeof SessionView> => ({
  ...{ id: session.name, kind: session.kind, ip: session.ip, userAgent: session.userAgent },
  ...{ createdAt: iso(session.createdAtMs), lastSeenAt: iso(session.lastSeenAtMs) },
});

const presentInvitation = (link: OpenLink): Static<typeof InvitationView> => ({
  ...{ userId: link.user, login: link.login, displayName: link.displayName, email: link.email, first: link.isFirst },
  ...{ issuedBy: link.issuedBy, createdAt: iso(link.createdAtMs), expiresAt: iso(link.expiresAtMs) },
});

export const userAccessRoutes = (parts: AccountParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${USERS}/:id/access`, permission, tag },
    summary: 'How an account comes in: second factor, locks, open sessions.',
    response: AccessView,
    handler: ({ actor, params }) => presentAccess(getUserAccess(parts, actor, params.id!)),
  }),
  route({
    ...{ method: 'POST', path: `${USERS}/:id/reset-second-factor`, permission, tag, idempotent: false },
    summary: 'Takes the second factor of an account away; all its sessions and tokens end.',
    handler: ({ actor, params }) => resetSecondFactor(parts, actor, params.id!) as undefined,
  }),
  route({
    ...{ method: 'POST', path: `${USERS}/:id/unlock`, permission, tag, idempotent: false },
    summary: 'Forgets failed attempts: the person may try again at once.',
    handler: ({ actor, params }) => unlockUser(parts, actor, params.id!) as undefined,
  }),
  route({
    ...{ method: 'GET', path: `${USERS}/:id/sessions`, permission, tag },
    summary: 'Where an account is signed in, newest first.',
    response: ListOf(SessionView),
    handler: ({ actor, params }) => {
      const items = getUserAccess(parts, actor, params.id!).sessions.map(presentSession);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${USERS}/:id/sessions`, permission, tag, idempotent: false },
    summary: 'Ends every session and token of an account, at once.',
    handler: ({ actor, params }) => endUserSessions(parts, actor, params.id!) as undefined,
  }),
  route({
    ...{ method: 'DELETE', path: `${USERS}/:id/sessions/:session`, permission, tag, idempotent: false },
    summary: 'Ends one session of an account, at once.',
    handler: ({ actor, params }) => endUserSession(parts, actor, params.id!, params.session!) as undefined,
  }),
  route({
    ...{ method: 'GET', path: INVITATIONS, permission, tag },
    summary: 'Links at which people can choose a password, and have not yet.',
    response: ListOf(InvitationView),
    handler: ({ actor }) => {
      const items = listInvitations(parts, actor).map(presentInvitation);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${INVITATIONS}/:id`, permission, tag, idempotent: false },
    summary: 'Withdraws the link of an account (its id): it opens nothing any more.',
    handler: ({ actor, params }) => withdrawInvitation(parts, actor, params.id!) as undefined,
  }),
];
