import type { IdentityFeatures } from './assemble-identity.ts';
import { ownerAs } from './features/service-accounts/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import { sqliteWebhookStore, type Webhooks, webhooksFeature } from './features/webhooks/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';

interface TellingParts {
  readonly tenancy: Tenancy;
  readonly identity: Pick<IdentityFeatures, 'signIn'>;
  readonly base: { readonly changes: Changes };
  readonly events: EventBus;
}

export interface TellingFeatures {
  readonly webhooks: Webhooks;
}

/** How what happens leaves the house: to programs, by webhooks. */
export function tellWith(foundations: Foundations, parts: TellingParts): TellingFeatures {
  const { db, clock, newId, log, secrets, egress } = foundations;
  const { tenancy, identity, events } = parts;
  const webhooks = webhooksFeature({
    ...{ store: sqliteWebhookStore(db), db, changes: parts.base.changes, secrets, egress, events, clock, newId, log },
    listWorkspaces: tenancy.listWorkspaces,
    async ownerOf(tenant, user) {
      const standing = await identity.signIn.goodStanding({ tenant, user });
      return standing && ownerAs(standing, { ip: null, requestId: null });
    },
  });
  return { webhooks };
}
