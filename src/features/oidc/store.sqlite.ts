import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { BoundSession, OidcStore, PendingSignIn, SessionOwner } from './store.ts';

export const sqliteOidcStore = (db: Db): OidcStore => ({
  addPending(p, nowMs, most) {
    db.transaction((tx) => {
      tx.run(sql`delete from oidc_handshakes where expires_at <= ${nowMs}`);
      tx.run(sql`delete from oidc_handshakes where state_hash in
        (select state_hash from oidc_handshakes order by expires_at desc limit -1 offset ${most - 1})`);
      tx.run(sql`insert into oidc_handshakes (state_hash, browser_hash, provider, nonce, verifier, next, expires_at)
        values (${p.stateHash}, ${p.browserHash}, ${p.provider}, ${p.nonce}, ${p.verifier}, ${p.next}, ${p.expiresAtMs})`);
    });
  },
  findPending: (stateHash, nowMs) =>
    db.get<PendingSignIn>(sql`select state_hash as stateHash, browser_hash as browserHash, provider, nonce, verifier, next,
      expires_at as expiresAtMs from oidc_handshakes where state_hash = ${stateHash} and expires_at > ${nowMs}`),
  usePending: (stateHash) => db.run(sql`delete from oidc_handshakes where state_hash = ${stateHash}`).changes === 1,
  bindSession(tx, { sessionHash, provider, subject, sid, idToken }) {
    tx.run(sql`insert into oidc_sessions (session_hash, provider, subject, sid, id_token)
      values (${sessionHash}, ${provider}, ${subject}, ${sid}, ${idToken})`);
  },
  findBound: (sessionHash) =>
    db.get<BoundSession>(sql`select session_hash as sessionHash, provider, subject, sid, id_token as idToken
      from oidc_sessions where session_hash = ${sessionHash}`),
  listOwners: (provider, { subject, sid }) =>
    db.all<SessionOwner>(sql`select s.id_hash as sessionHash, s.tenant_id as tenant, s.user_id as user
      from oidc_sessions o join sessions s on s.id_hash = o.session_hash where o.provider = ${provider}
        and (${subject} is null or o.subject = ${subject}) and (${sid} is null or o.sid = ${sid}) order by s.id_hash`),
  useLogoutToken(tx, { provider, tokenHash, expiresAtMs }, nowMs) {
    tx.run(sql`delete from oidc_logout_tokens where expires_at <= ${nowMs}`);
    return (
      tx.run(sql`insert into oidc_logout_tokens (provider, token_hash, expires_at)
        values (${provider}, ${tokenHash}, ${expiresAtMs}) on conflict do nothing`).changes === 1
    );
  },
});
