import { Choice, Nullable, type Static, Type } from '#sdk';
import type { Grant } from '../../platform/access/actor.ts';
import type { NamedWorkspace } from '../../platform/access/held-access.ts';
import type { Preferences } from '../../platform/access/person.ts';

/** An account that can sign in. */
export interface Account {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  /** Normalised; see `loginKey`. */
  readonly login: string;
  readonly displayName: string;
  /** Argon2id in PHC form; null where the account does not sign in with a password of ours. */
  readonly passwordHash: string | null;
  /** Who vouches for the person: we by the password, a directory, or an OIDC provider; `service`: a program. */
  readonly kind: 'local' | 'directory' | 'oidc' | 'service';
  readonly status: 'active' | 'disabled' | 'missing';
}

export const DEMO_LOGIN = 'demo';

/** The account of a demo: it has no password, and its sessions hold only while the demo runs. */
export const isDemoAccount = (account: Account): boolean =>
  account.login === DEMO_LOGIN && account.kind === 'local' && account.passwordHash === null;

/** A browser that is signed in, or an API client with its tokens. */
export interface Session {
  /** SHA-256 of the cookie's secret; of a secret that nobody has, where tokens stand for the session. */
  readonly idHash: string;
  readonly kind: 'browser' | 'token';
  readonly tenant: string;
  readonly user: string;
  readonly csrf: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  /** When the person last proved who it is. */
  readonly provedAtMs: number;
  /** The end in any case, however busy the session is. */
  readonly expiresAtMs: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** The roles that were held when the session got its name, as a text to compare; null: it is older than this. */
  readonly held: string | null;
}

/** An account, and what it may do at this moment. */
export interface Standing {
  readonly account: Account;
  readonly preferences: Preferences;
  readonly grants: readonly Grant[];
  readonly hasSecondFactor: boolean;
  /** Of the tenant, those that are not put away. */
  readonly openWorkspaces: readonly NamedWorkspace[];
}

export interface KnownSession extends Session, Standing {
  /** Where the person works now; it may have been put away meanwhile. */
  readonly workspace: string | null;
}

/** How a session is called in lists and in the audit log: tells it apart, opens nothing. */
export const sessionName = (session: Pick<Session, 'idHash'>): string => session.idHash.slice(0, 16);

export interface SignInSettings {
  readonly idleMs: number;
  readonly absoluteMs: number;
  readonly maxSessionsPerUser: number;
  /** Failed attempts on one name within `failureMs` that lock it. */
  readonly maxFailures: number;
  readonly failureMs: number;
  readonly setupLinkMs: number;
  /** Life of a link at which somebody chooses the first password. */
  readonly invitationMs: number;
  /** Life of an access token. */
  readonly accessMs: number;
  /** Life of a refresh token, and so of a session of an API client that rests. */
  readonly refreshMs: number;
  /** Roles whose holders need a second factor. */
  readonly secondFactorRoles: readonly string[];
  /** For how long a proof counts for changes of what opens the account. */
  readonly freshProofMs: number;
  /** Words of the organisation that do not make a password. */
  readonly passwordWords: readonly string[];
}

export const DEFAULT_SIGN_IN: SignInSettings = {
  idleMs: 30 * 60_000,
  absoluteMs: 10 * 3_600_000,
  maxSessionsPerUser: 10,
  maxFailures: 3,
  failureMs: 10 * 60_000,
  setupLinkMs: 30 * 60_000,
  invitationMs: 24 * 3_600_000,
  accessMs: 15 * 60_000,
  refreshMs: 7 * 86_400_000,
  secondFactorRoles: [],
  freshProofMs: 5 * 60_000,
  passwordWords: [],
};

const Login = Type.String({ minLength: 1, maxLength: 200 });
const Password = Type.String({ minLength: 1, maxLength: 1024 });
const TenantName = Type.String({ maxLength: 200, description: 'Needed only where the name exists in several tenants' });

export const Code = Type.String({
  minLength: 6,
  maxLength: 64,
  description: 'Six digits of the authenticator app, or a recovery code',
});
export const Credentials = Type.Object({
  ...{ login: Login, password: Password, tenant: Type.Optional(TenantName) },
  code: Type.Optional(Code),
});
export const Confirmation = Type.Object({ password: Password, code: Type.Optional(Code) });
export const Refresh = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 200 }) });
export const Tokens = Type.Object({
  tokenType: Type.Literal('Bearer'),
  accessToken: Type.String({ description: 'Send it as "Authorization: Bearer …"' }),
  expiresAt: Type.String(),
  refreshToken: Type.String({ description: 'Gives the next pair, once; using it twice ends the session' }),
  refreshExpiresAt: Type.String(),
});

export const PasswordChange = Type.Object({ current: Password, password: Password });
export const Welcome = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 200, description: 'The last part of the link' }),
  password: Password,
});

export const SetUp = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 200, description: 'The last part of the printed link' }),
  login: Login,
  password: Password,
});

export const Me = Type.Object({
  id: Type.String(),
  login: Type.String(),
  displayName: Type.String(),
  tenant: Type.Object({ id: Type.String(), name: Type.String() }),
  workspaces: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: 'Those that you may enter',
  }),
  workspaceId: Nullable(Type.String({ description: 'In which you work now; null: in all' })),
  roles: Type.Array(Type.String()),
  permissions: Type.Array(Type.String()),
});

export const SessionView = Type.Object({
  id: Type.String(),
  kind: Choice(['browser', 'token']),
  current: Type.Boolean(),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  expiresAt: Type.String(),
  ip: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentSession = (session: Session, current: string | null): Static<typeof SessionView> => ({
  id: sessionName(session),
  kind: session.kind,
  current: sessionName(session) === current,
  createdAt: iso(session.createdAtMs),
  lastSeenAt: iso(session.lastSeenAtMs),
  expiresAt: iso(session.expiresAtMs),
  ip: session.ip,
  userAgent: session.userAgent,
});

/** One of a person's own sessions, for pages. */
export interface OwnSession {
  readonly name: string;
  readonly kind: Session['kind'];
  readonly isCurrent: boolean;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export const ownSession = (session: Session, current: string | null): OwnSession => ({
  ...{ name: sessionName(session), kind: session.kind, isCurrent: sessionName(session) === current },
  ...{ createdAtMs: session.createdAtMs, lastSeenAtMs: session.lastSeenAtMs },
  ...{ ip: session.ip, userAgent: session.userAgent },
});

/** What an access token says; its permissions are a hint for the client, the live session decides. */
export interface TokenBearer {
  readonly user: string;
  readonly tenant: string;
  /** Names the session; opens nothing. */
  readonly session: string;
}

/** Signed tokens that stand for a session for some minutes. */
export interface AccessTokens {
  issue(
    bearer: TokenBearer & { roles: Iterable<string>; permissions: Iterable<string> },
    expiresAtMs: number,
  ): Promise<string>;
  /** Null when it is not one of ours, was altered, is too old, or was made for something else. */
  read(token: string): Promise<TokenBearer | null>;
}
