import type { Step } from '#sdk';
import { type RowPolicy, stepsOfRules } from '../../platform/access/row-policy.ts';
import type { PolicedPerson, RowPolicyEntry } from './model.ts';
import type { RowPolicyStore } from './store.ts';

/** The one place that decides what somebody sees of a dataset. The appliance itself, and its operator, see everything. */
export const storedRowPolicy =
  (store: RowPolicyStore): RowPolicy =>
  (actor, dataset) => {
    if (actor.kind === 'system') return [];
    const policies = store.list(dataset.tenant, dataset.id);
    return policies.length === 0 ? [] : stepsFor(policies, store.person(dataset, actor.id));
  };

/** What the policies of a dataset leave to somebody; there must be one. */
export const stepsFor = (policies: readonly RowPolicyEntry[], person: PolicedPerson): readonly Step[] =>
  stepsOfRules(
    policies.filter((policy) => isFor(policy, person)).map(({ conditions }) => conditions),
    person.attributes,
  );

export function isFor({ holderKind, holder }: RowPolicyEntry, person: PolicedPerson): boolean {
  switch (holderKind) {
    case 'everyone':
      return true;
    case 'role':
      return person.roles.has(holder);
    case 'group':
      return person.groups.has(holder);
    default:
      return person.id === holder;
  }
}
