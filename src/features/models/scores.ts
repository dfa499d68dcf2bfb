import { AppError, type Static, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import { enough } from '../analyses/index.ts';
import type { ModelScore, ScoreModel, Scores } from './model.ts';
import { about, getModel, type ModelParts } from './use-cases.ts';

/** Newest first, of those datasets that the actor may read. */
export function listScores(parts: ModelParts, actor: Actor, id: string): readonly ModelScore[] {
  const model = getModel(parts, actor, id);
  const seen = new Map<string, boolean>();
  return parts.store.listScores(tenantOf(actor), model.id).filter(({ dataset }) => {
    if (!seen.has(dataset)) seen.set(dataset, mayRead(parts, actor, dataset));
    return seen.get(dataset)!;
  });
}

/** Computes what the present version scores against a dataset, and keeps it beside the model. */
export async function scoreModel(
  parts: ModelParts,
  actor: Actor,
  id: string,
  sent: Static<typeof ScoreModel>,
  signal: AbortSignal,
): Promise<ModelScore> {
  const { changes, clock, newId, store } = parts;
  const { version } = getModel(parts, actor, id, 'write:models');
  if (version.format === 'decl')
    throw new AppError(
      'conflict',
      'model.noScores',
      'This model is a list of DECLARE constraints: it has no fitness and no precision. Check cases against it with conformance/check.',
    );
  const { datasetId, filters, method } = sent;
  const params = { method, model: `model:${id}@${version.number}` };
  const question = { datasetId, filters, id: 'precision-and-generalisation', params };
  const done = await parts.analyses().compute(actor, question, signal);
  const scores = enough(JSON.parse(done.text) as Scores | null);
  return changes.make(actor, (change) => {
    const model = getModel(parts, actor, id, 'write:models');
    const score: ModelScore = {
      ...{ id: newId(), model: id, modelVersion: version.number, dataset: datasetId, datasetVersion: done.version },
      ...{ filters: filters as unknown as readonly Step[], method, scores: plain(scores) },
      ...{ createdBy: actor.id, createdAtMs: clock.now() },
    };
    store.keepScore(change.tx, model.tenant, score);
    change.record({ action: 'model.score', ...about(model), event: 'updated', after: score });
    return score;
  });
}

const plain = ({ cases, fitness, precision, generalisation, simplicity, fScore, undecided, definition }: Scores) => ({
  ...{ cases, fitness, precision, generalisation, simplicity, fScore, undecided, definition },
});

function mayRead({ openDataset }: ModelParts, actor: Actor, dataset: string): boolean {
  try {
    openDataset(actor, dataset, 'read:analyses');
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'not_found' || error.fault === 'forbidden')) return false;
    throw error;
  }
}
