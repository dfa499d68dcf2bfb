import type { Actor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { Analyses, Calculated, ExecuteSent } from '../analyses/index.ts';
import { type Analysis, hasEnded } from './model.ts';
import type { AnalysisStore } from './store.ts';
import type { Follower, UnderWay } from './under-way.ts';

export interface CalculationParts {
  readonly store: AnalysisStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly analyses: Analyses;
  readonly underWay: UnderWay;
}

/** An analysis as it stands. */
export interface Standing {
  readonly analysis: Analysis;
  readonly progress: number;
}

/** Begins an analysis that goes on when the caller leaves. What cannot be right is refused at once. */
export function startAnalysis(parts: CalculationParts, actor: Actor, asked: ExecuteSent): Standing {
  const { store, changes, clock, newId, analyses, underWay } = parts;
  const { version } = analyses.demand(actor, asked);
  const sent = analyses.pinned(actor, asked);
  underWay.demandRoom(actor);
  const analysis: Analysis = {
    ...{ id: newId(), tenant: tenantOf(actor), owner: actor.id, dataset: sent.datasetId, version, request: sent },
    ...{ state: 'waiting', resultKey: null, error: null, createdAtMs: clock.now() },
    ...{ startedAtMs: null, finishedAtMs: null },
  };
  changes.make(actor, (change) => {
    store.insert(change.tx, analysis);
    const after = { dataset: analysis.dataset, version, calculator: sent.id };
    change.record({ action: 'analysis.start', ...about(analysis), after });
  });
  underWay.add(analysis, actor);
  return { analysis, progress: 0 };
}

/** One of the actor's own. Whoever may no longer read the dataset has no analyses of it. */
export function getAnalysis(parts: CalculationParts, actor: Actor, id: string): Standing {
  const found = findOwn(parts, actor, id);
  parts.analyses.demand(actor, found.analysis.request);
  return found;
}

export function listAnalyses(parts: CalculationParts, actor: Actor, request: ListRequest): Listed<Standing> {
  const { rows, total } = parts.store.list({ tenant: tenantOf(actor), owner: actor.id }, request);
  const list = listed(rows, total, request, (analysis) => [String(analysis.createdAtMs), analysis.id]);
  return { ...list, items: list.items.map((analysis) => standing(parts, analysis)) };
}

/**
 * The result of one that is done: asked of the engine's cache again, under what the actor may see by now. Null when the dataset has
 * moved on to another version: that result is gone.
 */
export async function resultOf(
  parts: CalculationParts,
  actor: Actor,
  { analysis }: Standing,
  signal: AbortSignal,
): Promise<Calculated | null> {
  if (analysis.state !== 'done') return null;
  if (parts.analyses.demand(actor, analysis.request).version !== analysis.version) return null;
  return parts.analyses.compute(actor, analysis.request, signal);
}

/** Stops one that waits or runs; forgets one that has ended. */
export function endAnalysis(parts: CalculationParts, actor: Actor, id: string): void {
  const { analysis } = findOwn(parts, actor, id);
  const ended = hasEnded(analysis);
  parts.changes.make(actor, (change) => {
    if (ended) parts.store.remove(change.tx, analysis);
    change.record({ action: ended ? 'analysis.delete' : 'analysis.cancel', ...about(analysis) });
  });
  if (!ended) parts.underWay.cancel(id);
}

/** Tells the follower from now on; null when it has ended. */
export function followAnalysis(parts: CalculationParts, { analysis }: Standing, follower: Follower) {
  return parts.underWay.follow(analysis.id, follower);
}

/** The same analysis as it stands by now. */
export const standingOf = (parts: CalculationParts, { analysis }: Standing): Standing =>
  standing(parts, parts.store.find(analysis.tenant, analysis.id) ?? analysis);

/** At the start: what was under way when the server stopped has failed. */
export const failUnfinished = ({ store, clock }: CalculationParts): number =>
  store.failUnfinished(
    {
      ...{ fault: 'cancelled', code: 'analysis.interrupted' },
      message: 'The server was stopped while this was computed. Start it again.',
    },
    clock.now(),
  );

function findOwn(parts: CalculationParts, actor: Actor, id: string): Standing {
  const analysis = parts.store.find(tenantOf(actor), id);
  return analysis && analysis.owner === actor.id ? standing(parts, analysis) : notFound('analysis');
}

const standing = ({ underWay }: CalculationParts, analysis: Analysis): Standing =>
  underWay.find(analysis.id) ?? { analysis, progress: analysis.state === 'done' ? 1 : 0 };

const about = (analysis: Analysis) => ({ kind: 'analysis', id: analysis.id });
