import type { Actor } from '../../platform/access/actor.ts';
import { mayIn, tenantOf } from '../../platform/access/guard.ts';
import type { Delivery, EventBus, EventType } from '../../platform/events/index.ts';

/** What pages listen to: loads, jobs and calculations. Changes of entities are asked for, not told. */
export const LIVE_TYPES: readonly EventType[] = [
  ...(['upload.started', 'upload.progress', 'upload.completed', 'upload.failed'] as const),
  ...(['job.started', 'job.progress', 'job.completed', 'job.failed'] as const),
  ...(['calculation.completed', 'analytics.updated', 'quality.changed', 'alert.raised'] as const),
];

/** So much is sent to who comes back; who missed more is told only that, and asks for the state of things. */
const MAX_MISSED = 200;

export interface LiveEventParts {
  readonly events: Pick<EventBus, 'subscribe' | 'since'>;
}

export interface Listener {
  tell(delivery: Delivery): void;
  /** Too much was missed to be told. */
  missed(): void;
}

/** Tells everything that this actor may see from now on, and first what came after event number `after`. Gives how to stop. */
export function listen({ events }: LiveEventParts, actor: Actor, after: number | null, listener: Listener): () => void {
  const filter = { tenant: tenantOf(actor), types: LIVE_TYPES };
  let newest = after ?? 0;
  const tell = (delivery: Delivery) => {
    // What was committed a moment ago comes both ways.
    if (delivery.seq !== null && delivery.seq <= newest) return;
    if (delivery.seq !== null) newest = delivery.seq;
    if (maySee(actor, delivery)) listener.tell(delivery);
  };
  const leave = events.subscribe(tell, filter);
  if (after === null) return leave;
  const missed = events.since(after, filter, MAX_MISSED + 1);
  if (missed.length > MAX_MISSED) listener.missed();
  else for (const delivery of missed) tell(delivery);
  return leave;
}

/**
 * Events of one's own calculations, and of work in workspaces whose data one may read. What names no workspace concerns the tenant as
 * a whole, and those who look after it.
 */
export function maySee(actor: Actor, { tenant, event }: Delivery): boolean {
  if (tenant === null || tenant !== actor.tenant) return false;
  const { workspace, actor: by } = event.payload;
  if (event.event_type === 'calculation.completed') return by === actor.id;
  if (typeof workspace !== 'string') return actor.permissions.has('read:status');
  return mayIn(actor, 'read:datasets', { workspace });
}
