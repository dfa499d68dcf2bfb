import { AppError } from '#sdk';
import type { IdentityFeatures } from './assemble-identity.ts';
import { ownersOf } from './assemble-owners.ts';
import type { Datasets } from './features/datasets/index.ts';
import { type Inbox, inboxFeature, sqliteInboxStore } from './features/inbox/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import { sqliteWebhookStore, type Webhooks, webhooksFeature } from './features/webhooks/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';
import type { JobRunner, JobStore } from './platform/jobs/index.ts';
import type { Outbox } from './platform/mail/index.ts';

interface TellingParts {
  readonly datasets: Pick<Datasets, 'openDataset'>;
  readonly jobs: Pick<JobStore, 'find'>;
  readonly runner: () => Pick<JobRunner, 'titleOf'>;
  readonly tenancy: Tenancy;
  readonly identity: Pick<IdentityFeatures, 'signIn'>;
  readonly base: { readonly changes: Changes };
  readonly events: EventBus;
  readonly mail: Outbox;
}

export interface TellingFeatures {
  readonly inbox: Inbox;
  readonly webhooks: Webhooks;
}

/** Who hears of what happens: people in their inbox, programs by webhooks. */
export function tellWith(foundations: Foundations, parts: TellingParts): TellingFeatures {
  const { db, clock, newId, log, secrets, egress } = foundations;
  const { tenancy, identity, events } = parts;
  const actorFor = ownersOf(identity);
  const inbox = inboxFeature({
    ...{ store: sqliteInboxStore(db), db, changes: parts.base.changes, clock, newId, events, actorFor },
    mail: parts.mail,
    nameOfDataset: (actor, id) => parts.datasets.openDataset(actor, id).dataset.name,
    nameOfProject: (actor, id) => tenancy.getProject(actor, id, 'read:datasets').name,
    titleOfJob: (kind) => parts.runner().titleOf(kind),
    refusedBy(job) {
      const result = parts.jobs.find(job)?.result as { rejected?: { count: number } } | null | undefined;
      return result?.rejected?.count ?? 0;
    },
  });
  const webhooks = webhooksFeature({
    ...{ store: sqliteWebhookStore(db), db, changes: parts.base.changes, secrets, egress, events, clock, newId, log },
    listWorkspaces: tenancy.listWorkspaces,
    applianceTenant: () => tenancy.ensureHome().tenant.id,
    ownerOf: actorFor,
    seesWhole(actor, id) {
      try {
        return typeof parts.datasets.openDataset(actor, id).version?.cases === 'number';
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },
  });
  return { inbox, webhooks };
}
