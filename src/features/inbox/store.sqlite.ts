import { sql } from '#sdk';
import type { Locale } from '../../platform/access/person.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Entry, Kind, Way } from './model.ts';
import type { InboxStore } from './store.ts';

type Row = Omit<Entry, 'facts'> & { facts: string };

const ENTRY = sql`id, tenant_id as tenant, user_id as user, event_id as event, kind, facts, link, created_at as createdAtMs,
  read_at as readAtMs`;

export const sqliteInboxStore = (db: Db): InboxStore => ({
  list({ tenant, user }, { limit, after, offset }) {
    const mine = sql`tenant_id = ${tenant} and user_id = ${user}`;
    const from = after ? sql`and (created_at, id) < (${Number(after[0]!)}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`select ${ENTRY} from inbox_entries where ${mine} ${from}
      order by created_at desc, id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from inbox_entries where ${mine}`);
    return { rows: rows.map((row) => ({ ...row, facts: JSON.parse(row.facts) })), total: total?.n ?? 0 };
  },
  has: ({ tenant, user }, id) =>
    db.get(sql`select 1 from inbox_entries where tenant_id = ${tenant} and user_id = ${user} and id = ${id}`) !== null,
  unread: ({ tenant, user }) =>
    db.get<{ n: number }>(sql`select count(*) as n from inbox_entries
      where tenant_id = ${tenant} and user_id = ${user} and read_at is null`)?.n ?? 0,
  insert: (tx, e) =>
    tx.run(sql`insert into inbox_entries (id, tenant_id, user_id, event_id, kind, facts, link, created_at)
      values (${e.id}, ${e.tenant}, ${e.user}, ${e.event}, ${e.kind}, ${JSON.stringify(e.facts)}, ${e.link}, ${e.createdAtMs})
      on conflict (user_id, event_id, kind) do nothing`).changes === 1,
  markRead(tx, { tenant, user }, ids, nowMs) {
    tx.run(sql`update inbox_entries set read_at = ${nowMs} where tenant_id = ${tenant} and user_id = ${user}
      and read_at is null and id in (select value from json_each(${JSON.stringify(ids)}))`);
  },
  markSomeRead: (tx, { tenant, user }, limit, nowMs) =>
    tx.run(sql`update inbox_entries set read_at = ${nowMs}
      where tenant_id = ${tenant} and user_id = ${user} and id in (select id from inbox_entries
        where tenant_id = ${tenant} and user_id = ${user} and read_at is null and created_at <= ${nowMs} limit ${limit})`)
      .changes,
  remove: (tx, { tenant, user }, id) =>
    void tx.run(sql`delete from inbox_entries where tenant_id = ${tenant} and user_id = ${user} and id = ${id}`),
  preferences({ tenant, user }) {
    const rows = db.all<{ kind: Kind; way: Way }>(sql`select kind, way from inbox_preferences
      where tenant_id = ${tenant} and user_id = ${user}`);
    return Object.fromEntries(rows.map(({ kind, way }) => [kind, way]));
  },
  setPreference: (tx, { tenant, user }, kind, way) =>
    void tx.run(sql`insert into inbox_preferences (tenant_id, user_id, kind, way) values (${tenant}, ${user}, ${kind}, ${way})
      on conflict (tenant_id, user_id, kind) do update set way = excluded.way`),
  reach: ({ tenant, user }) =>
    db.get<{ address: string | null; language: Locale | null }>(sql`select email as address, language from users
      where tenant_id = ${tenant} and id = ${user}`) ?? { address: null, language: null },
  lastLoader: (tenant, dataset) =>
    db.get<{ user: string }>(sql`select u.user_id as user from data_updates u
      join users p on p.tenant_id = u.tenant_id and p.id = u.user_id
      where u.tenant_id = ${tenant} and u.dataset_id = ${dataset} order by u.at desc limit 1`)?.user ?? null,
  membersOf: (tenant, group) =>
    db
      .all<{ user: string }>(sql`select user_id as user from group_members
        where tenant_id = ${tenant} and group_id = ${group} order by user_id`)
      .map(({ user }) => user),
  prune: (beforeMs) => db.run(sql`delete from inbox_entries where created_at < ${beforeMs}`).changes,
});
