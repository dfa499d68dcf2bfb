import { sql } from '#sdk';
import type { Severity } from '../../mining/rules/rule.ts';
import type { Db } from '../../platform/db/index.ts';
import type { KeptRule } from './model.ts';
import type { RuleStore } from './store.ts';

interface Row {
  id: string;
  tenant_id: string;
  workspace_id: string;
  project_id: string;
  dataset_id: string | null;
  position: number;
  name: string | null;
  description: string;
  template: string;
  params: string;
  severity: Severity;
  group_name: string | null;
  weight: number;
  enabled: number;
  etag: string;
  created_by: string;
  created_at: number;
  updated_at: number | null;
}

const RULE = sql`select r.*, p.workspace_id from conformance_rules r
  join projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.archived_at is null`;

export const sqliteRuleStore = (db: Db): RuleStore => {
  const count = (column: 'n' | 'next', of: { tenant: string; project: string }) =>
    db.get<{ n: number; next: number }>(sql`select count(*) filter (where enabled = 1) as n,
      coalesce(max(position) + 1, 1) as next from conformance_rules
      where tenant_id = ${of.tenant} and project_id = ${of.project}`)?.[column] ?? 0;
  return {
    find(tenant, id) {
      const row = db.get<Row>(sql`${RULE} where r.tenant_id = ${tenant} and r.id = ${id}`);
      return row && toRule(row);
    },
    list({ tenant, project }, { limit, after, offset }) {
      const from = after ? sql`and (r.position, r.id) > (${Number(after[0])}, ${after[1]!})` : sql``;
      const rows = db.all<Row>(sql`${RULE} where r.tenant_id = ${tenant} and r.project_id = ${project} ${from}
        order by r.position, r.id limit ${limit + 1} offset ${offset}`);
      const total = db.get<{ n: number }>(sql`select count(*) as n from conformance_rules
        where tenant_id = ${tenant} and project_id = ${project}`)?.n;
      return { rows: rows.map(toRule), total: total ?? 0 };
    },
    enabledFor: ({ tenant, project, dataset }) =>
      db
        .all<Row>(sql`${RULE} where r.tenant_id = ${tenant} and r.project_id = ${project} and r.enabled = 1
          and (r.dataset_id is null or r.dataset_id = ${dataset}) order by r.position, r.id`)
        .map(toRule),
    countEnabled: (of) => count('n', of),
    nextPosition: (of) => count('next', of),
    insert(tx, r) {
      tx.run(sql`insert into conformance_rules (id, tenant_id, project_id, dataset_id, position, name, description,
          template, params, severity, group_name, weight, enabled, etag, created_by, created_at)
        values (${r.id}, ${r.tenant}, ${r.project}, ${r.dataset}, ${r.position}, ${r.name}, ${r.description},
          ${r.template}, ${JSON.stringify(r.params)}, ${r.severity}, ${r.group}, ${r.weight}, ${Number(r.enabled)},
          ${r.etag}, ${r.createdBy}, ${r.createdAtMs})`);
    },
    update: (tx, r, expectedEtag) =>
      tx.run(sql`update conformance_rules set dataset_id = ${r.dataset}, position = ${r.position}, name = ${r.name},
        description = ${r.description}, template = ${r.template}, params = ${JSON.stringify(r.params)},
        severity = ${r.severity}, group_name = ${r.group}, weight = ${r.weight}, enabled = ${Number(r.enabled)},
        etag = ${r.etag}, updated_at = ${r.updatedAtMs}
        where tenant_id = ${r.tenant} and id = ${r.id} and etag = ${expectedEtag}`).changes === 1,
    remove: (tx, r, expectedEtag) =>
      tx.run(sql`delete from conformance_rules
        where tenant_id = ${r.tenant} and id = ${r.id} and etag = ${expectedEtag}`).changes === 1,
  };
};

const toRule = (row: Row): KeptRule => ({
  ...{ id: row.id, tenant: row.tenant_id, workspace: row.workspace_id, project: row.project_id },
  ...{ dataset: row.dataset_id, position: row.position, name: row.name, description: row.description },
  ...{ template: row.template, params: JSON.parse(row.params), severity: row.severity, group: row.group_name },
  ...{ weight: row.weight, enabled: row.enabled === 1, etag: row.etag, createdBy: row.created_by },
  ...{ createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});
