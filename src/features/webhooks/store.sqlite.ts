import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Attempt, Delivery, Webhook } from './model.ts';
import type { WebhookStore } from './store.ts';

type Part<K extends keyof WebhookStore> = Pick<WebhookStore, K>;
type WebhookRow = Omit<Webhook, 'types'> & { types: string };
type DeliveryRow = Omit<Delivery, 'attempts'> & { attempts: string };

export const sqliteWebhookStore = (db: Db): WebhookStore => ({ ...webhooks(db), ...deliveries(db) });

/** So many of the last attempts are kept. */
const MAX_ATTEMPTS = 20;

const WEBHOOK = sql`w.id, w.tenant_id as tenant, w.workspace_id as workspace, w.owner_id as owner, w.name, w.url, w.types,
  w.state, w.reason, w.failures, w.former_secret_until as formerSecretUntilMs, w.created_at as createdAtMs`;
const DELIVERY = sql`d.id, d.tenant_id as tenant, d.webhook_id as webhook, d.event_id as event, d.event_type as type, d.body,
  d.state, d.attempt, d.next_at as nextAtMs, d.attempts, d.created_at as createdAtMs, d.finished_at as finishedAtMs`;

const toWebhook = ({ types, ...row }: WebhookRow): Webhook => ({ ...row, types: JSON.parse(types) });
const toDelivery = ({ attempts, ...row }: DeliveryRow): Delivery => ({ ...row, attempts: JSON.parse(attempts) });

/** Newest first, after the last that was seen. */
const goOn = (table: Sql, after: readonly string[] | null): Sql =>
  after ? sql`and (${table}.created_at, ${table}.id) < (${Number(after[0]!)}, ${after[1]!})` : sql``;

const webhooks = (db: Db): Part<'list' | 'find' | 'listening' | 'insert' | 'update' | 'remove' | 'setState'> => ({
  list(tenant, { limit, after, offset }) {
    const rows = db.all<WebhookRow>(sql`select ${WEBHOOK} from webhooks w where w.tenant_id = ${tenant}
      ${goOn(sql`w`, after)} order by w.created_at desc, w.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from webhooks where tenant_id = ${tenant}`);
    return { rows: rows.map(toWebhook), total: total?.n ?? 0 };
  },
  find(tenant, id) {
    const row = db.get<WebhookRow>(
      sql`select ${WEBHOOK} from webhooks w where w.tenant_id = ${tenant} and w.id = ${id}`,
    );
    return row && toWebhook(row);
  },
  listening: (tenant, type) =>
    db
      .all<WebhookRow>(sql`select ${WEBHOOK} from webhooks w where w.tenant_id = ${tenant} and w.state = 'on'
        and exists (select 1 from json_each(w.types) where value = ${type}) order by w.id`)
      .map(toWebhook),
  insert(tx, w) {
    tx.run(sql`insert into webhooks (id, tenant_id, workspace_id, owner_id, name, url, types, state, created_at)
      values (${w.id}, ${w.tenant}, ${w.workspace}, ${w.owner}, ${w.name}, ${w.url}, ${JSON.stringify(w.types)},
        ${w.state}, ${w.createdAtMs})`);
  },
  update(tx, w) {
    tx.run(sql`update webhooks set workspace_id = ${w.workspace}, owner_id = ${w.owner}, name = ${w.name}, url = ${w.url},
      types = ${JSON.stringify(w.types)}, former_secret_until = ${w.formerSecretUntilMs}
      where tenant_id = ${w.tenant} and id = ${w.id}`);
  },
  remove: (tx, { tenant, id }) => void tx.run(sql`delete from webhooks where tenant_id = ${tenant} and id = ${id}`),
  setState(tx, { tenant, id }, state, reason) {
    tx.run(sql`update webhooks set state = ${state}, reason = ${reason}, failures = iif(${state} = 'on', 0, failures)
      where tenant_id = ${tenant} and id = ${id}`);
  },
});

const deliveries = (
  db: Db,
): Part<'listDeliveries' | 'findDelivery' | 'insertDelivery' | 'sendAgain' | 'due' | 'note' | 'prune'> => ({
  listDeliveries({ tenant, id }, { limit, after, offset }) {
    const mine = sql`d.tenant_id = ${tenant} and d.webhook_id = ${id}`;
    const rows = db.all<DeliveryRow>(sql`select ${DELIVERY} from webhook_deliveries d where ${mine}
      ${goOn(sql`d`, after)} order by d.created_at desc, d.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from webhook_deliveries d where ${mine}`);
    return { rows: rows.map(toDelivery), total: total?.n ?? 0 };
  },
  findDelivery({ tenant, id: webhook }, id) {
    const row = db.get<DeliveryRow>(sql`select ${DELIVERY} from webhook_deliveries d
      where d.tenant_id = ${tenant} and d.webhook_id = ${webhook} and d.id = ${id}`);
    return row && toDelivery(row);
  },
  insertDelivery(tx, d) {
    tx.run(sql`insert into webhook_deliveries (id, tenant_id, webhook_id, event_id, event_type, body, state, next_at, created_at)
      values (${d.id}, ${d.tenant}, ${d.webhook}, ${d.event}, ${d.type}, ${d.body}, 'waiting', ${d.nextAtMs}, ${d.createdAtMs})
      on conflict (webhook_id, event_id) do nothing`);
  },
  sendAgain(tx, { tenant, id }, nowMs) {
    tx.run(sql`update webhook_deliveries set state = 'waiting', attempt = 0, next_at = ${nowMs}, finished_at = null
      where tenant_id = ${tenant} and id = ${id}`);
  },
  due(nowMs, without, limit) {
    const first = sql`(select d.id from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting'
      and d.next_at <= ${nowMs} order by d.next_at, d.id limit 1)`;
    const rows = db.all<{ id: string; webhook: string }>(sql`select ${first} as id, w.id as webhook from webhooks w
      where w.state = 'on' and w.id not in (select value from json_each(${JSON.stringify(without)}))
      and w.id in (select webhook_id from webhook_deliveries where state = 'waiting' and next_at <= ${nowMs})
      order by w.id limit ${limit}`);
    return rows.map(({ id, webhook }) => ({
      delivery: toDelivery(db.get<DeliveryRow>(sql`select ${DELIVERY} from webhook_deliveries d where d.id = ${id}`)!),
      webhook: toWebhook(db.get<WebhookRow>(sql`select ${WEBHOOK} from webhooks w where w.id = ${webhook}`)!),
    }));
  },
  note(tx, { tenant, id, webhook, attempts }, attempt, to, nowMs) {
    const kept: readonly Attempt[] = [...attempts, attempt].slice(-MAX_ATTEMPTS);
    tx.run(sql`update webhook_deliveries set state = ${to.state}, next_at = ${to.nextAtMs}, attempt = attempt + 1,
      attempts = ${JSON.stringify(kept)}, finished_at = iif(${to.state} = 'waiting', null, ${nowMs})
      where tenant_id = ${tenant} and id = ${id}`);
    const ok = to.state === 'delivered';
    const row = tx.get<{ failures: number }>(sql`update webhooks set failures = iif(${ok ? 1 : 0} = 1, 0, failures + 1)
      where tenant_id = ${tenant} and id = ${webhook} returning failures`);
    return row?.failures ?? 0;
  },
  prune: (beforeMs) =>
    db.run(sql`delete from webhook_deliveries where state <> 'waiting' and finished_at < ${beforeMs}`).changes,
});
