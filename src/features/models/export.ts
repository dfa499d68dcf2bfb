import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { ExportFormat } from './reading.ts';
import { getModel, type ModelParts, noVersion } from './use-cases.ts';

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
  const model = getModel(parts, actor, id);
  const number = wanted.version ?? model.version.number;
  const version = parts.store.findVersion(tenantOf(actor), id, number);
  const text = parts.store.text(tenantOf(actor), id, number);
  if (version === null || text === null) noVersion(model, number);
  const format = wanted.format ?? version.format;
  const converted =
    format === version.format ? text : await parts.reader.convert({ format: version.format, text }, format, model.name);
  return { name: `${fileName(model.name)}.${format}`, format, version: number, text: converted };
}

const fileName = (name: string) => name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'model';
