import { sql } from '#sdk';
import type { Db, Tx } from '../db/index.ts';
import type { Mail, RelayHealth } from './mail.ts';

/** Mail on its way, addresses that are paused, and how the relay does. */
export interface MailStore {
  find(tenant: string, id: string): Mail | null;
  /** False where the person has one with the same word. */
  insert(tx: Tx, mail: Mail): boolean;
  end(tx: Tx, mail: Pick<Mail, 'tenant' | 'id'>, state: 'sent' | 'dead' | 'gathered', nowMs: number): void;
  /** Notices to one person that were made since and not held. */
  countNotices(tenant: string, user: string, sinceMs: number): number;
  /** Oldest first. */
  listHeld(tenant: string, user: string): Mail[];
  /** Links that wait and are over. */
  listExpired(nowMs: number): Mail[];
  prune(beforeMs: number): number;

  isPaused(tenant: string, address: string): boolean;
  pause(tx: Tx, tenant: string, address: string, nowMs: number): void;
  resume(tx: Tx, tenant: string, address: string): void;

  health(): RelayHealth;
  saveHealth(tx: Tx, health: RelayHealth): void;
}

type Row = Omit<Mail, 'lines' | 'hasSecret'> & { lines: string; hasSecret: number };

const MAIL = sql`id, tenant_id as tenant, user_id as user, kind, address, locale, subject, lines, has_secret as hasSecret, once,
  state, created_at as createdAtMs, expires_at as expiresAtMs`;
const toMail = ({ lines, hasSecret, ...row }: Row): Mail => ({
  ...{ ...row, lines: JSON.parse(lines), hasSecret: hasSecret === 1 },
});
const asKey = (address: string): string => address.toLowerCase();

export const mailStore = (db: Db): MailStore => ({ ...mails(db), ...pauses(db), ...relay(db) });

const mails = (db: Db): Omit<MailStore, keyof ReturnType<typeof pauses> | keyof ReturnType<typeof relay>> => ({
  find(tenant, id) {
    const row = db.get<Row>(sql`select ${MAIL} from mails where tenant_id = ${tenant} and id = ${id}`);
    return row && toMail(row);
  },
  insert: (tx, m) =>
    tx.run(sql`insert into mails (id, tenant_id, user_id, kind, address, locale, subject, lines, has_secret, once, state,
        created_at, expires_at)
      values (${m.id}, ${m.tenant}, ${m.user}, ${m.kind}, ${m.address}, ${m.locale}, ${m.subject}, ${JSON.stringify(m.lines)},
        ${m.hasSecret ? 1 : 0}, ${m.once}, ${m.state}, ${m.createdAtMs}, ${m.expiresAtMs})
      on conflict (tenant_id, user_id, once) do nothing`).changes === 1,
  end: (tx, { tenant, id }, state, nowMs) =>
    void tx.run(
      sql`update mails set state = ${state}, finished_at = ${nowMs} where tenant_id = ${tenant} and id = ${id}`,
    ),
  countNotices: (tenant, user, sinceMs) =>
    db.get<{ n: number }>(sql`select count(*) as n from mails where tenant_id = ${tenant} and user_id = ${user}
      and kind = 'notice' and state in ('waiting', 'sent') and created_at > ${sinceMs}`)?.n ?? 0,
  listHeld: (tenant, user) =>
    db
      .all<Row>(sql`select ${MAIL} from mails where tenant_id = ${tenant} and user_id = ${user} and state = 'held'
        order by created_at, id`)
      .map(toMail),
  listExpired: (nowMs) =>
    db.all<Row>(sql`select ${MAIL} from mails where state = 'waiting' and expires_at <= ${nowMs}`).map(toMail),
  prune: (beforeMs) => db.run(sql`delete from mails where created_at < ${beforeMs}`).changes,
});

const pauses = (db: Db): Pick<MailStore, 'isPaused' | 'pause' | 'resume'> => ({
  isPaused: (tenant, address) =>
    db.get(sql`select 1 from mail_pauses where tenant_id = ${tenant} and address = ${asKey(address)}`) !== null,
  pause: (tx, tenant, address, nowMs) =>
    void tx.run(sql`insert into mail_pauses (tenant_id, address, paused_at) values (${tenant}, ${asKey(address)}, ${nowMs})
      on conflict (tenant_id, address) do nothing`),
  resume: (tx, tenant, address) =>
    void tx.run(sql`delete from mail_pauses where tenant_id = ${tenant} and address = ${asKey(address)}`),
});

const relay = (db: Db): Pick<MailStore, 'health' | 'saveHealth'> => ({
  health: () =>
    db.get<RelayHealth>(sql`select last_ok_at as lastOkAtMs, last_failure_at as lastFailureAtMs, last_failure as lastFailure
      from mail_relay`) ?? { lastOkAtMs: null, lastFailureAtMs: null, lastFailure: null },
  saveHealth: (tx, { lastOkAtMs, lastFailureAtMs, lastFailure }) =>
    void tx.run(sql`insert into mail_relay (id, last_ok_at, last_failure_at, last_failure)
      values (1, ${lastOkAtMs}, ${lastFailureAtMs}, ${lastFailure})
      on conflict (id) do update set last_ok_at = excluded.last_ok_at, last_failure_at = excluded.last_failure_at,
        last_failure = excluded.last_failure`),
});
