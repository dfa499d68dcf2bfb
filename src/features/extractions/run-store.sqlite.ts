import { type Cell, sql } from '#sdk';
import { cellFromJson, cellToJson } from '../../engine/connect/cell-json.ts';
import type { Db } from '../../platform/db/index.ts';
import type { LoadedFile, Run, RunFigures, RunState } from './model.ts';
import type { ExtractionStore } from './store.ts';

interface Row extends Record<keyof RunFigures, number | null> {
  id: string;
  tenant: string;
  extraction: string;
  state: RunState;
  attempt: number;
  scheduled: number;
  user: string | null;
  since: string | null;
  until: string | null;
  version: number | null;
  error: string | null;
  createdAtMs: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
}

/** Runs of one extraction that are kept. */
const RUNS_KEPT = 200;

const COLUMNS = sql`r.id, r.tenant_id as tenant, r.extraction_id as extraction, r.state, r.attempt, r.scheduled,
  r.user_id as user, r.since, r.until, r.rows_read as "read", r.inserted, r.updated, r.unchanged, r.rejected, r.error,
  r.created_at as createdAtMs, r.started_at as startedAtMs, r.finished_at as finishedAtMs,
  (select v.number from data_updates u join dataset_versions v on v.tenant_id = u.tenant_id and v.id = u.version_id
    where u.tenant_id = r.tenant_id and u.dataset_id = e.dataset_id and u.job_id = r.id) as version`;
const RUNS = sql`extraction_runs r join extractions e on e.tenant_id = r.tenant_id and e.id = r.extraction_id`;

const cellOf = (text: string | null): Cell => (text === null ? null : cellFromJson(JSON.parse(text)));
const textOf = (cell: Cell): string | null => (cell === null ? null : JSON.stringify(cellToJson(cell)));

function toRun({ read, inserted, updated, unchanged, rejected, ...row }: Row): Run {
  const figures = { inserted, updated, unchanged, rejected } as Omit<RunFigures, 'read'>;
  return {
    ...row,
    ...{ scheduled: row.scheduled === 1, since: cellOf(row.since), until: cellOf(row.until) },
    figures: read === null ? null : { read, ...figures },
    error: row.error === null ? null : JSON.parse(row.error),
  };
}

type Own = Pick<
  ExtractionStore,
  'listRuns' | 'lastRuns' | 'keepRun' | 'noteRange' | 'loadedFiles' | 'keepFiles' | 'forgetFiles'
>;

export const runStore = (db: Db): Own => ({
  listRuns({ tenant, id }, { limit, after, offset }) {
    const goOn = after ? sql`and (r.created_at, r.id) < (${Number(after[0]!)}, ${after[1]!})` : sql``;
    const rows =
      db.all<Row>(sql`select ${COLUMNS} from ${RUNS} where r.tenant_id = ${tenant} and r.extraction_id = ${id}
      ${goOn} order by r.created_at desc, r.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from extraction_runs r
      where r.tenant_id = ${tenant} and r.extraction_id = ${id}`);
    return { rows: rows.map(toRun), total: total?.n ?? 0 };
  },
  lastRuns(tenant, extractions) {
    const rows = db.all<Row>(sql`select ${COLUMNS} from ${RUNS} where r.tenant_id = ${tenant}
      and r.extraction_id in (select value from json_each(${JSON.stringify(extractions)}))
      and r.id = (select l.id from extraction_runs l where l.tenant_id = r.tenant_id and l.extraction_id = r.extraction_id
        order by l.created_at desc, l.id desc limit 1)`);
    return new Map(rows.map((row) => [row.extraction, toRun(row)]));
  },
  keepRun(tx, run) {
    const { figures } = run;
    tx.run(sql`insert into extraction_runs (id, tenant_id, extraction_id, state, attempt, scheduled, user_id, rows_read, inserted,
        updated, unchanged, rejected, error, created_at, started_at, finished_at)
      select ${run.id}, ${run.tenant}, e.id, ${run.state}, ${run.attempt}, ${run.scheduled ? 1 : 0}, ${run.user},
        ${figures?.read ?? null}, ${figures?.inserted ?? null}, ${figures?.updated ?? null}, ${figures?.unchanged ?? null},
        ${figures?.rejected ?? null}, ${run.error && JSON.stringify(run.error)}, ${run.createdAtMs}, ${run.startedAtMs},
        ${run.finishedAtMs}
      from extractions e where e.tenant_id = ${run.tenant} and e.id = ${run.extraction}
      on conflict (id) do update set state = excluded.state, attempt = excluded.attempt, rows_read = excluded.rows_read,
        inserted = excluded.inserted, updated = excluded.updated, unchanged = excluded.unchanged,
        rejected = excluded.rejected, error = excluded.error, started_at = excluded.started_at,
        finished_at = excluded.finished_at`);
    tx.run(sql`delete from extraction_runs where tenant_id = ${run.tenant} and extraction_id = ${run.extraction}
      and id not in (select id from extraction_runs where tenant_id = ${run.tenant} and extraction_id = ${run.extraction}
        order by created_at desc, id desc limit ${RUNS_KEPT})`);
  },
  noteRange(tx, { tenant, id, since, until }) {
    tx.run(sql`update extraction_runs set since = ${textOf(since)}, until = ${textOf(until)}
      where tenant_id = ${tenant} and id = ${id}`);
  },
  loadedFiles({ tenant, id }) {
    const rows = db.all<LoadedFile>(sql`select path, version, bytes from extraction_files
      where tenant_id = ${tenant} and extraction_id = ${id}`);
    return new Map(rows.map((file) => [file.path, file]));
  },
  keepFiles(tx, { tenant, id }, files, nowMs) {
    for (const { path, version, bytes } of files)
      tx.run(sql`insert into extraction_files (tenant_id, extraction_id, path, version, bytes, loaded_at)
        values (${tenant}, ${id}, ${path}, ${version}, ${bytes}, ${nowMs})
        on conflict (tenant_id, extraction_id, path) do update set version = excluded.version, bytes = excluded.bytes,
          loaded_at = excluded.loaded_at`);
  },
  forgetFiles: (tx, { tenant, id }) =>
    void tx.run(sql`delete from extraction_files where tenant_id = ${tenant} and extraction_id = ${id}`),
});
