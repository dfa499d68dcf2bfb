import { AppError, invalid, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import { type PolicyCondition, stepsOfRules } from '../../platform/access/row-policy.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { cleanName, nameKey } from '../../platform/names.ts';
import type { Access, Principal } from '../access/index.ts';
import type { Analyses, DatasetEngine } from '../analyses/index.ts';
import type { Dataset, Datasets } from '../datasets/index.ts';
import { isFor, stepsFor } from './decide.ts';
import type { Preview, RowPolicyEntry, SeenPolicy, WritePolicy } from './model.ts';
import type { RowPolicyStore } from './store.ts';

export interface RowPolicyParts {
  readonly store: RowPolicyStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly openDataset: Datasets['openDataset'];
  readonly access: Pick<Access, 'findPrincipal' | 'findPrincipalByName' | 'roleNames'>;
  readonly analyses: Pick<Analyses, 'checkSteps'>;
  readonly engine: Pick<DatasetEngine, 'applyFilters'>;
}

/** The dataset whose policies are spoken of; who sets them need not see its cases. */
export function openPolicies({ openDataset }: RowPolicyParts, actor: Actor, dataset: string): Dataset {
  guard(actor, 'admin:policies');
  return openDataset(actor, dataset).dataset;
}

export function listPolicies(parts: RowPolicyParts, actor: Actor, datasetId: string): SeenPolicy[] {
  const dataset = openPolicies(parts, actor, datasetId);
  return parts.store.list(dataset.tenant, dataset.id).map((policy) => seen(parts, policy));
}

/** @param of the dataset that it must belong to, where one was named */
export function getPolicy(parts: RowPolicyParts, actor: Actor, id: string, of?: string): SeenPolicy {
  const policy = parts.store.find(tenantOf(actor), id) ?? notFound('row policy');
  if (of !== undefined && policy.dataset !== of) notFound('row policy');
  openPolicies(parts, actor, policy.dataset);
  return seen(parts, policy);
}

export async function createPolicy(
  parts: RowPolicyParts,
  actor: Actor,
  datasetId: string,
  sent: WritePolicy,
): Promise<SeenPolicy> {
  const { store, changes, clock, newId } = parts;
  const dataset = openPolicies(parts, actor, datasetId);
  const policy: RowPolicyEntry = {
    ...{ id: newId(), tenant: dataset.tenant, dataset: dataset.id, ...(await checked(parts, dataset, sent)) },
    ...{ etag: '1', createdAtMs: clock.now(), updatedAtMs: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, policy);
    store.insert(change.tx, policy);
    change.record({ action: 'row-policy.create', ...about(policy), event: 'created', after: facts(policy) });
    return seen(parts, policy);
  });
}

export async function changePolicy(
  parts: RowPolicyParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: WritePolicy,
): Promise<SeenPolicy> {
  const { store, changes, clock } = parts;
  const { holderName: _, ...before } = getPolicy(parts, actor, id);
  const dataset = openPolicies(parts, actor, before.dataset);
  const after: RowPolicyEntry = {
    ...before,
    ...(await checked(parts, dataset, sent)),
    ...{ etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, after);
    if (before.etag !== etag || !store.update(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'row-policy.change', ...about(after), event: 'updated', ...told });
    return seen(parts, after);
  });
}

export function deletePolicy(parts: RowPolicyParts, actor: Actor, id: string, etag: string): void {
  const policy = getPolicy(parts, actor, id);
  parts.changes.make(actor, (change) => {
    if (!parts.store.remove(change.tx, policy, etag)) stale();
    change.record({ action: 'row-policy.delete', ...about(policy), event: 'deleted', before: facts(policy) });
  });
}

/** What somebody would see of a dataset. @param who login of a person, or name of a service account */
export async function previewAs(
  parts: RowPolicyParts,
  actor: Actor,
  datasetId: string,
  who: string,
  signal: AbortSignal,
): Promise<Preview> {
  const dataset = openPolicies(parts, actor, datasetId);
  const found = parts.access.findPrincipalByName(dataset.tenant, who);
  if (!found || found.kind === 'group') return unknownHolder('/person', who);
  const person = parts.store.person(dataset, found.id);
  const policies = parts.store.list(dataset.tenant, dataset.id);
  const steps = policies.length === 0 ? [] : stepsFor(policies, person);
  return {
    person: { id: found.id, login: found.name, displayName: found.displayName },
    ...{ attributes: person.attributes, steps, everything: steps.length === 0 },
    applying: policies.filter((policy) => isFor(policy, person)).map((policy) => seen(parts, policy)),
    ...(await countUnder(parts, dataset, steps, signal)),
  };
}

