import { joinSql, sql } from '#sdk';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { KeptFormat, ModelScore, ModelVersion, ProcessModel, ScoreMethod } from './model.ts';
import type { ModelStore } from './store.ts';

interface VersionRow {
  number: number;
  format: string;
  checksum: string;
  facts: string;
  origin: string;
  version_by: string;
  version_at: number;
}

interface ModelRow extends VersionRow {
  id: string;
  tenant_id: string;
  workspace_id: string;
  project_id: string;
  dataset_id: string | null;
  name: string;
  description: string;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

interface ScoreRow {
  id: string;
  model_id: string;
  model_version: number;
  dataset_id: string;
  version_id: string;
  steps: string;
  method: ScoreMethod;
  scores: string;
  created_by: string;
  created_at: number;
}

const VERSION = sql`v.number, v.format, v.checksum, v.facts, v.origin, v.created_by as version_by, v.created_at as version_at`;
const FROM = sql`from process_models m
  join projects p on p.tenant_id = m.tenant_id and p.id = m.project_id and p.archived_at is null`;
const MODEL = sql`select m.id, m.tenant_id, p.workspace_id, m.project_id, m.dataset_id, m.name, m.description, m.etag,
    m.created_at, m.updated_at, ${VERSION}
  ${FROM} join process_model_versions v on v.tenant_id = m.tenant_id and v.model_id = m.id and v.number = m.version`;

export const sqliteModelStore = (db: Db): ModelStore => ({
  find(tenant, id) {
    const row = db.get<ModelRow>(sql`${MODEL} where m.tenant_id = ${tenant} and m.id = ${id}`);
    return row && toModel(row);
  },
  list({ tenant, workspaces, project, dataset }, { limit, after, offset }) {
    const seen = sql`m.tenant_id = ${tenant}
      and p.workspace_id in (${joinSql(
        workspaces.map((id) => sql`${id}`),
        ', ',
      )})
      ${project === null ? sql`` : sql`and m.project_id = ${project}`}
      ${dataset === null ? sql`` : sql`and m.dataset_id = ${dataset}`}`;
    const from = after ? sql`and (m.name, m.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<ModelRow>(sql`${MODEL} where ${seen} ${from}
      order by m.name, m.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n ${FROM} where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toModel), total };
  },
  listFor: ({ tenant, project, dataset }, limit) =>
    db
      .all<ModelRow>(sql`${MODEL} where m.tenant_id = ${tenant} and m.project_id = ${project}
        and (m.dataset_id is null or m.dataset_id = ${dataset})
        order by m.dataset_id is null, coalesce(m.updated_at, m.created_at) desc, m.id desc limit ${limit}`)
      .map(toModel),
  listNames: (tenant, project) =>
    db.all<{ id: string; name: string }>(sql`select id, name from process_models
      where tenant_id = ${tenant} and project_id = ${project}`),
  insert(tx, m, text) {
    tx.run(sql`insert into process_models
      (id, tenant_id, project_id, dataset_id, name, description, version, etag, created_at)
      values (${m.id}, ${m.tenant}, ${m.project}, ${m.dataset}, ${m.name}, ${m.description}, ${m.version.number},
        ${m.etag}, ${m.createdAtMs})`);
    insertVersion(tx, m, text);
  },
  addVersion: insertVersion,
  update: (tx, m, expectedEtag) =>
    tx.run(sql`update process_models set name = ${m.name}, description = ${m.description}, dataset_id = ${m.dataset},
      version = ${m.version.number}, etag = ${m.etag}, updated_at = ${m.updatedAtMs}
      where tenant_id = ${m.tenant} and id = ${m.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, m, expectedEtag) =>
    tx.run(sql`delete from process_models where tenant_id = ${m.tenant} and id = ${m.id} and etag = ${expectedEtag}`)
      .changes === 1,
  ...versions(db),
  ...scores(db),
});

const versions = (db: Db): Pick<ModelStore, 'findVersion' | 'listVersions' | 'text'> => {
  const of = (tenant: string, id: string) => sql`v.tenant_id = ${tenant} and v.model_id = ${id}`;
  return {
    findVersion(tenant, id, number) {
      const row = db.get<VersionRow>(sql`select ${VERSION} from process_model_versions v
        where ${of(tenant, id)} and v.number = ${number}`);
      return row && toVersion(row);
    },
    listVersions: (tenant, id) =>
      db
        .all<VersionRow>(sql`select ${VERSION} from process_model_versions v
          where ${of(tenant, id)} order by v.number desc`)
        .map(toVersion),
    text: (tenant, id, number) =>
      db.get<{ content: string }>(sql`select v.content from process_model_versions v
        where ${of(tenant, id)} and v.number = ${number}`)?.content ?? null,
  };
};

const scores = (db: Db): Pick<ModelStore, 'keepScore' | 'listScores'> => ({
  keepScore(tx, tenant, s) {
    const steps = JSON.stringify(s.filters);
    const view = new Bun.CryptoHasher('sha256').update(steps).digest('hex');
    tx.run(sql`insert into process_model_scores (id, tenant_id, model_id, model_version, dataset_id, version_id, view,
        steps, method, scores, created_by, created_at)
      values (${s.id}, ${tenant}, ${s.model}, ${s.modelVersion}, ${s.dataset}, ${s.datasetVersion}, ${view},
        ${steps}, ${s.method}, ${JSON.stringify(s.scores)}, ${s.createdBy}, ${s.createdAtMs})
      on conflict (tenant_id, model_id, model_version, version_id, view, method) do update set
        id = excluded.id, scores = excluded.scores, created_by = excluded.created_by, created_at = excluded.created_at`);
  },
  listScores: (tenant, id) =>
    db
      .all<ScoreRow>(sql`select s.* from process_model_scores s
        join datasets d on d.tenant_id = s.tenant_id and d.id = s.dataset_id and d.deleted_at is null
        where s.tenant_id = ${tenant} and s.model_id = ${id} order by s.created_at desc, s.id desc`)
      .map(toScore),
});

function insertVersion(tx: Tx, { tenant, id, version: v }: ProcessModel, text: string): void {
  tx.run(sql`insert into process_model_versions
    (tenant_id, model_id, number, format, content, checksum, facts, origin, created_by, created_at)
    values (${tenant}, ${id}, ${v.number}, ${v.format}, ${text}, ${v.checksum}, ${JSON.stringify(v.facts)},
      ${JSON.stringify(v.origin)}, ${v.createdBy}, ${v.createdAtMs})`);
}

const toVersion = (row: VersionRow): ModelVersion => ({
  ...{ number: row.number, format: row.format as KeptFormat, checksum: row.checksum, facts: JSON.parse(row.facts) },
  ...{ origin: JSON.parse(row.origin), createdBy: row.version_by, createdAtMs: row.version_at },
});

const toModel = (row: ModelRow): ProcessModel => ({
  ...{ id: row.id, tenant: row.tenant_id, workspace: row.workspace_id, project: row.project_id },
  ...{ dataset: row.dataset_id, name: row.name, description: row.description, version: toVersion(row) },
  ...{ etag: row.etag, createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});

const toScore = (row: ScoreRow): ModelScore => ({
  ...{ id: row.id, model: row.model_id, modelVersion: row.model_version, dataset: row.dataset_id },
  ...{ datasetVersion: row.version_id, filters: JSON.parse(row.steps), method: row.method },
  ...{ scores: JSON.parse(row.scores), createdBy: row.created_by, createdAtMs: row.created_at },
});
