import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import type { Db } from '../../platform/db/index.ts';
import type { NamedCalendar } from './model.ts';
import type { CalendarStore } from './store.ts';

interface Row {
  id: string;
  tenant_id: string;
  workspace_id: string;
  name: string;
  description: string;
  content: string;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

export const sqliteCalendarStore = (db: Db): CalendarStore => ({
  find: (tenant, id) => one(db.get<Row>(sql`select * from calendars where tenant_id = ${tenant} and id = ${id}`)),
  findByName: (tenant, workspace, name) =>
    one(
      db.get<Row>(sql`select * from calendars where tenant_id = ${tenant} and workspace_id = ${workspace}
        and name = ${name} collate nocase`),
    ),
  list(reach, { limit, after, offset }) {
    const seen = sql`tenant_id = ${reach.tenant} and ${withinReach(reach, 'workspace_id')}`;
    const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`select * from calendars where ${seen} ${from}
      order by name, id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from calendars where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toCalendar), total };
  },
  insert: (tx, c) =>
    void tx.run(sql`insert into calendars (id, tenant_id, workspace_id, name, description, content, etag, created_at)
      values (${c.id}, ${c.tenant}, ${c.workspace}, ${c.name}, ${c.description}, ${JSON.stringify(c.content)},
        ${c.etag}, ${c.createdAtMs})`),
  update: (tx, c, expectedEtag) =>
    tx.run(sql`update calendars set name = ${c.name}, description = ${c.description},
      content = ${JSON.stringify(c.content)}, etag = ${c.etag}, updated_at = ${c.updatedAtMs}
      where tenant_id = ${c.tenant} and id = ${c.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, c, expectedEtag) =>
    tx.run(sql`delete from calendars where tenant_id = ${c.tenant} and id = ${c.id} and etag = ${expectedEtag}`)
      .changes === 1,
});

const one = (row: Row | null): NamedCalendar | null => row && toCalendar(row);

const toCalendar = (row: Row): NamedCalendar => ({
  ...{ id: row.id, tenant: row.tenant_id, workspace: row.workspace_id, name: row.name, description: row.description },
  ...{ content: JSON.parse(row.content), etag: row.etag, createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});
