import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Analysis, AnalysisState } from './model.ts';
import type { AnalysisStore } from './store.ts';

interface Row {
  id: string;
  tenant_id: string;
  owner_id: string;
  dataset_id: string;
  version_id: string;
  request: string;
  state: AnalysisState;
  result_key: string | null;
  error: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export const sqliteAnalysisStore = (db: Db): AnalysisStore => ({
  find(tenant, id) {
    const row = db.get<Row>(sql`select * from analyses where tenant_id = ${tenant} and id = ${id}`);
    return row && toAnalysis(row);
  },
  list({ tenant, owner }, { limit, after, offset }) {
    const own = sql`tenant_id = ${tenant} and owner_id = ${owner}`;
    const from = after ? sql`and (created_at, id) < (${Number(after[0])}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`select * from analyses where ${own} ${from}
      order by created_at desc, id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from analyses where ${own}`)?.n ?? 0;
    return { rows: rows.map(toAnalysis), total };
  },
  insert: (tx, a) =>
    void tx.run(sql`insert into analyses
      (id, tenant_id, owner_id, dataset_id, version_id, calculator, calendar_id, request, state, created_at)
      values (${a.id}, ${a.tenant}, ${a.owner}, ${a.dataset}, ${a.version}, ${a.request.id},
        ${a.request.calendar?.calendarId ?? null}, ${JSON.stringify(a.request)}, ${a.state}, ${a.createdAtMs})`),
  remove: (tx, { tenant, id }) => void tx.run(sql`delete from analyses where tenant_id = ${tenant} and id = ${id}`),
  keepState: (a) =>
    void db.run(sql`update analyses set state = ${a.state}, result_key = ${a.resultKey},
      error = ${a.error && JSON.stringify(a.error)}, started_at = ${a.startedAtMs}, finished_at = ${a.finishedAtMs}
      where tenant_id = ${a.tenant} and id = ${a.id}`),
  failUnfinished: (error, nowMs) =>
    db.run(sql`update analyses set state = 'failed', error = ${JSON.stringify(error)}, finished_at = ${nowMs}
      where state in ('waiting', 'running')`).changes,
  prune: (beforeMs) => db.run(sql`delete from analyses where finished_at < ${beforeMs}`).changes,
  countByCalendar: (tenant, calendar) =>
    db.get<{ n: number }>(sql`select count(*) as n from analyses
      where tenant_id = ${tenant} and calendar_id = ${calendar}`)?.n ?? 0,
});

const toAnalysis = (row: Row): Analysis => ({
  ...{ id: row.id, tenant: row.tenant_id, owner: row.owner_id, dataset: row.dataset_id, version: row.version_id },
  ...{ request: JSON.parse(row.request), state: row.state, resultKey: row.result_key },
  error: row.error === null ? null : JSON.parse(row.error),
  ...{ createdAtMs: row.created_at, startedAtMs: row.started_at, finishedAtMs: row.finished_at },
});
