import { resolve } from 'node:path';
import type { LoadedConfig } from '../platform/config/index.ts';
import { answeringVerb } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { runOperator } from './open-appliance.ts';
import { textTable, type WrittenFile, writtenText } from './text-table.ts';
import { EXIT, type Flags, jsonFlag } from './verb.ts';

const about = {
  name: 'dataset',
  summary:
    'Lists datasets, verifies their files against the checksums taken when they were written, writes their logs, or takes their last load back.',
  usage:
    'dataset list | verify [NAME] | undo NAME | export NAME FILE [--filters JSON] [--lifecycle-events] [--overwrite] [--data DIR] [--config FILE] [--json]',
  flags: [
    { flag: '--filters JSON', does: 'export: filter steps, as in "adit mine"; @FILE reads them from a file' },
    {
      flag: '--lifecycle-events',
      does: 'export: writes each event with a start time as two, of the transitions start and complete',
    },
    { flag: '--overwrite', does: 'export: replaces FILE when it is there already' },
    ...PLACE_FLAGS,
  ],
  examples: [
    { call: 'dataset list', does: 'name, status, cases, events and version of each dataset' },
    { call: 'dataset verify Orders', does: 'reads every file of the present version; ends with 1 when one is damaged' },
    { call: 'dataset undo Orders', does: 'the version before the last load, again; once more brings the load back' },
    {
      call: 'dataset export Orders Orders.xes.gz',
      does: 'its event log for other tools; also .xes, .csv and .csv.gz',
    },
  ],
};

interface Summary {
  id: string;
  name: string;
  status: string;
  cases: number;
  events: number;
  version: number | null;
}
type Verified = Summary & {
  files: number;
  bytes: number;
  damage: { file: string; problem: string }[];
  lineage: { version: number; problem: string; hash: string }[];
};

const options = {
  ...PLACE_OPTIONS,
  filters: { type: 'string' },
  'lifecycle-events': { type: 'boolean' },
  overwrite: { type: 'boolean' },
} as const;

export default answeringVerb(about, { options, max: 3 }, async (flags, io) => {
  const [action, name, file] = flags.positionals;
  const loaded = configOf(flags, io);
  if (action === 'export' && name !== undefined && file !== undefined) {
    const written = await exportTo(loaded, flags, name, file);
    return { document: written, text: writtenText(written) };
  }
  if (action === 'list' && name === undefined) {
    const list = (await runOperator(loaded, { do: 'datasets' })) as Summary[];
    return { document: list, text: listText(list) };
  }
  if (action === 'undo' && name !== undefined && file === undefined) {
    const undone = (await runOperator(loaded, { do: 'undo', dataset: name })) as Summary;
    return { document: undone, text: undoText(undone) };
  }
  if (action !== 'verify' || file !== undefined)
    return `"${flags.positionals.join(' ')}" is none of "list", "verify [NAME]", "undo NAME" and "export NAME FILE".`;
  const found = (await runOperator(loaded, { do: 'verify', dataset: name ?? null })) as Verified[];
  const isDamaged = found.some((d) => d.damage.length > 0 || d.lineage.length > 0);
  return { document: found, text: verifyText(found), exit: isDamaged ? EXIT.problem : EXIT.ok };
});

const exportTo = async (loaded: LoadedConfig, { values }: Flags, dataset: string, file: string) =>
  (await runOperator(loaded, {
    ...{ do: 'export', dataset, file: resolve(file), overwrite: values.overwrite === true },
    filters: (jsonFlag(values.filters as string | undefined, '--filters') ?? []) as Record<string, unknown>[],
    lifecycleEvents: values['lifecycle-events'] === true,
  })) as WrittenFile;

const undoText = ({ name, version, events }: Summary): string =>
  `The last load of "${name}" was taken back: version ${version} has ${events.toLocaleString('en')} events.\n`;

function listText(list: readonly Summary[]): string {
  if (list.length === 0) return 'There is no dataset yet. "adit import FILE" makes one.\n';
  const cells = list.map((d) => [
    d.name,
    d.status,
    d.cases.toLocaleString('en'),
    d.events.toLocaleString('en'),
    d.version === null ? '–' : String(d.version),
  ]);
  return textTable([['name', 'status', 'cases', 'events', 'version'], ...cells], { numbersFrom: 2 });
}

const LINEAGE: Readonly<Record<string, string>> = {
  'no-step': 'no step is recorded that made it',
  'no-input': 'a step names something that no step brought',
  'other-hash': 'its step made something else',
  'file-missing': 'a file that it was loaded from is missing',
  'file-changed': 'a file that it was loaded from is no longer what it was',
};

const verifyText = (found: readonly Verified[]): string =>
  found
    .map((d) => {
      const behind = d.lineage
        .map((x) => `  version ${x.version}: ${LINEAGE[x.problem] ?? x.problem} (${x.hash})\n`)
        .join('');
      if (behind !== '') return `${d.name}: the way back to its files is broken\n${behind}`;
      if (d.damage.length === 0)
        return `${d.name}: ${d.files} files, ${(d.bytes / 1e6).toFixed(1)} MB, all as written\n`;
      return `${d.name}: ${d.damage.length} of ${d.files} files are damaged\n${d.damage.map((x) => `  ${x.file}: ${x.problem}\n`).join('')}`;
    })
    .join('') || 'There is no dataset yet.\n';
