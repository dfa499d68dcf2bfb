import { sql } from '#sdk';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { Load, LoadEntry, LoadMode, LoadPolicy } from './load.ts';
import type { LoadStore, UndoableLoad } from './load-store.ts';
import type { Dataset, DatasetVersion } from './model.ts';
import { toVersion, VERSION_COLUMNS, type VersionRow } from './rows.ts';

type LoadRow = Omit<LoadEntry, 'periods' | 'drift' | 'key' | 'resent'> & {
  periods: string;
  drift: string;
  key: string | null;
  resent: string;
};

const LOAD = sql`select u.id, v.number as version, u.mode, u.rows_before as rowsBefore, u.rows_after as rowsAfter, u.inserted,
    u.updated, u.unchanged, u.rejected, u.duplicates, u.period_from_at as periodFromMs, u.period_to_at as periodToMs, u.periods,
    u.drift, u.key, u.job_id as jobId, p.display_name as "by", u.at as atMs, f.number as before, uv.number as undoes,
    u.resent_of as resentOf, ov.number as resentOfVersion,
    (select json_object('taken', coalesce(sum(r.inserted + r.updated + r.unchanged), 0), 'rejected', coalesce(sum(r.rejected), 0))
      from data_updates r where r.tenant_id = u.tenant_id and r.resent_of = u.id) as resent
  from data_updates u
  left join dataset_versions v on v.tenant_id = u.tenant_id and v.id = u.version_id
  left join dataset_versions f on f.tenant_id = u.tenant_id and f.id = u.before_id
  left join data_updates un on un.tenant_id = u.tenant_id and un.id = u.undoes_id
  left join dataset_versions uv on uv.tenant_id = u.tenant_id and uv.id = un.version_id
  left join data_updates o on o.tenant_id = u.tenant_id and o.id = u.resent_of
  left join dataset_versions ov on ov.tenant_id = u.tenant_id and ov.id = o.version_id
  left join users p on p.tenant_id = u.tenant_id and p.id = u.user_id`;

type UndoRow = Omit<UndoableLoad, 'former'> & { beforeId: string | null };

const toLoad = (row: LoadRow): LoadEntry => ({
  ...row,
  periods: JSON.parse(row.periods) as LoadEntry['periods'],
  drift: JSON.parse(row.drift) as LoadEntry['drift'],
  key: row.key === null ? null : (JSON.parse(row.key) as string[]),
  resent: JSON.parse(row.resent) as LoadEntry['resent'],
});

/** Rows that were repaired had the decisions done to them already: what their load says is no decision. */
const said = (db: Db, tenant: string, dataset: string) =>
  db.all<{ mapping: string | null; people: string | null }>(sql`with ${held(tenant, dataset)}
    select u.mapping, u.people from held join data_updates u on u.version_id = held.id
    where u.tenant_id = ${tenant} and u.resent_of is null and (u.mapping is not null or u.people is not null)
    order by u.at, u.id`);

/** The present version and those whose rows it holds. */
const held = (tenant: string, dataset: string) => sql`recursive held (id, base) as (
    select v.id, v.base_id from datasets d join dataset_versions v on v.tenant_id = d.tenant_id and v.id = d.current_version
      where d.tenant_id = ${tenant} and d.id = ${dataset}
    union all select v.id, v.base_id from held join dataset_versions v on v.tenant_id = ${tenant} and v.id = held.base)`;

export const loadStore = (db: Db): LoadStore => ({
  ...lists(db),
  ...extracts(db),
  findPolicy(tenant, dataset) {
    const row = db.get<{ drift: LoadPolicy['drift']; rejects: string | null }>(
      sql`select drift, rejects from load_policies where tenant_id = ${tenant} and dataset_id = ${dataset}`,
    );
    return row && { drift: row.drift, rejects: row.rejects === null ? null : JSON.parse(row.rejects) };
  },
  keepPolicy(tx, tenant, dataset, { drift, rejects }) {
    tx.run(sql`insert into load_policies (tenant_id, dataset_id, drift, rejects)
      values (${tenant}, ${dataset}, ${drift}, ${rejects && JSON.stringify(rejects)})
      on conflict (tenant_id, dataset_id) do update set drift = excluded.drift, rejects = excluded.rejects`);
  },
});

