import { sql } from '#sdk';
import { permissionsOfGrant } from '../../platform/access/actor.ts';
import { heldAccess } from '../../platform/access/held-access.ts';
import type { Preferences } from '../../platform/access/person.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Account, KnownSession, Session } from './model.ts';
import type { OpenLink, RefreshToken, SetupLink, SignInStore, UserLink } from './store.ts';

/** In a tenant that is disabled nobody's account holds. */
const ACCOUNT = sql`u.id, u.tenant_id as tenant, t.name as tenantName, u.login, u.display_name as displayName,
  u.password_hash as passwordHash, u.kind, iif(t.disabled_at is null, u.status, 'disabled') as status`;
const SESSION = sql`s.id_hash as idHash, s.kind, s.tenant_id as tenant, s.user_id as user, s.csrf, s.created_at as createdAtMs,
  s.last_seen_at as lastSeenAtMs, s.proved_at as provedAtMs, s.expires_at as expiresAtMs, s.ip, s.user_agent as userAgent,
  s.held`;

export const sqliteSignInStore = (db: Db): SignInStore => ({
  ...accounts(db),
  ...sessions(db),
  ...refreshTokens(db),
  ...attempts(db),
  ...setupLinks(db),
  ...userLinks(db),
});

type Part<K extends keyof SignInStore> = Pick<SignInStore, K>;

const accounts = (
  db: Db,
): Part<
  | 'findAccounts'
  | 'findAccount'
  | 'findStanding'
  | 'hasSeveralTenants'
  | 'hasAdministrator'
  | 'isAdministrator'
  | 'insertAccount'
  | 'insertGrant'
  | 'changePassword'
  | 'rehashPassword'
  | 'noteSignIn'
