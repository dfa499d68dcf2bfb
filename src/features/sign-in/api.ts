import { type Static, Type } from '#sdk';
import { dropCookie, setCookie } from '../../platform/http/cookies.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import { changePassword } from './change-password.ts';
import { Credentials, Me, PasswordChange, presentSession, Refresh, SessionView, SetUp, Tokens } from './model.ts';
import type { SignInParts } from './parts.ts';
import { endSession, getOwnAccount, listOwnSessions, signOut, signOutEverywhere } from './sessions.ts';
import { setUp } from './set-up.ts';
import { giveTokens, refreshTokens, type TokenPair } from './tokens.ts';
import { signIn } from './use-cases.ts';

const tag = 'auth';
const PATH = '/api/v1/auth';
/** What these routes answer must not be kept for a repetition. */
const idempotent = false;

const provesItself = true;

const presentTokens = (pair: TokenPair): Static<typeof Tokens> => ({
  ...{ tokenType: 'Bearer', accessToken: pair.accessToken, refreshToken: pair.refreshToken },
  expiresAt: new Date(pair.expiresAtMs).toISOString(),
  refreshExpiresAt: new Date(pair.refreshExpiresAtMs).toISOString(),
});

const EXAMPLE: Static<typeof Tokens> = {
  tokenType: 'Bearer',
  accessToken: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ….…',
  expiresAt: '2026-01-01T09:15:00.000Z',
  refreshToken: 'qZ1…',
  refreshExpiresAt: '2026-01-08T09:00:00.000Z',
};

const SignedInView = Type.Object({ id: Type.String(), login: Type.String(), displayName: Type.String() });

export const signInRoutes = (parts: SignInParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/login`, permission: 'public', tag, idempotent },
    summary:
      'Signs in with name and password, and the code of the second factor where there is one; sets the session cookie.',
    body: Credentials,
    response: SignedInView,
    handler: async ({ actor, body, userAgent, sessionSecret, reply }) => {
      const browser = { userAgent, previousSecret: sessionSecret };
      const { secret, account } = await signIn(parts, actor, body, browser);
      reply.cookies.push(setCookie('session', secret));
      return { id: account.id, login: account.login, displayName: account.displayName };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/logout`, permission: 'write:self', tag, idempotent },
    summary: 'Ends this session.',
    handler: ({ actor, reply }) => {
      signOut(parts, actor);
      reply.cookies.push(dropCookie('session'));
      reply.clearSite = true;
      return undefined;
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/token`, permission: 'public', tag, idempotent, provesItself },
    summary: 'Signs an API client in: an access token for some minutes, and a refresh token for the next one.',
    body: Credentials,
    response: Tokens,
    example: { body: { login: 'ann', password: 'several quiet words' }, answer: EXAMPLE },
    handler: async ({ actor, body, userAgent }) => presentTokens(await giveTokens(parts, actor, body, userAgent)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/refresh`, permission: 'public', tag, idempotent, provesItself },
    summary: 'The next pair of tokens for a refresh token, which is used up; one that comes twice ends the session.',
    body: Refresh,
    response: Tokens,
    example: { body: { refreshToken: EXAMPLE.refreshToken }, answer: EXAMPLE },
    handler: async ({ actor, body }) => presentTokens(await refreshTokens(parts, actor, body.refreshToken)),
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
    handler: ({ actor, viewer }) => {
      const account = getOwnAccount(parts, actor);
      return {
        id: account.id,
        login: account.login,
        displayName: account.displayName,
        tenant: { id: account.tenant, name: account.tenantName },
        workspaces: [...viewer.workspaces],
        workspaceId: viewer.workspace,
        roles: [...new Set(actor.grants.map((grant) => grant.role))],
        permissions: [...actor.permissions].sort(),
      };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/form-token`, permission: 'read:self', tag },
    summary: 'The token of forms on pages, for a page that stayed open while its session was renewed.',
    response: Type.Object({ csrf: Type.String() }),
    handler: ({ formToken }) => ({ csrf: formToken() }),
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
    ...{ method: 'DELETE', path: `${PATH}/sessions`, permission: 'write:self', tag, idempotent },
    summary: 'Signs out everywhere: ends all of your sessions, this one too, and all of your tokens.',
    handler: ({ actor, reply }) => {
      signOutEverywhere(parts, actor);
      reply.cookies.push(dropCookie('session'));
      return undefined;
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/password`, permission: 'write:self', tag, idempotent },
    summary: 'Changes your password; every other session ends, and every token.',
    body: PasswordChange,
    handler: async ({ actor, body, reply }) => {
      const secret = await changePassword(parts, actor, body);
      if (secret) reply.cookies.push(setCookie('session', secret));
      return undefined;
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/sessions/:id`, permission: 'write:self', tag, idempotent },
    summary: 'Ends one of your sessions.',
    handler: ({ actor, params }) => endSession(parts, actor, params.id!) as undefined,
  }),
];
