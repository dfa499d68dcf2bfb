import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { SecretStore } from '../../platform/secrets/index.ts';
import type { Owner, PendingSignIn, SecondFactor, SecondFactorStore } from './second-factor-store.ts';

type Part<K extends keyof SecondFactorStore> = Pick<SecondFactorStore, K>;

export const sqliteSecondFactors = (db: Db, secrets: SecretStore): SecondFactorStore => ({
  ...factors(db, secrets),
  ...recoveryCodes(db),
  ...pendingSignIns(db),
});

const secretName = ({ user }: Owner, state: SecondFactor['state']): string => `second-factor.${state}/${user}`;

const factors = (
  db: Db,
  secrets: SecretStore,
): Part<'hasSecondFactor' | 'findSecondFactor' | 'putSecondFactor' | 'removeSecondFactor' | 'useStep'> => ({
  hasSecondFactor: ({ tenant, user }) =>
    db.get(sql`select 1 from second_factors where tenant_id = ${tenant} and user_id = ${user} and state = 'active'`) !==
    null,
  findSecondFactor(owner, state) {
    const row = db.get<Omit<SecondFactor, 'secret'>>(sql`select state, created_at as createdAtMs, last_step as lastStep
      from second_factors where tenant_id = ${owner.tenant} and user_id = ${owner.user} and state = ${state}`);
    if (!row) return null;
    return { ...row, secret: Buffer.from(secrets.read(db, owner.tenant, secretName(owner, state)), 'base64') };
  },
  putSecondFactor(tx, owner, { state, secret, createdAtMs, lastStep }) {
    tx.run(sql`insert into second_factors (tenant_id, user_id, state, created_at, last_step)
      values (${owner.tenant}, ${owner.user}, ${state}, ${createdAtMs}, ${lastStep})
      on conflict (tenant_id, user_id, state) do update set created_at = excluded.created_at, last_step = excluded.last_step`);
    secrets.put(tx, owner.tenant, secretName(owner, state), Buffer.from(secret).toString('base64'));
  },
  removeSecondFactor(tx, owner, state) {
    tx.run(sql`delete from second_factors
      where tenant_id = ${owner.tenant} and user_id = ${owner.user} and state = ${state}`);
    secrets.remove(tx, owner.tenant, secretName(owner, state));
  },
  useStep: (tx, { tenant, user }, step) =>
    tx.run(sql`update second_factors set last_step = ${step} where tenant_id = ${tenant} and user_id = ${user}
      and state = 'active' and last_step < ${step}`).changes === 1,
});

const recoveryCodes = (
  db: Db,
): Part<'replaceRecoveryCodes' | 'countRecoveryCodes' | 'hasRecoveryCode' | 'useRecoveryCode'> => ({
  replaceRecoveryCodes(tx, { tenant, user }, hashes) {
    tx.run(sql`delete from recovery_codes where tenant_id = ${tenant} and user_id = ${user}`);
    for (const hash of hashes)
      tx.run(sql`insert into recovery_codes (tenant_id, user_id, code_hash) values (${tenant}, ${user}, ${hash})`);
  },
  countRecoveryCodes: ({ tenant, user }) =>
    db.get<{ n: number }>(sql`select count(*) as n from recovery_codes
      where tenant_id = ${tenant} and user_id = ${user} and used_at is null`)?.n ?? 0,
  hasRecoveryCode: ({ tenant, user }, hash) =>
    db.get(sql`select 1 from recovery_codes where tenant_id = ${tenant} and user_id = ${user}
      and code_hash = ${hash} and used_at is null`) !== null,
  useRecoveryCode: (tx, { tenant, user }, hash, nowMs) =>
    tx.run(sql`update recovery_codes set used_at = ${nowMs} where tenant_id = ${tenant} and user_id = ${user}
      and code_hash = ${hash} and used_at is null`).changes === 1,
});

const pendingSignIns = (db: Db): Part<'insertPendingSignIn' | 'findPendingSignIn' | 'endPendingSignIn'> => ({
  insertPendingSignIn(tx, { tokenHash, tenant, user, expiresAtMs }, nowMs) {
    tx.run(sql`delete from pending_sign_ins where expires_at <= ${nowMs}`);
    tx.run(sql`insert into pending_sign_ins (token_hash, tenant_id, user_id, created_at, expires_at)
      values (${tokenHash}, ${tenant}, ${user}, ${nowMs}, ${expiresAtMs})`);
  },
  findPendingSignIn: (tokenHash, nowMs) =>
    db.get<PendingSignIn>(sql`select token_hash as tokenHash, tenant_id as tenant, user_id as user,
      expires_at as expiresAtMs from pending_sign_ins where token_hash = ${tokenHash} and expires_at > ${nowMs}`),
  endPendingSignIn: (tx, tokenHash) =>
    tx.run(sql`delete from pending_sign_ins where token_hash = ${tokenHash}`).changes === 1,
});
