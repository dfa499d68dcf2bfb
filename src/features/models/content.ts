import { invalid, type Static, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Analyses } from '../analyses/index.ts';
import type { AddVersion, Discover, ModelOrigin, ReadModel } from './model.ts';
import type { ModelReader } from './reading-thread.ts';

export interface ContentParts {
  readonly reader: ModelReader;
  /** Analyses ask for models as well: they come when both are there. */
  readonly analyses: () => Pick<Analyses, 'compute' | 'discover' | 'algorithms'>;
}

/** What a version holds. */
export interface Content extends ReadModel {
  readonly origin: ModelOrigin;
}

/** The model that was sent, or the one that the dataset shows now, checked either way. */
export async function contentOf(
  parts: ContentParts,
  actor: Actor,
  sent: Static<typeof AddVersion>,
  dataset: string | null,
  signal: AbortSignal,
): Promise<Content> {
  const { text, discover } = sent;
  if ((text === undefined) === (discover === undefined))
    invalid('model.oneContent', 'Send either the text of a model, or what it is to be discovered by: one of the two.', [
      { pointer: '/text', message: 'either this or "discover"' },
    ]);
  if (text !== undefined) return { ...(await parts.reader.read(text)), origin: { kind: 'file' } };
  if (dataset === null)
    invalid('model.noDataset', 'Name the dataset from which the model is to be discovered: "datasetId".', [
      { pointer: '/datasetId', message: 'missing' },
    ]);
  const { algorithm, params, filters } = discover as Static<typeof Discover>;
  const found = await parts.analyses().discover(actor, { datasetId: dataset, algorithm, params, filters }, signal);
  return {
    ...(await parts.reader.readDiscovered(found.text)),
    origin: {
      ...{ kind: 'discovered', algorithm, params, dataset, datasetVersion: found.version, key: found.key },
      filters: filters as unknown as readonly Step[],
    },
  };
}
