import type { Actor } from '../../platform/access/actor.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { EventBus } from '../../platform/events/index.ts';
import type { Outbox } from '../../platform/mail/index.ts';
import type { InboxStore } from './store.ts';

export interface InboxParts {
  readonly store: InboxStore;
  readonly db: Db;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly events: Pick<EventBus, 'consume' | 'announce' | 'subscribe'>;
  readonly mail: Pick<Outbox, 'isConfigured' | 'localeFor' | 'post' | 'isPaused' | 'resume'>;
  /** Who an account stands for at this moment; null: it does not. */
  readonly actorFor: (tenant: string, user: string) => Promise<Actor | null>;
  /** Null, or not found, where the actor may not see it. */
  readonly nameOfDataset: (actor: Actor, id: string) => string | null;
  readonly nameOfProject: (actor: Actor, id: string) => string | null;
  readonly titleOfJob: (kind: string) => string;
  /** Rows that a load refused. */
  readonly refusedBy: (job: string) => number;
}