> => ({
  findAccounts: (login) =>
    db.all<Account>(sql`select ${ACCOUNT} from users u join tenants t on t.id = u.tenant_id
      where u.login = ${login} and u.kind = 'local'`),
  findAccount: (tenant, id) =>
    db.get<Account>(sql`select ${ACCOUNT} from users u join tenants t on t.id = u.tenant_id
      where u.tenant_id = ${tenant} and u.id = ${id}`),
  findStanding(tenant, id) {
    const account = accounts(db).findAccount(tenant, id);
    const preferences = db.get<Preferences>(sql`select display_zone as displayZone, language, density, theme from users
      where tenant_id = ${tenant} and id = ${id}`);
    if (!account || !preferences) return null;
    const factor = db.get(sql`select 1 from second_factors
      where tenant_id = ${tenant} and user_id = ${id} and state = 'active'`);
    return { account, preferences, ...heldAccess(db, tenant, id), hasSecondFactor: factor !== null };
  },
  hasSeveralTenants: () => db.all(sql`select 1 from tenants where disabled_at is null limit 2`).length > 1,
  hasAdministrator: () =>
    db.get(sql`select 1 from held_grants h join users u on u.tenant_id = h.tenant_id and u.id = h.holder_id
      where h.role = 'administrator' and h.workspace_id is null and u.kind = 'local'`) !== null,
  isAdministrator: (tenant, id) =>
    heldAccess(db, tenant, id)
      .grants.flatMap(permissionsOfGrant)
      .some((permission) => permission.startsWith('admin:')),
  insertAccount(tx, a, nowMs) {
    tx.run(sql`insert into users (id, tenant_id, login, display_name, password_hash, kind, status, created_at)
      values (${a.id}, ${a.tenant}, ${a.login}, ${a.displayName}, ${a.passwordHash}, ${a.kind}, ${a.status}, ${nowMs})`);
  },
  insertGrant(tx, id, account, grant, nowMs) {
    tx.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
      values (${id}, ${account.tenant}, 'user', ${account.id}, ${grant.role}, ${grant.workspace}, ${nowMs})`);
  },
  changePassword: (tx, account, passwordHash, nowMs) =>
    tx.run(sql`update users set password_hash = ${passwordHash}, password_changed_at = ${nowMs}
      where tenant_id = ${account.tenant} and id = ${account.id} and status = 'active'
      and password_hash is ${account.passwordHash}`).changes === 1,
  rehashPassword(tx, account, passwordHash) {
    tx.run(sql`update users set password_hash = ${passwordHash} where tenant_id = ${account.tenant} and id = ${account.id}
      and password_hash is ${account.passwordHash}`);
  },
  noteSignIn(tx, account, nowMs) {
    tx.run(sql`update users set last_login_at = ${nowMs} where tenant_id = ${account.tenant} and id = ${account.id}`);
  },
});

const sessions = (
  db: Db,
): Part<
  | 'findSession'
  | 'listSessions'
  | 'insertSession'
  | 'touchSession'
  | 'renewSession'
  | 'chooseWorkspace'
  | 'extendSession'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'deleteSessionsOver'
> => ({
  findSession(idHash) {
    const session = db.get<Session & { workspace: string | null }>(
      sql`select ${SESSION}, s.workspace_id as workspace from sessions s where s.id_hash = ${idHash}`,
    );
    if (!session) return null;
    const standing = accounts(db).findStanding(session.tenant, session.user);
    return standing && ({ ...session, ...standing } satisfies KnownSession);
  },
  listSessions: (tenant, user, nowMs, idleMs) =>
    db.all<Session>(sql`select ${SESSION} from sessions s where s.tenant_id = ${tenant} and s.user_id = ${user}
      and s.expires_at > ${nowMs} and (s.kind = 'token' or s.last_seen_at > ${nowMs - idleMs})
      order by s.created_at desc, s.id_hash`),
  insertSession(tx, s) {
    tx.run(sql`insert into sessions (id_hash, kind, tenant_id, user_id, created_at, last_seen_at, proved_at, expires_at,
        csrf, ip, user_agent, held)
      values (${s.idHash}, ${s.kind}, ${s.tenant}, ${s.user}, ${s.createdAtMs}, ${s.lastSeenAtMs}, ${s.provedAtMs},
        ${s.expiresAtMs}, ${s.csrf}, ${s.ip}, ${s.userAgent}, ${s.held})`);
  },
  touchSession(idHash, nowMs) {
    db.run(sql`update sessions set last_seen_at = ${nowMs} where id_hash = ${idHash}`);
  },
  renewSession(tx, idHash, renewed) {
    tx.run(sql`update sessions set id_hash = ${renewed.idHash}, csrf = ${renewed.csrf}, proved_at = ${renewed.provedAtMs},
      held = ${renewed.held} where id_hash = ${idHash}`);
  },
  chooseWorkspace(tx, idHash, workspace) {
    tx.run(sql`update sessions set workspace_id = ${workspace} where id_hash = ${idHash}`);
  },
  extendSession(tx, s) {
    tx.run(sql`update sessions set last_seen_at = ${s.lastSeenAtMs}, expires_at = ${s.expiresAtMs}
      where id_hash = ${s.idHash}`);
  },
  deleteSession(tx, idHash) {
    tx.run(sql`delete from sessions where id_hash = ${idHash}`);
  },
  deleteSessionsOf(tx, tenant, user, exceptIdHash) {
    tx.run(
      sql`delete from sessions where tenant_id = ${tenant} and user_id = ${user} and id_hash is not ${exceptIdHash}`,
    );
    tx.run(sql`delete from pending_sign_ins where tenant_id = ${tenant} and user_id = ${user}`);
  },
  deleteSessionsOver(tx, nowMs, idleMs) {
    tx.run(sql`delete from sessions where expires_at <= ${nowMs}
      or (kind = 'browser' and last_seen_at <= ${nowMs - idleMs})`);
  },
});

const refreshTokens = (db: Db): Part<'findRefreshToken' | 'insertRefreshToken' | 'useRefreshToken'> => ({
  findRefreshToken: (tokenHash) =>
    db.get<RefreshToken>(sql`select token_hash as tokenHash, tenant_id as tenant, session_hash as sessionHash,
      created_at as createdAtMs, expires_at as expiresAtMs from refresh_tokens where token_hash = ${tokenHash}`),
  insertRefreshToken(tx, t) {
    tx.run(sql`insert into refresh_tokens (token_hash, tenant_id, session_hash, created_at, expires_at)
      values (${t.tokenHash}, ${t.tenant}, ${t.sessionHash}, ${t.createdAtMs}, ${t.expiresAtMs})`);
    // Too old to be used, and too old to say anything by coming back.
    tx.run(sql`delete from refresh_tokens where session_hash = ${t.sessionHash} and expires_at <= ${t.createdAtMs}`);
  },
  useRefreshToken: (tx, tokenHash, nowMs) =>
    tx.run(sql`update refresh_tokens set used_at = ${nowMs} where token_hash = ${tokenHash} and used_at is null`)
      .changes === 1,
});

const attempts = (db: Db): Part<'beginAttempt' | 'lockedUntilMs' | 'withdrawAttempt' | 'forgetAttempts'> => ({
  beginAttempt: ({ id, nameHash, ip, atMs }, limits) =>
    db.transaction((tx) => {
      tx.run(sql`delete from sign_in_attempts where at <= ${atMs - limits.memoryMs}`);
      const lockedUntilMs = attempts(db).lockedUntilMs(nameHash, limits);
      const byIp = tx.get<{ n: number }>(sql`select count(*) as n from sign_in_attempts
        where ip = ${ip} and at > ${atMs - limits.waitMs}`);
      if ((lockedUntilMs ?? 0) > atMs || (byIp?.n ?? 0) >= limits.byIp) return false;
      tx.run(sql`insert into sign_in_attempts (id, name_hash, ip, at) values (${id}, ${nameHash}, ${ip}, ${atMs})`);
      return true;
    }),
  lockedUntilMs(nameHash, { failures, waitMs, longestWait }) {
    const row = db.get<{ n: number; last: number }>(sql`select count(*) as n, max(at) as last from sign_in_attempts
      where name_hash = ${nameHash}`);
    if (!row || row.n < failures) return null;
    return row.last + waitMs * Math.min(longestWait, 2 ** (row.n - failures));
  },
  withdrawAttempt(id) {
    db.run(sql`delete from sign_in_attempts where id = ${id}`);
  },
  forgetAttempts(tx, nameHash) {
    tx.run(sql`delete from sign_in_attempts where name_hash = ${nameHash}`);
  },
});

const setupLinks = (db: Db): Part<'replaceSetupLinks' | 'findSetupLink' | 'useSetupLink'> => ({
  replaceSetupLinks(tx, link, nowMs) {
    tx.run(sql`delete from setup_links where used_at is null and purpose = 'set-up'`);
    tx.run(sql`insert into setup_links (token_hash, tenant_id, created_at, expires_at)
      values (${link.tokenHash}, ${link.tenant}, ${nowMs}, ${link.expiresAtMs})`);
  },
  findSetupLink: (tokenHash, nowMs) =>
    db.get<SetupLink>(sql`select token_hash as tokenHash, tenant_id as tenant, expires_at as expiresAtMs
      from setup_links where token_hash = ${tokenHash} and used_at is null and purpose = 'set-up'
      and expires_at > ${nowMs}`),
  useSetupLink: (tx, tokenHash, nowMs) =>
    tx.run(sql`update setup_links set used_at = ${nowMs} where token_hash = ${tokenHash} and used_at is null
      and expires_at > ${nowMs}`).changes === 1,
});

const userLinks = (db: Db): Part<'replaceUserLinks' | 'findUserLink' | 'deleteUserLinks' | 'listOpenLinks'> => ({
  replaceUserLinks(tx, link, nowMs) {
    tx.run(sql`delete from setup_links where used_at is null and tenant_id = ${link.tenant} and user_id = ${link.user}
      and purpose = ${link.purpose}`);
    tx.run(sql`insert into setup_links (token_hash, tenant_id, user_id, created_at, expires_at, purpose, issued_by)
      values (${link.tokenHash}, ${link.tenant}, ${link.user}, ${nowMs}, ${link.expiresAtMs}, ${link.purpose},
        ${link.issuedBy})`);
  },
  findUserLink: (purpose, tokenHash, nowMs) =>
    db.get<UserLink>(sql`select token_hash as tokenHash, tenant_id as tenant, user_id as user, expires_at as expiresAtMs,
      purpose, issued_by as issuedBy from setup_links where token_hash = ${tokenHash} and used_at is null and purpose = ${purpose}
      and expires_at > ${nowMs}`),
  deleteUserLinks: (tx, tenant, user) =>
    tx.run(sql`delete from setup_links where used_at is null and tenant_id = ${tenant} and user_id = ${user}`).changes >
    0,
  listOpenLinks: (tenant, nowMs) =>
    db
      .all<Omit<OpenLink, 'isFirst'> & { isFirst: number }>(sql`select l.user_id as user, u.login,
          u.display_name as displayName, u.email, u.password_hash is null as isFirst, l.created_at as createdAtMs,
          l.expires_at as expiresAtMs, coalesce(i.display_name, l.issued_by) as issuedBy
        from setup_links l join users u on u.tenant_id = l.tenant_id and u.id = l.user_id
        left join users i on i.tenant_id = l.tenant_id and 'user/' || i.id = l.issued_by
        where l.tenant_id = ${tenant} and l.purpose = 'welcome' and l.used_at is null and l.expires_at > ${nowMs}
        order by l.created_at, l.user_id`)
      .map((row) => ({ ...row, isFirst: row.isFirst === 1 })),
});
