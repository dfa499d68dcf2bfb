import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { SyncChange, SyncReport } from './model.ts';
import type { DirectoryStore } from './store.ts';

/** Comparisons that are kept of each directory. */
const KEPT = 50;

type Row = Omit<SyncReport, 'changes'> & { changes: string };

const select = (
  changes: Sql,
): Sql => sql`select id, server, started_at as startedAtMs, finished_at as finishedAtMs, outcome,
  people, message, ${changes} as changes from directory_syncs`;
const FULL = select(sql`changes`);
const BRIEF = select(sql`'[]'`);

const toReport = (row: Row): SyncReport => ({ ...row, changes: JSON.parse(row.changes) as SyncChange[] });

export const sqliteDirectoryStore = (db: Db): DirectoryStore => ({
  listSyncs: (server, limit) =>
    db.all<Row>(sql`${BRIEF} where server = ${server} order by started_at desc, id desc limit ${limit}`).map(toReport),
  findSync(id) {
    const row = db.get<Row>(sql`${FULL} where id = ${id}`);
    return row && toReport(row);
  },
  lastApplied(server) {
    const row = db.get<Row>(sql`${BRIEF} where server = ${server} and outcome = 'applied'
      order by started_at desc, id desc limit 1`);
    return row && toReport(row);
  },
  insertSync(tx, r) {
    tx.run(sql`insert into directory_syncs (id, server, started_at, finished_at, outcome, people, message, changes)
      values (${r.id}, ${r.server}, ${r.startedAtMs}, ${r.finishedAtMs}, ${r.outcome}, ${r.people}, ${r.message},
        ${JSON.stringify(r.changes)})`);
    tx.run(sql`delete from directory_syncs where server = ${r.server} and id not in (select id from directory_syncs
      where server = ${r.server} order by started_at desc, id desc limit ${KEPT})`);
  },
  listUnconfirmed: (sinceMs, nowMs) =>
    db.all<{ tenant: string; user: string }>(sql`select i.tenant_id as tenant, i.user_id as user from identities i
      where i.provider like 'ldap:%' and i.seen_at <= ${sinceMs} and exists (select 1 from sessions s
        where s.tenant_id = i.tenant_id and s.user_id = i.user_id and s.expires_at > ${nowMs})
      order by i.seen_at, i.tenant_id, i.user_id`),
  isLocalLogin: (login) => db.get(sql`select 1 from users where login = ${login} and kind = 'local'`) !== null,
});
