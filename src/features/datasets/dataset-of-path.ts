import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** The dataset of a path, which must lie in the project of the path. */
export function idIn(parts: DatasetParts, actor: Actor, params: Readonly<Record<string, string>>): string {
  const { dataset } = openDataset(parts, actor, params.ds!);
  return dataset.project === params.id ? dataset.id : notFound('dataset');
}
