import type { Actor } from '../../platform/access/actor.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Egress } from '../../platform/egress/index.ts';
import type { EventBus } from '../../platform/events/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { SecretStore } from '../../platform/secrets/index.ts';
import type { WebhookStore } from './store.ts';

export interface WebhookParts {
  readonly store: WebhookStore;
  readonly db: Db;
  readonly changes: Changes;
  readonly secrets: SecretStore;
  readonly egress: Egress;
  readonly events: Pick<EventBus, 'consume'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random?: () => number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Workspaces that the actor may enter. */
  readonly listWorkspaces: (actor: Actor) => readonly { readonly id: string; readonly name: string }[];
  /** Who an account stands for at this moment; null: nothing may be done in its name. */
  readonly ownerOf: (tenant: string, user: string) => Promise<Actor | null>;
  /** The appliance's own tenant: its events are told there. */
  readonly applianceTenant: () => string;
  /** False where a row policy shows the actor a part of the dataset, or it sees nothing of it. */
  readonly seesWhole: (actor: Actor, dataset: string) => boolean;
}

/** Under which name the secret lies that signs now, and the one before it. */
export const secretName = (webhook: string): string => `webhook.${webhook}`;
export const formerSecretName = (webhook: string): string => `webhook.${webhook}.former`;
