import { AppError, invalid, type Static } from '#sdk';
import type { Rule } from '../../mining/rules/rule.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayIn, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanDescription, cleanName } from '../../platform/names.ts';
import type { Analyses } from '../analyses/index.ts';
import { type Datasets, scopeOfDataset } from '../datasets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import { checkedParams } from './check-rule.ts';
import { asRule, type ChangeRule, type CreateRule, type KeptRule, MOST_ENABLED } from './model.ts';
import { allowRule, READ_RULES } from './policy.ts';
import type { RuleStore } from './store.ts';

export interface RuleParts {
  readonly store: RuleStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly getProject: Tenancy['getProject'];
  readonly openDataset: Datasets['openDataset'];
  readonly analyses: Pick<Analyses, 'checkSteps'>;
}

export const getRule = (
  { store }: RuleParts,
  actor: Actor,
  id: string,
  permission: Permission = READ_RULES,
): KeptRule => allowRule(actor, permission, store.find(tenantOf(actor), id));

/** The rules of a project, enabled or not, in their order. */
export function listRules(parts: RuleParts, actor: Actor, projectId: string, request: ListRequest): Listed<KeptRule> {
  const { tenant, id } = parts.getProject(actor, projectId, READ_RULES);
  const { rows, total } = parts.store.list({ tenant, project: id }, request);
  return listed(rows, total, request, (rule) => [String(rule.position), rule.id]);
}

/** The enabled rules that are about a dataset, as calculators take them. */
export function rulesFor(parts: RuleParts, actor: Actor, datasetId: string): readonly Rule[] {
  const { dataset } = parts.openDataset(actor, datasetId);
  guardIn(actor, READ_RULES, scopeOfDataset(dataset));
  const { tenant, project, id } = dataset;
  const enabled = parts.store.enabledFor({ tenant, project, dataset: id });
  return enabled.filter((rule) => mayIn(actor, READ_RULES, rule)).map(asRule);
}

export function createRule(parts: RuleParts, actor: Actor, sent: Static<typeof CreateRule>): KeptRule {
  const { store, changes, clock, newId } = parts;
  const place = placeOf(parts, actor, sent);
  return changes.make(actor, (change) => {
    const position = sent.position ?? store.nextPosition(place);
    const rule: KeptRule = {
      ...{ id: newId(), ...place, ...contentOf(parts, sent), position, etag: '1', createdBy: actor.id },
      ...{ createdAtMs: clock.now(), updatedAtMs: null },
    };
    if (rule.enabled) demandRoom(store, rule);
    store.insert(change.tx, rule);
    change.record({ action: 'rule.create', ...about(rule), event: 'created', after: facts(rule) });
    return rule;
  });
}

export function changeRule(
  parts: RuleParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeRule>,
): KeptRule {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getRule(parts, actor, id, 'write:rules');
    if (before.etag !== etag) stale();
    const after: KeptRule = {
      ...{ ...before, ...contentOf(parts, sent), position: sent.position ?? before.position },
      dataset: sent.datasetId === undefined ? null : datasetIn(parts, actor, before.project, sent.datasetId),
      ...{ etag: String(Number(etag) + 1), updatedAtMs: clock.now() },
    };
    if (after.enabled && !before.enabled) demandRoom(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'rule.change', ...about(after), event: 'updated', ...told });
    return after;
  });
}

/** Deletes the rule for good. */
export function deleteRule(parts: RuleParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const rule = getRule(parts, actor, id, 'write:rules');
    if (!parts.store.remove(change.tx, rule, etag)) stale();
    change.record({ action: 'rule.delete', ...about(rule), event: 'deleted', before: facts(rule) });
  });
}

function placeOf(parts: RuleParts, actor: Actor, { projectId, datasetId }: Static<typeof CreateRule>) {
  if (datasetId === undefined) {
    if (projectId === undefined)
      invalid('rule.noPlace', 'Say where the rule belongs: send "projectId", or the "datasetId" that it is about.', [
        { pointer: '/projectId', message: 'missing' },
      ]);
    const { tenant, workspace, id: project } = parts.getProject(actor, projectId, 'write:rules');
    return { tenant, workspace, project, dataset: null };
  }
  const { dataset } = parts.openDataset(actor, datasetId);
  guardIn(actor, 'write:rules', scopeOfDataset(dataset));
  const { tenant, workspace, project, id } = dataset;
  if (projectId !== undefined && projectId !== project) otherProject();
  return { tenant, workspace, project, dataset: id };
}

function datasetIn({ openDataset }: RuleParts, actor: Actor, project: string, datasetId: string): string {
  const { dataset } = openDataset(actor, datasetId);
  return dataset.project === project ? dataset.id : otherProject();
}

function otherProject(): never {
  return invalid('rule.otherProject', 'The dataset lies in another project than the rule. Name one of the same.', [
    { pointer: '/datasetId', message: 'of another project' },
  ]);
}

const contentOf = ({ analyses }: RuleParts, sent: Static<typeof ChangeRule>) => ({
  name: sent.name === undefined ? null : cleanName(sent.name),
  description: cleanDescription(sent.description ?? ''),
  ...{ template: sent.template, params: checkedParams(analyses, sent.template, sent.params) },
  ...{ severity: sent.severity, weight: sent.weight, enabled: sent.enabled },
  group: sent.group === undefined ? null : cleanName(sent.group, '/group'),
});

function demandRoom(store: RuleStore, rule: KeptRule): void {
  if (store.countEnabled(rule) < MOST_ENABLED) return;
  throw new AppError(
    'conflict',
    'rule.tooMany',
    `A project has ${MOST_ENABLED} enabled rules at most. Disable or delete one that is not needed any more.`,
  );
}

const about = (rule: KeptRule) => ({ kind: 'rule', id: rule.id });
const facts = (rule: KeptRule) => {
  const { name, description, project, dataset, position, template, params, severity, group, weight, enabled, etag } =
    rule;
  return { name, description, project, dataset, position, template, params, severity, group, weight, enabled, etag };
};
