import { sql } from '#sdk';
import type { Severity } from '../../mining/rules/rule.ts';
import type { Db } from '../../platform/db/index.ts';
import { type KeptRule, type Measured, USUAL } from './model.ts';
import type { QualityStore } from './store.ts';

interface RuleRow {
  id: string;
  tenant_id: string;
  dataset_id: string;
  name: string | null;
  check: string;
  params: string;
  severity: Severity;
  weight: number | null;
  zero_at: number | null;
  enabled: number;
  etag: string;
  created_by: string;
  created_at: number;
  updated_at: number | null;
}
interface ResultRow {
  tenant_id: string;
  dataset_id: string;
  version_id: string;
  version_number: number;
  measured_at: number;
  score: number | null;
  dimensions: string;
  checks: string;
}

export const sqliteQualityStore = (db: Db): QualityStore => ({
  settings(tenant, dataset) {
    const row = db.get<{ content: string; etag: string; updated_at: number }>(sql`select content, etag, updated_at
      from quality_settings where tenant_id = ${tenant} and dataset_id = ${dataset}`);
    if (!row) return { ...USUAL, etag: '0', updatedAtMs: null };
    return { ...JSON.parse(row.content), etag: row.etag, updatedAtMs: row.updated_at };
  },
  keepSettings(tx, { tenant, dataset, by }, { checks, known, etag, updatedAtMs }, expected) {
    const content = JSON.stringify({ checks, known });
    if (expected === '0')
      return (
        tx.run(sql`insert into quality_settings (tenant_id, dataset_id, content, etag, updated_by, updated_at)
          values (${tenant}, ${dataset}, ${content}, ${etag}, ${by}, ${updatedAtMs}) on conflict do nothing`)
          .changes === 1
      );
    return (
      tx.run(sql`update quality_settings set content = ${content}, etag = ${etag}, updated_by = ${by},
        updated_at = ${updatedAtMs} where tenant_id = ${tenant} and dataset_id = ${dataset} and etag = ${expected}`)
        .changes === 1
    );
  },
  findRule(tenant, id) {
    const row = db.get<RuleRow>(sql`select * from quality_rules where tenant_id = ${tenant} and id = ${id}`);
    return row && toRule(row);
  },
  listRules: (tenant, dataset) =>
    db
      .all<RuleRow>(
        sql`select * from quality_rules where tenant_id = ${tenant} and dataset_id = ${dataset} order by id`,
      )
      .map(toRule),
  insertRule: (tx, r) =>
    void tx.run(sql`insert into quality_rules (id, tenant_id, dataset_id, name, "check", params, severity, weight, zero_at,
        enabled, etag, created_by, created_at)
      values (${r.id}, ${r.tenant}, ${r.dataset}, ${r.name}, ${r.check}, ${JSON.stringify(r.params)}, ${r.severity},
        ${r.weight}, ${r.zeroAt}, ${Number(r.enabled)}, ${r.etag}, ${r.createdBy}, ${r.createdAtMs})`),
  updateRule: (tx, r, expected) =>
    tx.run(sql`update quality_rules set name = ${r.name}, "check" = ${r.check}, params = ${JSON.stringify(r.params)},
        severity = ${r.severity}, weight = ${r.weight}, zero_at = ${r.zeroAt}, enabled = ${Number(r.enabled)},
        etag = ${r.etag}, updated_at = ${r.updatedAtMs}
      where tenant_id = ${r.tenant} and id = ${r.id} and etag = ${expected}`).changes === 1,
  removeRule: (tx, r, expected) =>
    tx.run(sql`delete from quality_rules where tenant_id = ${r.tenant} and id = ${r.id} and etag = ${expected}`)
      .changes === 1,
  keepMeasured: (tx, m) =>
    void tx.run(sql`insert or replace into quality_results (tenant_id, dataset_id, version_id, version_number, measured_at,
        score, dimensions, checks)
      values (${m.tenant}, ${m.dataset}, ${m.versionId}, ${m.version}, ${m.measuredAtMs}, ${m.score},
        ${JSON.stringify(m.dimensions)}, ${JSON.stringify(m.checks)})`),
  measured(tenant, versionId) {
    const row = db.get<ResultRow>(sql`select * from quality_results
      where tenant_id = ${tenant} and version_id = ${versionId}`);
    return row && toMeasured(row);
  },
  listMeasured(tenant, dataset, { limit, after, offset }) {
    const of = sql`tenant_id = ${tenant} and dataset_id = ${dataset}`;
    const from = after ? sql`and version_number < ${Number(after[0])}` : sql``;
    const rows = db.all<ResultRow>(sql`select * from quality_results where ${of} ${from}
      order by version_number desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from quality_results where ${of}`)?.n ?? 0;
    return { rows: rows.map(toMeasured), total };
  },
});

const toRule = (row: RuleRow): KeptRule => ({
  ...{ id: row.id, tenant: row.tenant_id, dataset: row.dataset_id, name: row.name, check: row.check },
  ...{ params: JSON.parse(row.params), severity: row.severity, weight: row.weight, zeroAt: row.zero_at },
  ...{ enabled: row.enabled === 1, etag: row.etag, createdBy: row.created_by },
  ...{ createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});

const toMeasured = (row: ResultRow): Measured => ({
  ...{ tenant: row.tenant_id, dataset: row.dataset_id, versionId: row.version_id, version: row.version_number },
  ...{ measuredAtMs: row.measured_at, score: row.score },
  ...{ dimensions: JSON.parse(row.dimensions), checks: JSON.parse(row.checks) },
});
