import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Preset, Visibility } from './model.ts';
import type { PresetStore } from './store.ts';

interface Row {
  id: string;
  tenant_id: string;
  dataset_id: string;
  owner_id: string;
  name: string;
  description: string;
  steps: string;
  visibility: Visibility;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

export const sqlitePresetStore = (db: Db): PresetStore => ({
  find: (tenant, id) => one(db.get<Row>(sql`select * from filter_presets where tenant_id = ${tenant} and id = ${id}`)),
  findByName: ({ tenant, dataset, owner, name }) =>
    one(
      db.get<Row>(sql`select * from filter_presets where tenant_id = ${tenant} and dataset_id = ${dataset}
        and owner_id = ${owner} and name = ${name} collate nocase`),
    ),
  list({ tenant, dataset, reader }, { limit, after, offset }) {
    const seen = sql`tenant_id = ${tenant} and dataset_id = ${dataset}
      and (owner_id = ${reader} or visibility = 'workspace')`;
    const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`select * from filter_presets where ${seen} ${from}
      order by name, id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from filter_presets where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toPreset), total };
  },
  insert: (tx, p) =>
    void tx.run(sql`insert into filter_presets
      (id, tenant_id, dataset_id, owner_id, name, description, steps, visibility, etag, created_at)
      values (${p.id}, ${p.tenant}, ${p.dataset}, ${p.owner}, ${p.name}, ${p.description}, ${JSON.stringify(p.steps)},
        ${p.visibility}, ${p.etag}, ${p.createdAtMs})`),
  update: (tx, p, expectedEtag) =>
    tx.run(sql`update filter_presets set name = ${p.name}, description = ${p.description},
      steps = ${JSON.stringify(p.steps)}, visibility = ${p.visibility}, etag = ${p.etag}, updated_at = ${p.updatedAtMs}
      where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, p, expectedEtag) =>
    tx.run(sql`delete from filter_presets where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}`)
      .changes === 1,
});

const one = (row: Row | null): Preset | null => row && toPreset(row);

const toPreset = (row: Row): Preset => ({
  ...{ id: row.id, tenant: row.tenant_id, dataset: row.dataset_id, owner: row.owner_id, name: row.name },
  ...{ description: row.description, steps: JSON.parse(row.steps), visibility: row.visibility, etag: row.etag },
  ...{ createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});
