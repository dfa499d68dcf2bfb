import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Dataset, Datasets, DatasetVersion } from '../datasets/index.ts';
import type { Models, ProcessModel } from '../models/index.ts';
import type { SettingsContent } from './model.ts';

type Known = SettingsContent['known'];

/** Where activities that are known come from. */
export interface KnowingParts {
  readonly models: Pick<Models, 'getModel' | 'modelsIn' | 'activitiesOf'>;
  readonly datasets: Pick<Datasets, 'formerVersion'>;
  /** The activities of a version, by their names. */
  readonly activitiesOf: (version: DatasetVersion) => readonly string[];
}

/** What the check of unknown activities is told, under the rights of who asks; null: nothing is said to be known. */
export async function knownActivities(
  parts: KnowingParts,
  actor: Actor,
  dataset: Dataset,
  known: Known,
): Promise<object | null> {
  if (known.from === 'list') return known.activities.length > 0 ? { known: [...known.activities] } : null;
  if (known.from === 'former-version') {
    const former = parts.datasets.formerVersion(actor, dataset.id);
    return former ? { known: [...parts.activitiesOf(former)] } : { lacking: 'former-version' };
  }
  if (known.from === 'nowhere') return null;
  const model = findModel(parts, actor, dataset, known.model);
  if (!model) return { lacking: 'model' };
  const { activities } = await parts.models.activitiesOf(actor, model.id);
  return { known: [...activities], model: { name: model.name, version: model.version.number } };
}

/** Of the workspace of the dataset; null: it was deleted, lies elsewhere, or is not for this actor to see. */
export function findModel(
  { models }: Pick<KnowingParts, 'models'>,
  actor: Actor,
  dataset: Dataset,
  id: string | undefined,
): ProcessModel | null {
  if (id === undefined) return null;
  try {
    const model = models.getModel(actor, id);
    return model.workspace === dataset.workspace ? model : null;
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'not_found' || error.fault === 'forbidden')) return null;
    throw error;
  }
}

/** A model that is chosen must be there; one that was chosen before and is gone keeps nobody from changing the rest. */
export function demandModel(
  parts: Pick<KnowingParts, 'models'>,
  actor: Actor,
  dataset: Dataset,
  known: Known,
  before: Known,
): void {
  if (known.from !== 'model') return;
  if (known.model === undefined)
    invalid('quality.noModel', 'Choose the model whose activities are known.', [
      { pointer: '/known/model', message: 'missing' },
    ]);
  if (before.from === 'model' && before.model === known.model) return;
  if (findModel(parts, actor, dataset, known.model)) return;
  invalid(
    'quality.unknownModel',
    'There is no such model in this workspace that you can see. Choose another one whose activities are known.',
    [{ pointer: '/known/model', message: 'unknown' }],
  );
}
