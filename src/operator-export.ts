import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import { formatOfName } from './engine/export/export-job.ts';
import { demandAbsent, writeWhole } from './operator-file.ts';
import type { Actor } from './platform/access/actor.ts';

export interface ExportCommand {
  do: 'export';
  /** Name or id. */
  dataset: string;
  /** Whole path of the file to write; its ending says how. Must not exist unless it may be replaced. */
  file: string;
  overwrite: boolean;
  /** Filter steps. */
  filters: readonly Record<string, unknown>[];
  lifecycleEvents: boolean;
}

/** Writes a dataset's event log to a file of this machine, which is there whole or not at all. */
export async function exportDataset(
  { exports }: Pick<Appliance, 'exports'>,
  actor: Actor,
  dataset: { id: string; name: string },
  { file, overwrite, filters, lifecycleEvents }: ExportCommand,
  signal: AbortSignal,
): Promise<{ dataset: string; file: string; bytes: number }> {
  const format = formatOfName(file);
  if (!format) throw new AppError('invalid', 'cli.format', `"${file}" ends in none of .xes, .xes.gz, .csv, .csv.gz.`);
  if (!overwrite) demandAbsent(file, await Bun.file(file).exists());
  const options = { ...format, lifecycleEvents, guardFormulas: false };
  const { content } = await exports.exportLog(actor, { datasetId: dataset.id, filters: [...filters] }, options, signal);
  const bytes = await writeWhole(file, overwrite, content);
  return { dataset: dataset.name, file, bytes };
}
