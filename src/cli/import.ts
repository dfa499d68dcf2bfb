import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '#sdk';
import type { ImportReport } from '../engine/import/import-job.ts';
import type { FileMode } from '../features/datasets/index.ts';
import { answeringVerb } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { COLUMN_FLAGS, COLUMN_OPTIONS } from './file-flags.ts';
import { runOperator } from './open-appliance.ts';
import { progressLine } from './progress-line.ts';
import { type Flags, jsonFlag } from './verb.ts';

const about = {
  name: 'import',
  summary: 'Imports a file into a dataset of the data folder; through the server when one runs.',
  usage:
    'import FILE [--dataset NAME] [--mode MODE] [--key COLUMNS] [--map JSON] [--time-zone ZONE] [--data DIR] [--config FILE]',
  flags: [
    { flag: '--dataset NAME', does: 'name of the dataset, made when there is none; without, the name of the file' },
    {
      flag: '--mode MODE',
      does: 'replace (as without), append: rows that are there already are recognised, or upsert: rows replace those with the same key',
    },
    { flag: '--key COLUMNS', does: 'upsert: the columns of the file that tell rows apart, with commas between them' },
    { flag: '--append', does: 'the same as --mode append' },
    ...COLUMN_FLAGS,
    ...PLACE_FLAGS,
  ],
  examples: [
    { call: 'import receipt.xes.gz', does: 'into a dataset "receipt"' },
    {
      call: 'import orders-may.csv --dataset Orders --append --time-zone Europe/Berlin',
      does: 'adds a month to "Orders"',
    },
    {
      call: 'import orders.csv --dataset Orders --time-zone Europe/Berlin --mode upsert --key case_id,activity',
      does: 'replaces the rows of "Orders" that have the same case and activity, and adds the others',
    },
  ],
};

const options = {
  ...PLACE_OPTIONS,
  dataset: { type: 'string' },
  append: { type: 'boolean' },
  mode: { type: 'string' },
  key: { type: 'string' },
  ...COLUMN_OPTIONS,
} as const;

export interface Imported {
  dataset: { id: string; name: string; cases: number; events: number; version: number | null };
  file: string;
  report: ImportReport | (ImportReport & { nothingNew: true }) | { applied: true };
}

export default answeringVerb(about, { options, max: 1 }, async (flags, io) => {
  const file = resolve(flags.positionals[0]!);
  if (!existsSync(file)) throw new AppError('not_found', 'import.noFile', `There is no file ${file}.`);
  const mapping = jsonFlag(flags.values.map as string | undefined, '--map') ?? null;
  const imported = (await runOperator(
    configOf(flags, io),
    {
      do: 'import',
      file,
      dataset: (flags.values.dataset as string | undefined) ?? nameOf(file),
      ...modeOf(flags.values),
      mapping,
      timeZone: (flags.values['time-zone'] as string | undefined) ?? null,
    },
    flags.values.json ? () => {} : progressLine('importing', io.stderr),
  )) as Imported;
  return { document: imported, text: importText(imported) };
});

const MODES = ['replace', 'append', 'upsert'] as const;

/** How the file comes in, as the flags say. */
function modeOf(values: Flags['values']): { mode: FileMode; key?: readonly string[] } {
  const said = values.mode as string | undefined;
  const mode = said === undefined ? (values.append ? 'append' : 'replace') : MODES.find((m) => m === said);
  if (!mode || (values.append && mode !== 'append'))
    throw new AppError('invalid', 'import.mode', `--mode is replace, append or upsert, not "${said}".`);
  const key = (values.key as string | undefined)?.split(',').map((column) => column.trim());
  return key === undefined ? { mode } : { mode, key };
}

/** `receipt` for `receipt.xes.gz`. */
export const nameOf = (file: string): string =>
  basename(file).replace(/\.(csv|tsv|txt|xes)?(\.gz)?$/i, '') || basename(file);

const grouped = (n: number): string => n.toLocaleString('en');

/** What came in, and what did not. */
export function importText({ dataset, report }: Imported): string {
  if ('applied' in report) return `Dataset "${dataset.name}": this file was applied already; nothing changed.\n`;
  if ('nothingNew' in report)
    return `Dataset "${dataset.name}": all ${grouped(report.unchanged)} events were there already; there is no new version.\n`;
  const { rejected, findings, inserted, updated, unchanged, duplicates, drift } = report;
  const lines = [
    `${grouped(dataset.cases)} cases, ${grouped(dataset.events)} events, ${grouped(rejected.count)} rejected`,
  ];
  lines.push(`Dataset "${dataset.name}", version ${dataset.version}.`);
  if (updated > 0) lines.push(`${grouped(updated)} rows took the place of others with their key.`);
  if (duplicates > 0) lines.push(`${grouped(duplicates)} rows have the key of a later one, which counts.`);
  if (unchanged > 0) lines.push(`${grouped(inserted)} events are new, ${grouped(unchanged)} were there already.`);
  for (const r of rejected.sample.slice(0, 10))
    lines.push(`  line ${r.line}${r.column ? `, ${r.column}` : ''}: ${r.reason}`);
  for (const finding of findings) lines.push(`  ${finding.message}`);
  for (const { message } of drift) lines.push(`  differs from the load before: ${message}`);
  return `${lines.join('\n')}\n`;
}
