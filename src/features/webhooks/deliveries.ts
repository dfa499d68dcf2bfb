import type { Actor } from '../../platform/access/actor.ts';
import { mayIn, notFound } from '../../platform/access/guard.ts';
import type { Delivery as BusDelivery, EventEnvelope } from '../../platform/events/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { APPLIANCE_PERMISSION, type Delivery, TEST_TYPE, type Webhook } from './model.ts';
import type { WebhookParts } from './parts.ts';
import { getWebhook, record } from './use-cases.ts';

export function listDeliveries(parts: WebhookParts, actor: Actor, id: string, request: ListRequest): Listed<Delivery> {
  const { rows, total } = parts.store.listDeliveries(getWebhook(parts, actor, id), request);
  return listed(rows, total, request, (delivery) => [String(delivery.createdAtMs), delivery.id]);
}

/** Sends it once more, under the same `webhook-id`: a receiver that has it already may leave it. */
export function resend(parts: WebhookParts, actor: Actor, id: string, deliveryId: string): Delivery {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const webhook = getWebhook(parts, actor, id);
    const delivery = store.findDelivery(webhook, deliveryId) ?? notFound('delivery');
    store.sendAgain(change.tx, delivery, clock.now());
    record(change, webhook, { action: 'webhook.resend', after: { delivery: delivery.id } });
    return store.findDelivery(webhook, deliveryId)!;
  });
}

/** A message of the type `webhook.test`, by the same way as any other. */
export function sendTest(parts: WebhookParts, actor: Actor, id: string): Delivery {
  const { store, changes, clock, newId } = parts;
  return changes.make(actor, (change) => {
    const webhook = getWebhook(parts, actor, id);
    const envelope = {
      ...{ event_id: newId(), event_type: TEST_TYPE, timestamp: new Date(clock.now()).toISOString() },
      ...{ source_service: 'adit', correlation_id: actor.requestId ?? newId(), payload: { webhook: webhook.id } },
    };
    const delivery = deliveryOf(parts, webhook, envelope);
    store.insertDelivery(change.tx, delivery);
    record(change, webhook, { action: 'webhook.test', after: { delivery: delivery.id } });
    return delivery;
  });
}

/**
 * Takes an event for every webhook that wants it and whose owner may hear of it, as their rights are now. A second time nothing
 * happens, so that the bus may repeat itself.
 */
export async function collect(parts: WebhookParts, { tenant: of, event }: BusDelivery): Promise<void> {
  const { store, db } = parts;
  const tenant = of ?? parts.applianceTenant();
  const found: Delivery[] = [];
  for (const webhook of store.listening(tenant, event.event_type)) {
    const { workspace } = event.payload;
    if (webhook.workspace !== null && webhook.workspace !== workspace) continue;
    const owner = await parts.ownerOf(tenant, webhook.owner);
    if (owner && (of === null ? mayHearOfAppliance(owner) : mayBeTold(owner, event)))
      found.push(deliveryOf(parts, webhook, asSeenBy(parts, owner, event)));
  }
  if (found.length === 0) return;
  db.transaction((tx) => {
    for (const delivery of found) store.insertDelivery(tx, delivery);
  });
}

/** What lies in a workspace is told to who may read its data; what concerns the tenant, to who may read its audit log. */
function mayBeTold(owner: Actor, { payload }: EventEnvelope): boolean {
  if (!owner.permissions.has('admin:webhooks')) return false;
  const { workspace } = payload;
  return typeof workspace === 'string'
    ? mayIn(owner, 'read:datasets', { workspace })
    : owner.permissions.has('read:audit');
}

const mayHearOfAppliance = ({ permissions }: Actor): boolean =>
  permissions.has('admin:webhooks') && permissions.has(APPLIANCE_PERMISSION);

/** Who sees a part of a dataset only hears of no counts of the whole. */
function asSeenBy({ seesWhole }: WebhookParts, owner: Actor, event: EventEnvelope): EventEnvelope {
  const { dataset, cases, events } = event.payload;
  const counts = [cases, events].some((count) => typeof count === 'number');
  if (!counts || typeof dataset !== 'string' || seesWhole(owner, dataset)) return event;
  return { ...event, payload: { ...event.payload, cases: null, events: null } };
}

const deliveryOf = (
  { clock, newId }: WebhookParts,
  webhook: Webhook,
  envelope: { readonly event_id: string; readonly event_type: string },
): Delivery => ({
  ...{ id: newId(), tenant: webhook.tenant, webhook: webhook.id, event: envelope.event_id, type: envelope.event_type },
  ...{ body: JSON.stringify(envelope), state: 'waiting', attempt: 0, nextAtMs: clock.now(), attempts: [] },
  ...{ createdAtMs: clock.now(), finishedAtMs: null },
});
