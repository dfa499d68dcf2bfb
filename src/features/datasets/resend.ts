import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type FaultDetail, invalid } from '#sdk';
import { orDiskFull } from '../../engine/disk-full.ts';
import type { Mapping } from '../../engine/import/mapping.ts';
import { mappingOfPrivateRows } from '../../engine/import/private-cells.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { plainCsvCell } from '../../platform/csv.ts';
import { english } from '../../platform/text/texts.ts';
import { type ImportedFile, importDataset } from './import-dataset.ts';
import type { ImportParts } from './jobs.ts';
import { mappingForPush } from './push-rows.ts';
import { eachRefused, type OpenRefusal, openRefusal } from './refused-rows.ts';
import { type RepairedRow, refuse, repaired } from './repaired-rows.ts';

export interface Resent {
  /** Id of the job that loads them. */
  readonly job: string;
  /** Rows with a changed cell: the others would be refused again, and are left out. */
  readonly rows: number;
}

/** Why rows of this load cannot be sent again; null: they can. */
export function whyNotResendable({ refusal }: OpenRefusal): { readonly code: string; readonly message: string } | null {
  if (!refusal)
    return {
      code: 'refused.none',
      message: english('This load refused no row, or its refused rows are no longer kept.'),
    };
  if (refusal.loadId === null)
    return {
      code: 'refused.stopped',
      message: english(
        'Nothing of this load came in: correct its file and load that again, or let the dataset take loads with refused rows.',
      ),
    };
  if (refusal.mapping === null)
    return {
      code: 'refused.noTable',
      message: english('The file of this load is no table: correct it where it comes from, and load it again.'),
    };
  return null;
}

/**
 * Loads repaired rows with the mapping of their load, added as it was (replaced by its key after an upsert). The same rows sent twice
 * are loaded once, as every file is. Faults: those of {@link whyNotResendable}, `refused.nothingChanged`, `refused.tooManyRows`,
 * `refused.badRows`.
 */
export async function resendRefused(
  parts: ImportParts,
  actor: Actor,
  of: { readonly dataset: string; readonly load: string },
  read: (headers: readonly string[]) => Promise<readonly RepairedRow[]>,
  signal?: AbortSignal,
): Promise<Resent> {
  const opened = openRefusal(parts, actor, of.dataset, of.load, 'write:datasets');
  const reason = whyNotResendable(opened);
  if (reason) throw new AppError('conflict', reason.code, reason.message);
  const sent = await read(opened.refusal!.headers);
  demandFew(parts, sent);
  const files = await repairedFiles(opened, sent);
  const rows = [...files.values()].reduce((sum, lines) => sum + lines.length, 0);
  if (rows === 0)
    invalid('refused.nothingChanged', 'No cell was changed: the rows would be refused again. Nothing was taken.');
  const { mode, key } = parts.store.findLoad(opened.dataset.tenant, opened.dataset.id, of.load)!;
  const written: ImportedFile[] = [];
  try {
    await orDiskFull(() => writeFiles(opened, files, written));
    const [first, ...more] = written as [ImportedFile, ...ImportedFile[]];
    const job = await importDataset(
      parts,
      actor,
      of.dataset,
      {
        ...{ ...first, more, timeZone: null, resentOf: of.load },
        ...(mode === 'upsert' ? { mode, key: key ?? [] } : { mode: 'append' }),
        mapping: mappingOfPrivateRows(mappingForPush(opened.refusal!.mapping as Mapping)),
      },
      signal,
    );
    return { job, rows };
  } finally {
    for (const { file } of written) await rm(file, { force: true });
  }
}

function demandFew(parts: ImportParts, { length }: readonly RepairedRow[]): void {
  const { maxRows } = parts.importSettings().push;
  if (length <= maxRows) return;
  const message = `At most ${maxRows} rows are sent again at once, and these are ${length}. Send them in parts, or correct the file and load it again.`;
  throw new AppError('too_large', 'refused.tooManyRows', message);
}

/** Lines of repaired rows, by the file that they came from, in the order in which they were refused. */
async function repairedFiles(opened: OpenRefusal, sent: readonly RepairedRow[]): Promise<Map<string, string[]>> {
  const { refusal } = opened;
  const byRow = new Map(sent.map((row) => [row.row, row]));
  const mistakes: FaultDetail[] = [];
  const files = new Map<string, string[]>();
  if (byRow.size < sent.length) refuse([{ message: 'a row stands in it twice' }]);
  for await (const block of eachRefused(opened))
    for (const [row, line] of block) {
      const repair = byRow.get(row);
      if (!repair) continue;
      byRow.delete(row);
      const cells = repaired(opened, line, repair);
      if (cells === null) continue;
      if (!line.cells || (line.text !== undefined && opened.columns.some(({ hidden }) => hidden))) {
        mistakes.push({ line: line.line, message: 'its cells are not kept: correct it where it comes from' });
        continue;
      }
      const name = line.file ?? refusal!.fileName ?? 'rows.csv';
      const lines = files.get(name) ?? [];
      files.set(name, lines);
      lines.push(cells.map(plainCsvCell).join(','));
    }
  for (const row of byRow.keys())
    mistakes.push({ value: String(row), message: 'there is no refused row of this number' });
  if (mistakes.length > 0) refuse(mistakes);
  return files;
}

/** A crash leaves what the next start sweeps. */
async function writeFiles(
  { path, refusal }: OpenRefusal,
  files: Map<string, string[]>,
  written: ImportedFile[],
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  for (const [name, lines] of files) {
    const file = join(folder, `${randomUUID()}.csv`);
    written.push({ file, name });
    await using out = await open(file, 'wx', 0o600);
    await out.writeFile(`${[refusal!.headers.map(plainCsvCell).join(','), ...lines].join('\n')}\n`);
  }
}
