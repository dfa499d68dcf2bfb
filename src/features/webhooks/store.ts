import type { Tx } from '../../platform/db/index.ts';
import type { EventType } from '../../platform/events/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Attempt, Delivery, Webhook, WebhookState } from './model.ts';

/** Webhooks, and what is on its way to them. */
export interface WebhookStore {
  /** Newest first; one more than the limit. */
  list(tenant: string, request: ListRequest): { rows: Webhook[]; total: number };
  find(tenant: string, id: string): Webhook | null;
  /** Those of a tenant that are on and want this type. */
  listening(tenant: string, type: EventType): Webhook[];
  insert(tx: Tx, webhook: Webhook): void;
  update(tx: Tx, webhook: Webhook): void;
  remove(tx: Tx, webhook: Webhook): void;
  setState(tx: Tx, webhook: Webhook, state: WebhookState, reason: string | null): void;

  /** Newest first; one more than the limit. */
  listDeliveries(webhook: Webhook, request: ListRequest): { rows: Delivery[]; total: number };
  findDelivery(webhook: Webhook, id: string): Delivery | null;
  /** An event goes once to each webhook: a second time nothing happens. */
  insertDelivery(tx: Tx, delivery: Delivery): void;
  /** The delivery begins anew, at once, under the id it has. */
  sendAgain(tx: Tx, delivery: Delivery, nowMs: number): void;
  /** The one that waits longest of each webhook that is on, is due, and is none of these; with its webhook. */
  due(nowMs: number, without: readonly string[], limit: number): { delivery: Delivery; webhook: Webhook }[];
  /** What came of an attempt, and how often the webhook failed in a row by now. */
  note(tx: Tx, delivery: Delivery, attempt: Attempt, to: Pick<Delivery, 'state' | 'nextAtMs'>, nowMs: number): number;
  /** Forgets deliveries that ended before; gives how many. */
  prune(beforeMs: number): number;
}
