/** Everything that may be told. A consumer of one of these breaks when a name changes: names are for ever. */
export const EVENT_TYPES = [
  'entity.created',
  'entity.updated',
  'entity.deleted',
  'ingestion.completed',
  'data.ingested',
  'schema.changed',
  'calculation.completed',
  'archival.requested',
  'archival.completed',
  'upload.started',
  'upload.progress',
  'upload.completed',
  'upload.failed',
  'analytics.updated',
  'access.shared',
  'push.missed',
  'quality.changed',
  'job.started',
  'job.progress',
  'job.completed',
  'job.failed',
  'webhook.paused',
  'inbox.changed',
  'alert.raised',
  'service.started',
  'service.stopped',
  'health.degraded',
  'mail.stopped',
  'mail.resumed',
  'migration.completed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The envelope, as it is stored, sent to webhooks and written to pages. */
export interface EventEnvelope {
  readonly event_id: string;
  readonly event_type: EventType;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly source_service: string;
  /** The request or job that caused it. */
  readonly correlation_id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface NewEvent {
  readonly type: EventType;
  /** Null: concerns the appliance, not a tenant. */
  readonly tenant: string | null;
  readonly correlationId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event on its way to a consumer. */
export interface Delivery {
  /** Place in the outbox; null for an announcement, which is not kept. */
  readonly seq: number | null;
  readonly tenant: string | null;
  readonly event: EventEnvelope;
}
