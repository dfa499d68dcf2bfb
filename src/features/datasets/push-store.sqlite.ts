import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { PushEntry, PushStore } from './push-store.ts';

type Row = Omit<PushEntry, 'upsertKey'> & { upsertKey: string };

const toPush = (row: Row): PushEntry => ({ ...row, upsertKey: JSON.parse(row.upsertKey) as string[] });

export const pushStore = (db: Db): PushStore => {
  const select = (tenant: string, dataset: string, rest: Sql): PushEntry[] =>
    db
      .all<Row>(sql`select s.id, s.tenant_id as tenant, s.dataset_id as dataset, s.key, s.sha256, s.rows, s.bytes, s.mode,
          s.upsert_key as upsertKey, s.user_id as user, s.received_at as receivedAtMs, p.display_name as "by", v.number as version,
          case when s.load_id is not null then 'loaded' when s.failed_at is not null then 'failed' else 'waiting' end as state
        from pushes s
        left join data_updates u on u.tenant_id = s.tenant_id and u.id = s.load_id
        left join dataset_versions v on v.tenant_id = u.tenant_id and v.id = u.version_id
        left join users p on p.tenant_id = s.tenant_id and p.id = s.user_id
        where s.tenant_id = ${tenant} and s.dataset_id = ${dataset} ${rest}`)
      .map(toPush);
  return {
    insertPush(tx, push) {
      tx.run(sql`insert into pushes (id, tenant_id, dataset_id, key, sha256, rows, bytes, mode, upsert_key, user_id, received_at)
        values (${push.id}, ${push.tenant}, ${push.dataset}, ${push.key}, ${push.sha256}, ${push.rows}, ${push.bytes},
          ${push.mode}, ${JSON.stringify(push.upsertKey)}, ${push.user}, ${push.receivedAtMs})`);
    },
    findPushByKey: (tenant, dataset, key) => select(tenant, dataset, sql`and s.key = ${key}`)[0] ?? null,
    listPushes: (tenant, dataset, limit) =>
      select(tenant, dataset, sql`order by s.received_at desc, s.id desc limit ${limit}`),
    listPushesUnder: (tenant, dataset, prefix, limit) =>
      select(
        tenant,
        dataset,
        sql`and s.key >= ${prefix} and s.key < ${`${prefix}\u{10ffff}`} order by s.received_at desc, s.id desc limit ${limit}`,
      ),
    waitingPushes: (tenant, dataset) =>
      select(tenant, dataset, sql`and s.load_id is null and s.failed_at is null order by s.received_at, s.id`),
    endPushes(tx, tenant, ids, end) {
      const [load, failedAtMs] = 'load' in end ? [end.load, null] : [null, end.failedAtMs];
      tx.run(sql`update pushes set load_id = ${load}, failed_at = ${failedAtMs}
        where tenant_id = ${tenant} and id in (select value from json_each(${JSON.stringify(ids)}))`);
    },
  };
};
