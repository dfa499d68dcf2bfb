import { resolve } from 'node:path';
import { JSON_FLAG } from './config-flags.ts';
import { configOf, PLACE_FLAGS, PLACE_HELP, runOperator } from './open-appliance.ts';
import { EXIT, type Flags, type Io, jsonFlag, parseFlags, usageFault, type Verb } from './verb.ts';

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
    ...PLACE_HELP,
    JSON_FLAG,
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
  ...PLACE_FLAGS,
  filters: { type: 'string' },
  'lifecycle-events': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 3 });
    if (typeof flags === 'number') return flags;
    const [action, name, file] = flags.positionals;
    const json = flags.values.json === true;
    const loaded = configOf(flags, io);
    if (action === 'export' && name !== undefined && file !== undefined) {
      const written = await exportTo(loaded, flags, name, file);
      io.stdout(json ? `${JSON.stringify(written)}\n` : `${written.file}: ${(written.bytes / 1e6).toFixed(1)} MB\n`);
      return EXIT.ok;
    }
    if (action === 'list' && name === undefined) {
      const list = (await runOperator(loaded, { do: 'datasets' }, () => {})) as Summary[];
      io.stdout(json ? `${JSON.stringify(list)}\n` : listText(list));
      return EXIT.ok;
    }
    if (action === 'undo' && name !== undefined && file === undefined) {
      const undone = (await runOperator(loaded, { do: 'undo', dataset: name }, () => {})) as Summary;
      io.stdout(json ? `${JSON.stringify(undone)}\n` : undoText(undone));
      return EXIT.ok;
    }
    if (action !== 'verify' || file !== undefined)
      return usageFault(
        about,
        io,
        `"${flags.positionals.join(' ')}" is neither "list" nor "verify [NAME]" nor "export NAME FILE".`,
        json,
      );
    const found = (await runOperator(loaded, { do: 'verify', dataset: name ?? null }, () => {})) as Verified[];
    io.stdout(json ? `${JSON.stringify(found)}\n` : verifyText(found));
    return found.some((d) => d.damage.length > 0 || d.lineage.length > 0) ? EXIT.problem : EXIT.ok;
  },
} satisfies Verb;

const exportTo = async (loaded: ReturnType<typeof configOf>, { values }: Flags, dataset: string, file: string) =>
  (await runOperator(
    loaded,
    {
      ...{ do: 'export', dataset, file: resolve(file), overwrite: values.overwrite === true },
      filters: (jsonFlag(values.filters as string | undefined, '--filters') ?? []) as Record<string, unknown>[],
      lifecycleEvents: values['lifecycle-events'] === true,
    },
    () => {},
  )) as { file: string; bytes: number };

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
  const rows = [['name', 'status', 'cases', 'events', 'version'], ...cells];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((r) => r[i]!.length)));
  const line = (r: readonly string[]) =>
    r.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return `${rows.map((r) => line(r).trimEnd()).join('\n')}\n`;
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
