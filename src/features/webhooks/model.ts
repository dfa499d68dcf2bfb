import { Choice, Nullable, type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { EVENT_TYPES, EVENTS, type EventType } from '../../platform/events/index.ts';
import { Name } from '../../platform/names.ts';

export type WebhookState = 'on' | 'off' | 'paused';

/** An address that is told of events, in the name of who made it. */
export interface Webhook {
  readonly id: string;
  readonly tenant: string;
  /** Only events of this workspace; null: whatever its owner may hear of. */
  readonly workspace: string | null;
  /** Whose rights bound what it tells. */
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly types: readonly EventType[];
  readonly state: WebhookState;
  /** Why it is off or paused, where no person said so. */
  readonly reason: string | null;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** Until then the secret before this one signs as well. */
  readonly formerSecretUntilMs: number | null;
  readonly createdAtMs: number;
}

/** One attempt, as the log shows it. */
export interface Attempt {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly ms: number;
  /** Of the answer; null: there was none. */
  readonly status: number | null;
  /** The first characters of the answer, without what looks like a secret. */
  readonly answer: string;
  readonly error: string | null;
}

/** An event on its way to one webhook. */
export interface Delivery {
  readonly id: string;
  readonly tenant: string;
  readonly webhook: string;
  readonly event: string;
  readonly type: string;
  /** To the byte what is sent. */
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly attempt: number;
  readonly nextAtMs: number;
  readonly attempts: readonly Attempt[];
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

export const MAX_WEBHOOKS = 50;
/** What the envelope of a trial says; no event of ours. */
export const TEST_TYPE = 'webhook.test';

/** Types that can be chosen: those that happen and are kept until they are delivered. */
export const SENDABLE = EVENT_TYPES.filter((type) => {
  const { emittedBy, passing } = EVENTS[type];
  return emittedBy !== null && !passing;
}) as [EventType, ...EventType[]];

/** What concerns the appliance is for who looks after it: a permission that is held in its own tenant alone. */
export const APPLIANCE_PERMISSION = 'admin:tenants' satisfies Permission;
export const isOfAppliance = (type: EventType): boolean => EVENTS[type].ofAppliance === true;

/** Types that somebody may choose. */
export const sendableBy = ({ permissions }: Pick<Actor, 'permissions'>): EventType[] =>
  SENDABLE.filter((type) => !isOfAppliance(type) || permissions.has(APPLIANCE_PERMISSION));

const Types = Type.Array(Choice(SENDABLE), { minItems: 1, maxItems: SENDABLE.length, uniqueItems: true });
const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'Must be among the targets of "egress.allow"' });
export const WebhookInput = Type.Object({
  name: Name,
  url: Url,
  types: Types,
  workspaceId: Type.Optional(
    Nullable(Type.String({ maxLength: 60, description: 'Only events of this workspace; absent: of all you may see' })),
  ),
});
export const StateChange = Type.Object({ state: Choice(['on', 'off']) });
export const Rotation = Type.Object({
  overlapHours: Type.Integer({
    ...{ default: 24, minimum: 0, maximum: 168 },
    description: 'For so long both secrets sign; 0: the former one signs nothing any more',
  }),
});

export const WebhookView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  workspaceId: Nullable(Type.String()),
  owner: Type.String({ description: 'Id of who made it: what they may not read is not told' }),
  state: Choice(['on', 'off', 'paused']),
  reason: Nullable(Type.String()),
  failures: Type.Integer({ description: 'Attempts in a row that failed' }),
  formerSecretUntil: Nullable(Type.String()),
  createdAt: Type.String(),
});
export const IssuedWebhookView = Type.Object({
  webhook: WebhookView,
  secret: Type.String({ description: 'Checks the signatures; it is not shown again' }),
});
export const DeliveryView = Type.Object({
  id: Type.String({ description: 'As the header "webhook-id" says it' }),
  eventId: Type.String(),
  type: Type.String(),
  state: Choice(['waiting', 'delivered', 'dead']),
  attempt: Type.Integer(),
  nextAt: Nullable(Type.String({ description: 'When it is tried again' })),
  createdAt: Type.String(),
  attempts: Type.Array(
    Type.Object({
      at: Type.String(),
      ms: Type.Number(),
      status: Nullable(Type.Integer()),
      answer: Type.String({ description: 'The first characters, without what looks like a secret' }),
      error: Nullable(Type.String()),
    }),
  ),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentWebhook = (webhook: Webhook): Static<typeof WebhookView> => ({
  ...{ id: webhook.id, name: webhook.name, url: webhook.url, types: [...webhook.types] },
  ...{ workspaceId: webhook.workspace, owner: webhook.owner, state: webhook.state, reason: webhook.reason },
  ...{ failures: webhook.failures, createdAt: iso(webhook.createdAtMs) },
  formerSecretUntil: webhook.formerSecretUntilMs === null ? null : iso(webhook.formerSecretUntilMs),
});

export const presentDelivery = (delivery: Delivery): Static<typeof DeliveryView> => ({
  ...{ id: delivery.id, eventId: delivery.event, type: delivery.type, state: delivery.state },
  ...{ attempt: delivery.attempt, createdAt: iso(delivery.createdAtMs), attempts: [...delivery.attempts] },
  nextAt: delivery.state === 'waiting' ? iso(delivery.nextAtMs) : null,
});
