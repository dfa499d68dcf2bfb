import { AppError } from '#sdk';
import type { QualityResult } from '../../mining/quality/finding.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Delivery } from '../../platform/events/index.ts';
import { type JobKind, PRIORITY } from '../../platform/jobs/index.ts';
import { english } from '../../platform/text/texts.ts';
import type { Dataset } from '../datasets/index.ts';
import { isBroken, type Measured } from './model.ts';
import { getReport, measuredOf, type QualityParts } from './use-cases.ts';

export const MEASURE_JOB = 'quality.measure';

/** The measure of so many events has a process of its own. Of fewer it takes some MB, and the process more time than the measure. */
const APART_FROM_EVENTS = 200_000;

export interface MeasurePayload {
  readonly dataset: string;
  /** Number of the version that it was asked about. */
  readonly version: number;
}

/** Asks for the quality of a version to be measured, behind everything that somebody waits for. */
export function enqueueMeasure(
  { jobs, store }: Pick<QualityParts, 'jobs' | 'store'>,
  tx: Tx,
  { tenant, workspace, id, version }: Dataset,
  correlationId: string | null,
): void {
  if (!version) return;
  const payload: MeasurePayload = { dataset: id, version: version.number };
  jobs.enqueue(tx, {
    ...{ kind: MEASURE_JOB, payload, tenant, workspace, correlationId, priority: PRIORITY.background, maxAttempts: 3 },
    // Other rules are another question, also while the one before is being answered.
    key: `${id} ${version.number} ${rulesOf(store, tenant, id)}`,
  });
}

/** Settings and rules in the state that they are in. */
const rulesOf = (store: QualityParts['store'], tenant: string, dataset: string): string =>
  Bun.hash(
    [store.settings(tenant, dataset).etag, ...store.listRules(tenant, dataset).map(({ id, etag }) => id + etag)].join(),
  ).toString(36);

/** After each publication. Told twice, it adds one job, or one that finds everything as it was. */
export const measureAfterLoad =
  (parts: QualityParts & { readonly transaction: (work: (tx: Tx) => void) => void }) =>
  ({ tenant, event }: Delivery): void => {
    if (event.event_type !== 'data.ingested' || tenant === null) return;
    const dataset = findDataset(parts, tenant, String(event.payload.dataset));
    if (dataset) parts.transaction((tx) => enqueueMeasure(parts, tx, dataset, event.correlation_id));
  };

/** Null: it was deleted meanwhile. */
function findDataset(parts: QualityParts, tenant: string, id: string): Dataset | null {
  try {
    return parts.datasets.openDataset(systemActor('quality', tenant), id).dataset;
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return null;
    throw error;
  }
}

/** Measures the present version over all of its rows, keeps scores and counts, and tells where something changed. */
export const measureJob = (parts: QualityParts): JobKind<MeasurePayload> => ({
  kind: MEASURE_JOB,
  title: english('Measure of quality'),
  concurrency: 1,
  async handler({ job, payload, signal, progress, finish }) {
    const dataset = job.tenant === null ? null : findDataset(parts, job.tenant, payload.dataset);
    // A later version has a job of its own.
    if (!dataset?.version || dataset.version.number !== payload.version) return finish(() => ({ outdated: true }));
    const actor = { ...systemActor('quality', dataset.tenant), requestId: job.correlationId };
    const { text } = await getReport(parts, actor, dataset.id, signal, {
      deadlineMs: Number.MAX_SAFE_INTEGER,
      onProgress: progress,
      apart: (dataset.version.events ?? APART_FROM_EVENTS) >= APART_FROM_EVENTS,
    });
    const { id: versionId, number: version } = dataset.version;
    const of = { tenant: dataset.tenant, dataset: dataset.id, versionId, version, measuredAtMs: parts.clock.now() };
    const measured = measuredOf(JSON.parse(text) as QualityResult, of);
    finish((tx) => {
      const before = formerOf(parts, measured);
      parts.store.keepMeasured(tx, measured);
      tell(parts, tx, { dataset, measured, before, correlationId: job.correlationId ?? job.id });
      return { score: measured.score, broken: measured.checks.filter(isBroken).length };
    });
  },
});

/** What was measured last: of this version with other rules, or of the one before. */
const formerOf = ({ store }: QualityParts, { tenant, dataset, versionId }: Measured): Measured | null =>
  store.measured(tenant, versionId) ??
  store.listMeasured(tenant, dataset, { limit: 1, after: null, offset: 0 }).rows[0] ??
  null;

const SEVEREST = ['error', 'warning', 'info'] as const;

/** An event for everybody who wants to know: the score moved by a tenth of a point, or other rules are broken. */
function tell(
  { events }: QualityParts,
  tx: Tx,
  of: {
    readonly dataset: Dataset;
    readonly measured: Measured;
    readonly before: Measured | null;
    readonly correlationId: string;
  },
): void {
  const { dataset, measured, before, correlationId } = of;
  const broken = measured.checks.filter(isBroken);
  const wasBroken = before?.checks.filter(isBroken) ?? [];
  const ids = (checks: typeof broken) => checks.map(({ id }) => id).join();
  if (before !== null && rounded(before.score) === rounded(measured.score) && ids(broken) === ids(wasBroken)) return;
  const payload = {
    ...{ dataset: dataset.id, name: dataset.name, workspace: dataset.workspace, version: measured.version },
    ...{ score: rounded(measured.score), scoreBefore: rounded(before?.score ?? null) },
    severity: SEVEREST.find((severity) => broken.some((rule) => rule.severity === severity)) ?? null,
    brokenRules: broken.map(({ id, title, severity, affected }) => ({ id, title, severity, affected })),
  };
  events.publish(tx, { type: 'quality.changed', tenant: dataset.tenant, correlationId, payload });
}

const rounded = (score: number | null): number | null => (score === null ? null : Math.round(score * 10) / 10);