const lists = (db: Db): Pick<LoadStore, 'listLoads' | 'findLoad' | 'listSaid' | 'lastMapping' | 'findUndoable'> => ({
  listLoads(tenant, dataset, { limit, after, offset }) {
    const from = after ? sql`and (u.at, u.id) < (${Number(after[0])}, ${after[1]!})` : sql``;
    const rows = db.all<LoadRow>(sql`${LOAD} where u.tenant_id = ${tenant} and u.dataset_id = ${dataset} ${from}
      order by u.at desc, u.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from data_updates
      where tenant_id = ${tenant} and dataset_id = ${dataset}`);
    return { rows: rows.map(toLoad), total: total?.n ?? 0 };
  },
  findLoad(tenant, dataset, id) {
    const row = db.get<LoadRow>(
      sql`${LOAD} where u.tenant_id = ${tenant} and u.dataset_id = ${dataset} and u.id = ${id}`,
    );
    return row && toLoad(row);
  },
  listSaid: (tenant, dataset) =>
    said(db, tenant, dataset).map(({ mapping, people }) => ({
      mapping: mapping === null ? null : JSON.parse(mapping),
      people: people === null ? null : JSON.parse(people),
    })),
  lastMapping(tenant, dataset) {
    const row = said(db, tenant, dataset).findLast(({ mapping }) => mapping !== null);
    return row ? JSON.parse(row.mapping!) : null;
  },
  findUndoable(tenant, dataset, id) {
    const load = db.get<UndoRow>(sql`select u.id, u.mode, u.version_id as versionId, v.number as version, v.events,
        f.number as formerNumber,
        u.before_id as beforeId, u.period_from_at as periodFromMs, u.period_to_at as periodToMs
      from data_updates u join dataset_versions v on v.tenant_id = u.tenant_id and v.id = u.version_id
      left join dataset_versions f on f.tenant_id = u.tenant_id and f.id = u.before_id
      where u.tenant_id = ${tenant} and u.dataset_id = ${dataset} and u.id = ${id}`);
    if (!load) return null;
    const { beforeId, ...rest } = load;
    const former =
      db.get<VersionRow>(sql`select ${VERSION_COLUMNS} from dataset_versions v where v.tenant_id = ${tenant}
      and v.dataset_id = ${dataset} and v.id = ${beforeId} and v.removed_at is null`);
    return { ...rest, former: former && toVersion(former) };
  },
});

const extracts = (db: Db): Pick<LoadStore, 'hasExtract' | 'isExtract' | 'lastProfile'> => ({
  hasExtract: (tenant, dataset, extractHash) =>
    db.get(sql`with ${held(tenant, dataset)}
      select 1 from held join data_updates u on u.version_id = held.id
      where u.tenant_id = ${tenant} and u.extract_hash = ${extractHash} limit 1`) !== null,
  isExtract(tenant, dataset, extractHash, settingsHash) {
    const loads = db.all<{ mode: LoadMode; extract: string | null; settings: string | null }>(
      sql`with ${held(tenant, dataset)}
        select u.mode, u.extract_hash as extract, u.settings_hash as settings from held join data_updates u on u.version_id = held.id
        where u.tenant_id = ${tenant} and u.mode <> 'undo' limit 2`,
    );
    const [only] = loads;
    return loads.length === 1 && only!.extract === extractHash && only!.settings === settingsHash;
  },
  lastProfile(tenant, dataset) {
    const row = db.get<{ profile: string }>(sql`select profile from data_updates
      where tenant_id = ${tenant} and dataset_id = ${dataset} and profile is not null order by at desc, id desc limit 1`);
    return row && JSON.parse(row.profile);
  },
});

/** Keeps what a load did, with the version it led to. */
export function insertLoad(
  tx: Tx,
  d: Dataset,
  v: DatasetVersion,
  load: Load & { id: string; user: string | null },
): void {
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  tx.run(sql`insert into data_updates (id, tenant_id, dataset_id, version_id, mode, extract_hash, settings_hash, rows_before,
      rows_after, inserted, updated, unchanged, rejected, duplicates, period_from_at, period_to_at, before_id, undoes_id,
      key, mapping, people, periods, profile, drift, job_id, user_id, resent_of, at)
    values (${load.id}, ${d.tenant}, ${d.id}, ${v.id}, ${load.mode}, ${load.extractHash}, ${load.settingsHash}, ${load.rowsBefore},
      ${load.rowsAfter}, ${load.inserted}, ${load.updated}, ${load.unchanged}, ${load.rejected}, ${load.duplicates},
      ${wholeMs(load.periodFromMs)}, ${wholeMs(load.periodToMs)}, ${d.version?.id ?? null}, ${load.undoes ?? null},
      ${json(load.key)}, ${json(load.mapping)}, ${json(load.people)}, ${JSON.stringify(load.periods)}, ${json(load.profile)},
      ${JSON.stringify(load.drift)}, ${load.jobId}, ${load.user}, ${load.resentOf ?? null},
      ${v.publishedAtMs})`);
}

/** Event times may hold fractions of a millisecond; the table keeps whole ones. */
const wholeMs = (ms: number | null): number | null => (ms === null || Number.isNaN(ms) ? null : Math.floor(ms));
