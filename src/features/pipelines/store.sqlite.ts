import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import type { Db } from '../../platform/db/index.ts';
import { sqliteDraftStore } from './draft-store.sqlite.ts';
import type { Pipeline, PipelineRun, PipelineVersion } from './model.ts';
import type { PipelineStore } from './store.ts';

type Part<K extends keyof PipelineStore> = Pick<PipelineStore, K>;
type PipelineRow = Omit<Pipeline, 'draft' | 'afterInputs'> & { draft: string; afterInputs: number };
type VersionRow = Omit<PipelineVersion, 'document'> & { document: string };
type RunRow = Omit<PipelineRun, 'report' | 'error'> & { report: string | null; error: string | null };

export const sqlitePipelineStore = (db: Db): PipelineStore => ({
  ...{ ...pipelines(db), ...sqliteDraftStore(db), ...versions(db), ...runs(db) },
  everyWorkspace: () => db.all(sql`select tenant_id as tenant, id from workspaces`),
});

const PIPELINE = sql`p.id, p.tenant_id as tenant, p.workspace_id as workspace, p.name, p.draft, p.version, p.published,
  p.published_by as publishedBy, p.published_at as publishedAtMs, p.after_inputs as afterInputs, p.etag,
  p.created_by as createdBy, p.created_at as createdAtMs, p.updated_at as updatedAtMs`;
const VERSION = sql`v.tenant_id as tenant, v.pipeline_id as pipeline, v.number, v.document, v.hash, v.note,
  v.created_by as createdBy, v.created_at as createdAtMs`;
const RUN = sql`r.id, r.tenant_id as tenant, r.pipeline_id as pipeline, r.version, r.job_id as job, r.user_id as user, r.cause,
  r.report, r.error, r.created_at as createdAtMs, r.finished_at as finishedAtMs`;

const toPipeline = ({ draft, afterInputs, ...row }: PipelineRow): Pipeline => ({
  ...row,
  draft: JSON.parse(draft),
  afterInputs: afterInputs === 1,
});
const toVersion = ({ document, ...row }: VersionRow): PipelineVersion => ({ ...row, document: JSON.parse(document) });
const toRun = ({ report, error, ...row }: RunRow): PipelineRun => ({
  ...row,
  report: report === null ? null : JSON.parse(report),
  error: error === null ? null : JSON.parse(error),
});

/** Versions that are listed. */
const MOST_VERSIONS = 200;

