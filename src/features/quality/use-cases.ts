import type { QualityResult } from '../../mining/quality/finding.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EventBus } from '../../platform/events/index.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { Analyses } from '../analyses/index.ts';
import type { Dataset, Datasets } from '../datasets/index.ts';
import { type KnowingParts, knownActivities } from './known-activities.ts';
import { asRule, type Measured } from './model.ts';
import type { QualityStore } from './store.ts';

export interface QualityParts extends KnowingParts {
  readonly store: QualityStore;
  readonly changes: Changes;
  readonly events: Pick<EventBus, 'publish'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly jobs: Pick<JobStore, 'enqueue'>;
  readonly datasets: Pick<Datasets, 'openDataset' | 'formerVersion' | 'listLoads'>;
  readonly analyses: Pick<Analyses, 'compute'>;
}

export const LAST = { limit: 1, after: null, offset: 0 };

/** What the calculator is asked about a dataset: its settings and rules, and what is known of its last load. */
export async function askedOf(parts: QualityParts, actor: Actor, dataset: Dataset): Promise<Record<string, unknown>> {
  const { store, datasets } = parts;
  const { checks, known } = store.settings(dataset.tenant, dataset.id);
  const activities = await knownActivities(parts, actor, dataset, known);
  const rules = store.listRules(dataset.tenant, dataset.id).filter(({ enabled }) => enabled);
  // Who sees a part of the rows is told nothing of loads.
  const [load] = datasets.listLoads(actor, dataset.id, LAST).items;
  return {
    settings: activities
      ? { ...checks, 'unknown-activities': { ...checks['unknown-activities'], ...activities } }
      : checks,
    rules: rules.map(asRule),
    ...(load && load.version === dataset.version?.number
      ? { load: { rows: load.inserted + load.updated + load.unchanged, refused: load.rejected } }
      : {}),
  };
}

/** The quality of what this actor may see of a dataset, computed now or found in the engine's cache. */
export async function getReport(
  parts: QualityParts,
  actor: Actor,
  id: string,
  signal: AbortSignal,
  patience: Parameters<Analyses['compute']>[3] = {},
): Promise<{ readonly dataset: Dataset; readonly text: string }> {
  const { dataset } = parts.datasets.openDataset(actor, id);
  const params = await askedOf(parts, actor, dataset);
  const sent = { datasetId: dataset.id, id: 'data-quality', params, filters: [] };
  return { dataset, text: (await parts.analyses.compute(actor, sent, signal, patience)).text };
}

/** What was measured of each version, newest first; nothing for who sees only a part of the rows. */
export function listMeasured(parts: QualityParts, actor: Actor, id: string, request: ListRequest): Listed<Measured> {
  const { dataset, policy } = parts.datasets.openDataset(actor, id);
  if (policy.length > 0) return { items: [], total: 0, next: null };
  const { rows, total } = parts.store.listMeasured(dataset.tenant, dataset.id, request);
  return listed(rows, total, request, ({ version, versionId }) => [String(version), versionId]);
}

/** What the present version scored; null: not measured yet, or the actor sees only a part of the rows. */
export function scoreOf({ datasets, store }: QualityParts, actor: Actor, id: string): number | null {
  const { dataset, version, policy } = datasets.openDataset(actor, id);
  if (!version || policy.length > 0) return null;
  return store.measured(dataset.tenant, version.id)?.score ?? null;
}

/** What is kept of a report: scores and counts, neither values nor cases. */
export const measuredOf = (
  result: QualityResult,
  of: Pick<Measured, 'tenant' | 'dataset' | 'versionId' | 'version' | 'measuredAtMs'>,
): Measured => ({
  ...of,
  score: result.score,
  dimensions: result.dimensions,
  checks: result.checks.map(({ id, title, score, points, rule, findings }) => ({
    ...{ id, title, score, points, severity: rule?.severity ?? null },
    affected: findings.reduce((sum, { affected }) => sum + affected, 0),
  })),
});
