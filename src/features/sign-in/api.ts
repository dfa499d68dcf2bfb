import { Type } from '#sdk';
import { dropCookie, setCookie } from '../../platform/http/cookies.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import { Credentials, Me, presentSession, SessionView, SetUp } from './model.ts';
import { setUp } from './set-up.ts';
import { endSession, getOwnAccount, listOwnSessions, type SignInParts, signIn, signOut } from './use-cases.ts';

const tag = 'auth';
const PATH = '/api/v1/auth';
/** What these routes answer must not be kept for a repetition. */
const idempotent = false;

const SignedInView = Type.Object({ id: Type.String(), login: Type.String(), displayName: Type.String() });

export const signInRoutes = (parts: SignInParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/login`, permission: 'public', tag, idempotent },
    summary: 'Signs in with name and password; sets the session cookie.',
    body: Credentials,
    response: SignedInView,
    handler: async ({ actor, body, userAgent, sessionSecret, secure, reply }) => {
      const { secret, account } = await signIn(parts, actor, body, userAgent, sessionSecret);
      reply.cookies.push(setCookie('session', secret, secure));
      return { id: account.id, login: account.login, displayName: account.displayName };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/logout`, permission: 'write:self', tag, idempotent },
    summary: 'Ends this session.',
    handler: ({ actor, secure, reply }) => {
      signOut(parts, actor);
      reply.cookies.push(dropCookie('session', secure));
      reply.clearSite = true;
      return undefined;
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/setup`, permission: 'public', tag, idempotent },
    summary: 'Uses the printed set-up link: makes the first administrator.',
    body: SetUp,
    response: SignedInView,
    success: 'created',
    handler: async ({ actor, body }) => {
      const { id, login, displayName } = await setUp(parts, actor, body);
      return { id, login, displayName };
    },
  }),
];

export const ownRoutes = (parts: SignInParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/me`, permission: 'read:self', tag },
    summary: 'Who you are and what you may do.',
    response: Me,
    handler: ({ actor }) => {
      const account = getOwnAccount(parts, actor);
      return {
        id: account.id,
        login: account.login,
        displayName: account.displayName,
        tenant: { id: account.tenant, name: account.tenantName },
        roles: [...new Set(actor.grants.map((grant) => grant.role))],
        permissions: [...actor.permissions].sort(),
      };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/sessions`, permission: 'read:self', tag },
    summary: 'Where you are signed in.',
    response: ListOf(SessionView),
    handler: ({ actor }) => {
      const items = listOwnSessions(parts, actor).map((session) => presentSession(session, actor.session));
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/sessions/:id`, permission: 'write:self', tag, idempotent },
    summary: 'Ends one of your sessions.',
    handler: ({ actor, params }) => endSession(parts, actor, params.id!) as undefined,
  }),
];