const pipelines = (
  db: Db,
): Part<'find' | 'list' | 'findByName' | 'insert' | 'update' | 'remove' | 'runningAfterInputs'> => ({
  find(tenant, id) {
    const row = db.get<PipelineRow>(
      sql`select ${PIPELINE} from pipelines p where p.tenant_id = ${tenant} and p.id = ${id}`,
    );
    return row && toPipeline(row);
  },
  list(reach, { limit, after, offset }) {
    const seen = sql`p.tenant_id = ${reach.tenant} and ${withinReach(reach, 'workspace_id')}`;
    const from = after ? sql`and (p.name, p.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<PipelineRow>(sql`select ${PIPELINE} from pipelines p where ${seen} ${from}
      order by p.name, p.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from pipelines p where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toPipeline), total };
  },
  findByName(tenant, workspace, name) {
    const row = db.get<PipelineRow>(sql`select ${PIPELINE} from pipelines p where p.tenant_id = ${tenant}
      and p.workspace_id = ${workspace} and p.name = ${name} collate nocase`);
    return row && toPipeline(row);
  },
  insert(tx, p) {
    tx.run(sql`insert into pipelines (id, tenant_id, workspace_id, name, draft, version, published, published_by, published_at,
        after_inputs, etag, created_by, created_at, updated_at)
      values (${p.id}, ${p.tenant}, ${p.workspace}, ${p.name}, ${JSON.stringify(p.draft)}, ${p.version}, ${p.published},
        ${p.publishedBy}, ${p.publishedAtMs}, ${p.afterInputs ? 1 : 0}, ${p.etag}, ${p.createdBy}, ${p.createdAtMs}, ${p.updatedAtMs})`);
  },
  update: (tx, p, expectedEtag) =>
    tx.run(sql`update pipelines set name = ${p.name}, draft = ${JSON.stringify(p.draft)}, version = ${p.version},
        published = ${p.published}, published_by = ${p.publishedBy}, published_at = ${p.publishedAtMs},
        after_inputs = ${p.afterInputs ? 1 : 0}, etag = ${p.etag}, updated_at = ${p.updatedAtMs}
      where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, { tenant, id }, expectedEtag) =>
    tx.run(sql`delete from pipelines where tenant_id = ${tenant} and id = ${id} and etag = ${expectedEtag}`).changes ===
    1,
  runningAfterInputs: (tenant) =>
    db
      .all<PipelineRow>(sql`select ${PIPELINE} from pipelines p where p.tenant_id = ${tenant} and p.after_inputs = 1
        and p.published is not null order by p.id`)
      .map(toPipeline),
});

const versions = (db: Db): Part<'findVersion' | 'listVersions' | 'insertVersion'> => ({
  findVersion(tenant, pipeline, number) {
    const row = db.get<VersionRow>(sql`select ${VERSION} from pipeline_versions v where v.tenant_id = ${tenant}
      and v.pipeline_id = ${pipeline} and v.number = ${number}`);
    return row && toVersion(row);
  },
  listVersions: (tenant, pipeline) =>
    db
      .all<VersionRow>(sql`select ${VERSION} from pipeline_versions v where v.tenant_id = ${tenant}
        and v.pipeline_id = ${pipeline} order by v.number desc limit ${MOST_VERSIONS}`)
      .map(toVersion),
  insertVersion(tx, v) {
    tx.run(sql`insert into pipeline_versions (tenant_id, pipeline_id, number, document, hash, note, created_by, created_at)
      values (${v.tenant}, ${v.pipeline}, ${v.number}, ${JSON.stringify(v.document)}, ${v.hash}, ${v.note}, ${v.createdBy},
        ${v.createdAtMs})`);
  },
});

const runs = (db: Db): Part<'insertRun' | 'endRun' | 'findRun' | 'findRunOfJob' | 'listRuns'> => ({
  insertRun(tx, r) {
    tx.run(sql`insert into pipeline_runs (id, tenant_id, pipeline_id, version, job_id, user_id, cause, created_at)
      values (${r.id}, ${r.tenant}, ${r.pipeline}, ${r.version}, ${r.job}, ${r.user}, ${r.cause}, ${r.createdAtMs})`);
  },
  endRun(tx, { tenant, id, report, error, finishedAtMs }) {
    tx.run(sql`update pipeline_runs set report = ${report && JSON.stringify(report)},
      error = ${error && JSON.stringify(error)}, finished_at = ${finishedAtMs} where tenant_id = ${tenant} and id = ${id}`);
  },
  findRun(tenant, id) {
    const row = db.get<RunRow>(sql`select ${RUN} from pipeline_runs r where r.tenant_id = ${tenant} and r.id = ${id}`);
    return row && toRun(row);
  },
  findRunOfJob(tenant, job) {
    const row = db.get<RunRow>(
      sql`select ${RUN} from pipeline_runs r where r.tenant_id = ${tenant} and r.job_id = ${job}`,
    );
    return row && toRun(row);
  },
  listRuns(tenant, pipeline, { limit, after, offset }) {
    const mine = sql`r.tenant_id = ${tenant} and r.pipeline_id = ${pipeline}`;
    const from = after ? sql`and (r.created_at, r.id) < (${Number(after[0]!)}, ${after[1]!})` : sql``;
    const rows = db.all<RunRow>(sql`select ${RUN} from pipeline_runs r where ${mine} ${from}
      order by r.created_at desc, r.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from pipeline_runs r where ${mine}`)?.n ?? 0;
    return { rows: rows.map(toRun), total };
  },
});
