import type { Actor } from '../../platform/access/actor.ts';
import type { ExportFormat } from './reading.ts';
import type { ModelParts } from './use-cases.ts';
import { openVersion } from './versions.ts';

export interface ExportedModel {
  /** For a file, with its ending. */
  readonly name: string;
  readonly format: string;
  readonly version: number;
  readonly text: string;
}

/** The text of a model: as it is kept, or in another format. */
export async function exportModel(
  parts: ModelParts,
  actor: Actor,
  id: string,
  wanted: { format?: ExportFormat | undefined; version?: number | undefined },
): Promise<ExportedModel> {
  const { model, version, text } = openVersion(parts, actor, id, wanted.version);
  const format = wanted.format ?? version.format;
  const converted =
    format === version.format ? text : await parts.reader.convert({ format: version.format, text }, format, model.name);
  return { name: `${fileName(model.name)}.${format}`, format, version: version.number, text: converted };
}

/** A name of a thing as the name of a file. */
export const fileName = (name: string) => name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'model';