const COUNT_MS = 30_000;

async function countUnder(
  { engine }: RowPolicyParts,
  { id, version }: Dataset,
  policy: readonly Step[],
  signal: AbortSignal,
): Promise<Pick<Preview, 'cases' | 'fault'>> {
  if (!version) return { cases: null, fault: null };
  const view = { dataset: id, version, steps: [], k: 1, calendar: null };
  const count = async (bound: readonly Step[]) =>
    (await engine.applyFilters({ ...view, policy: bound }, { page: 1, pageSize: 0 }, { signal, deadlineMs: COUNT_MS }))
      .casesTotal;
  try {
    return { cases: { shown: await count(policy), total: await count([]) }, fault: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'policy.doesNotFit') throw error;
    return { cases: null, fault: error.message };
  }
}

async function checked(parts: RowPolicyParts, dataset: Dataset, sent: WritePolicy) {
  const holder = holderOf(parts, dataset.tenant, sent);
  const conditions: readonly PolicyCondition[] = sent.conditions;
  await checkConditions(parts, dataset, conditions);
  return { name: cleanName(sent.name), holderKind: sent.holderKind, holder, conditions };
}

/** What is kept of a holder that was named: the name of a role, the id of everybody else. */
function holderOf({ access }: RowPolicyParts, tenant: string, { holderKind, holder }: WritePolicy): string {
  if (holderKind === 'everyone') return holder === '' ? '' : unknownHolder('/holder', holder);
  if (holderKind === 'role') {
    const known = access.roleNames(tenant).find((name) => nameKey(name) === nameKey(holder));
    return known ?? unknownHolder('/holder', holder);
  }
  const found = access.findPrincipal(tenant, holder) ?? access.findPrincipalByName(tenant, holder);
  return found?.kind === holderKind ? found.id : unknownHolder('/holder', holder);
}

function unknownHolder(pointer: string, name: string): never {
  return invalid('row-policy.unknownHolder', `There is no such holder "${name.slice(0, 100)}".`, [
    { pointer, message: 'not known here' },
  ]);
}

/** The columns must be there, of the level that is said, and hold texts: a policy that does not fit shows nothing to anybody. */
async function checkConditions(
  { analyses, engine }: RowPolicyParts,
  { id, version }: Dataset,
  conditions: readonly PolicyCondition[],
): Promise<void> {
  const named = conditions.flatMap(({ values }) =>
    values.flatMap((value) => (typeof value === 'string' ? [] : [[value.attribute.toLowerCase(), ['x']] as const])),
  );
  for (const [i, condition] of conditions.entries()) {
    const steps = stepsOfRules([[condition]], new Map(named));
    analyses.checkSteps(steps);
    if (!version) continue;
    const view = { dataset: id, version, policy: [], steps, k: 1, calendar: null };
    const control = { signal: AbortSignal.timeout(COUNT_MS), deadlineMs: COUNT_MS };
    try {
      await engine.applyFilters(view, { page: 1, pageSize: 0 }, control);
    } catch (error) {
      // Values come and go with the data.
      if (!(error instanceof AppError) || error.fault !== 'invalid') throw error;
      if (error.code === 'filter.unknownValue') continue;
      invalid('row-policy.unfitColumn', error.message, [
        { pointer: `/conditions/${i}/column`, message: 'does not fit the data' },
      ]);
    }
  }
}

function seen({ access }: RowPolicyParts, policy: RowPolicyEntry): SeenPolicy {
  return { ...policy, holderName: holderName(access, policy) };
}

function holderName(access: RowPolicyParts['access'], { tenant, holderKind, holder }: RowPolicyEntry): string | null {
  if (holderKind === 'everyone') return '';
  if (holderKind === 'role') return access.roleNames(tenant).includes(holder) ? holder : null;
  const principal: Principal | null = access.findPrincipal(tenant, holder);
  return principal?.name ?? null;
}

const demandOwnName = (store: RowPolicyStore, policy: RowPolicyEntry): void =>
  demandFreeName(
    policy,
    store.list(policy.tenant, policy.dataset),
    'row-policy.nameTaken',
    'This dataset has a row policy with this name already.',
  );

const about = ({ id }: RowPolicyEntry) => ({ kind: 'row-policy', id });
const facts = ({ dataset, name, holderKind, holder, conditions, etag }: RowPolicyEntry) => ({
  ...{ dataset, name, holderKind, holder, conditions, etag },
});
