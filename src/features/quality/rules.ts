import { AppError, invalid, nearest, type Static } from '#sdk';
import { findCheck, MOST_RULES, qualityChecks } from '../../mining/quality/settings.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import { cleanName } from '../../platform/names.ts';
import { enqueueMeasure } from './jobs.ts';
import { demandModel } from './known-activities.ts';
import { type ChangeRule, type CreateRule, type KeptRule, type KeptSettings, SettingsContent } from './model.ts';
import type { QualityParts } from './use-cases.ts';

/** Of a dataset, in the order in which they were made. */
export function listRules({ datasets, store }: QualityParts, actor: Actor, datasetId: string): readonly KeptRule[] {
  const { dataset } = datasets.openDataset(actor, datasetId);
  return store.listRules(dataset.tenant, dataset.id);
}

export function getRule(parts: QualityParts, actor: Actor, id: string, permission?: Permission): KeptRule {
  const rule = parts.store.findRule(tenantOf(actor), id);
  if (!rule) return notFound('rule');
  try {
    parts.datasets.openDataset(actor, rule.dataset, permission);
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return notFound('rule');
    throw error;
  }
  return rule;
}

export function createRule(parts: QualityParts, actor: Actor, sent: Static<typeof CreateRule>): KeptRule {
  const { store, changes, clock, newId } = parts;
  return changes.make(actor, (change) => {
    const { dataset } = parts.datasets.openDataset(actor, sent.datasetId, 'write:datasets');
    if (store.listRules(dataset.tenant, dataset.id).length >= MOST_RULES)
      throw new AppError(
        'conflict',
        'quality.tooManyRules',
        `A dataset has ${MOST_RULES} rules of quality at most. Delete one that is not needed any more.`,
      );
    const rule: KeptRule = {
      ...{ id: newId(), tenant: dataset.tenant, dataset: dataset.id, ...contentOf(sent), etag: '1' },
      ...{ createdBy: actor.id, createdAtMs: clock.now(), updatedAtMs: null },
    };
    store.insertRule(change.tx, rule);
    change.record({ action: 'qualityRule.create', ...about(rule), event: 'created', after: facts(rule) });
    enqueueMeasure(parts, change.tx, dataset, actor.requestId);
    return rule;
  });
}

export function changeRule(
  parts: QualityParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeRule>,
): KeptRule {
  const { store, changes, clock, datasets } = parts;
  return changes.make(actor, (change) => {
    const before = getRule(parts, actor, id, 'write:datasets');
    if (before.etag !== etag) stale();
    const after: KeptRule = {
      ...{ ...before, ...contentOf(sent), etag: String(Number(etag) + 1), updatedAtMs: clock.now() },
    };
    if (!store.updateRule(change.tx, after, etag)) stale();
    const told = { before: facts(before), after: facts(after) };
    change.record({ action: 'qualityRule.change', ...about(after), event: 'updated', ...told });
    enqueueMeasure(parts, change.tx, datasets.openDataset(actor, after.dataset).dataset, actor.requestId);
    return after;
  });
}

/** Deletes the rule for good. */
export function deleteRule(parts: QualityParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const rule = getRule(parts, actor, id, 'write:datasets');
    if (!parts.store.removeRule(change.tx, rule, etag)) stale();
    change.record({ action: 'qualityRule.delete', ...about(rule), event: 'deleted', before: facts(rule) });
    enqueueMeasure(parts, change.tx, parts.datasets.openDataset(actor, rule.dataset).dataset, actor.requestId);
  });
}

export function getSettings({ datasets, store }: QualityParts, actor: Actor, datasetId: string): KeptSettings {
  const { dataset } = datasets.openDataset(actor, datasetId);
  return store.settings(dataset.tenant, dataset.id);
}

export function changeSettings(
  parts: QualityParts,
  actor: Actor,
  datasetId: string,
  etag: string,
  sent: Static<typeof SettingsContent>,
): KeptSettings {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const { dataset } = parts.datasets.openDataset(actor, datasetId, 'write:datasets');
    const before = store.settings(dataset.tenant, dataset.id);
    const content = checkParams(SettingsContent, sent) as SettingsContent;
    demandModel(parts, actor, dataset, content.known, before.known);
    const after: KeptSettings = { ...content, etag: String(Number(before.etag) + 1), updatedAtMs: clock.now() };
    const of = { tenant: dataset.tenant, dataset: dataset.id, by: actor.id };
    if (before.etag !== etag || !store.keepSettings(change.tx, of, after, etag)) stale();
    const { checks, known } = before;
    change.record({
      ...{ action: 'quality.settings', kind: 'dataset', id: dataset.id, event: 'updated' },
      ...{ before: { checks, known }, after: content },
    });
    enqueueMeasure(parts, change.tx, dataset, actor.requestId);
    return after;
  });
}

const contentOf = (sent: Static<typeof ChangeRule>) => ({
  name: sent.name === undefined ? null : cleanName(sent.name),
  ...{ check: sent.check, params: checkedParams(sent.check, sent.params), severity: sent.severity },
  ...{ weight: sent.weight ?? null, zeroAt: sent.zeroAt ?? null, enabled: sent.enabled },
});

/** The parameters of a rule, complete. What the log has is not looked at: it changes with the next load. */
function checkedParams(id: string, sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const check = findCheck(id);
  if (check?.use === 'rule')
    return checkParams(check.params, sent, '/params', 'parameters of the rule') as Record<string, unknown>;
  const ids = qualityChecks().flatMap((one) => (one.use === 'rule' ? [one.id] : []));
  const near = nearest(id, ids);
  return invalid(
    'quality.unknownCheck',
    `No rule can be made of "${id}".${near ? ` Did you mean "${near}"?` : ` Take one of: ${ids.join(', ')}.`}`,
    [{ pointer: '/check', message: 'unknown' }],
  );
}

const about = (rule: KeptRule) => ({ kind: 'quality-rule', id: rule.id });
const facts = ({ dataset, name, check, params, severity, weight, zeroAt, enabled, etag }: KeptRule) => ({
  ...{ dataset, name, check, params, severity, weight, zeroAt, enabled, etag },
});
