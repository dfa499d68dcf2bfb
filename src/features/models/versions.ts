import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import { type ContentsDifference, contentsDifference, type ModelContents } from './contents.ts';
import type { ModelVersion, ProcessModel } from './model.ts';
import { getModel, listVersions, type ModelParts, noVersion } from './use-cases.ts';

export interface OpenVersion {
  readonly model: ProcessModel;
  readonly version: ModelVersion;
  readonly text: string;
}

/** A version with its text; undefined: the present one. */
export function openVersion(parts: ModelParts, actor: Actor, id: string, wanted: number | undefined): OpenVersion {
  const model = getModel(parts, actor, id);
  const number = wanted ?? model.version.number;
  const version = parts.store.findVersion(tenantOf(actor), id, number);
  const text = parts.store.text(tenantOf(actor), id, number);
  if (version === null || text === null) noVersion(model, number);
  return { model, version, text };
}

/** The activities of the present version, with the model whose they are. */
export async function activitiesOf(
  parts: ModelParts,
  actor: Actor,
  id: string,
): Promise<{ readonly model: ProcessModel; readonly activities: readonly string[] }> {
  const { model, version, text } = openVersion(parts, actor, id, undefined);
  const { activities } = await parts.reader.contents({ format: version.format, text });
  return { model, activities };
}

export interface ToldVersion {
  readonly version: ModelVersion;
  /** From the version before; null: it is the first, or was not compared. */
  readonly difference: ContentsDifference | null;
}

/** Versions that are compared with the one before, from the newest. */
const MOST_COMPARED = 10;

/** All versions, newest first, the newest with what changed from the one before. */
export async function tellVersions(parts: ModelParts, actor: Actor, id: string): Promise<readonly ToldVersion[]> {
  const versions = listVersions(parts, actor, id);
  const contents = new Map<number, ModelContents>();
  if (versions.length > 1)
    for (const { number, format } of versions.slice(0, MOST_COMPARED + 1)) {
      const text = parts.store.text(tenantOf(actor), id, number);
      if (text !== null) contents.set(number, await parts.reader.contents({ format, text }));
    }
  return versions.map((version) => {
    const [earlier, later] = [contents.get(version.number - 1), contents.get(version.number)];
    return { version, difference: earlier && later ? contentsDifference(earlier, later) : null };
  });
}
