import { COLUMNS } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, tenantOf } from '../../platform/access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Privacy, STRICT, type WritePrivacy } from './model.ts';
import type { PseudonymParts } from './pseudonym-key.ts';
import type { PrivacyStore } from './store.ts';

export interface PrivacyParts extends PseudonymParts {
  readonly store: PrivacyStore;
  readonly clock: Clock;
  /** Smallest group that the configuration wants. */
  readonly leastGroup: () => number;
}

export function getPrivacy({ store }: Pick<PrivacyParts, 'store'>, actor: Actor): Privacy {
  guard(actor, 'admin:policies');
  return store.find(tenantOf(actor)) ?? STRICT;
}

export function setPrivacy({ store, changes, clock }: PrivacyParts, actor: Actor, sent: WritePrivacy): Privacy {
  const before = getPrivacy({ store }, actor);
  const tenant = tenantOf(actor);
  const personalColumns = [...new Set(sent.personalColumns.map((name) => name.trim()))].filter((name) => name !== '');
  const after: Privacy = { ...sent, personalColumns };
  return changes.make(actor, (change) => {
    store.save(change.tx, tenant, after, clock.now());
    change.record({ action: 'privacy.change', kind: 'tenant', id: tenant, event: 'updated', before, after });
    return after;
  });
}

/** Columns that nobody of a tenant is shown, by id or name in small letters. */
export function hiddenColumns(store: PrivacyStore, tenant: string): readonly string[] {
  const { personalViews, personalColumns } = store.find(tenant) ?? STRICT;
  return personalViews ? [] : [COLUMNS.resource, ...personalColumns.map((name) => name.toLowerCase())].sort();
}

/** Smallest group of cases that is shown to those of a tenant who may not see single cases: never less than configured. */
export const leastGroupOf = (store: PrivacyStore, configured: number, tenant: string): number =>
  Math.max(configured, store.find(tenant)?.leastGroup ?? 0);
