import { JSON_FLAG } from './config-flags.ts';
import { configOf, PLACE_FLAGS, PLACE_HELP, runOperator } from './open-appliance.ts';
import { EXIT, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

const about = {
  name: 'dataset',
  summary: 'Lists datasets, or verifies their files against the checksums taken when they were written.',
  usage: 'dataset list | verify [NAME] [--data DIR] [--config FILE] [--json]',
  flags: [...PLACE_HELP, JSON_FLAG],
  examples: [
    { call: 'dataset list', does: 'name, status, cases, events and version of each dataset' },
    { call: 'dataset verify Orders', does: 'reads every file of the present version; ends with 1 when one is damaged' },
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
type Verified = Summary & { files: number; bytes: number; damage: { file: string; problem: string }[] };

const options = { ...PLACE_FLAGS, json: { type: 'boolean' } } as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 2 });
    if (typeof flags === 'number') return flags;
    const [action, name] = flags.positionals;
    const json = flags.values.json === true;
    const loaded = configOf(flags, io);
    if (action === 'list' && name === undefined) {
      const list = (await runOperator(loaded, { do: 'datasets' }, () => {})) as Summary[];
      io.stdout(json ? `${JSON.stringify(list)}\n` : listText(list));
      return EXIT.ok;
    }
    if (action !== 'verify')
      return usageFault(about, io, `"${flags.positionals.join(' ')}" is neither "list" nor "verify [NAME]".`, json);
    const found = (await runOperator(loaded, { do: 'verify', dataset: name ?? null }, () => {})) as Verified[];
    io.stdout(json ? `${JSON.stringify(found)}\n` : verifyText(found));
    return found.some((d) => d.damage.length > 0) ? EXIT.problem : EXIT.ok;
  },
} satisfies Verb;

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

const verifyText = (found: readonly Verified[]): string =>
  found
    .map((d) => {
      if (d.damage.length === 0)
        return `${d.name}: ${d.files} files, ${(d.bytes / 1e6).toFixed(1)} MB, all as written\n`;
      return `${d.name}: ${d.damage.length} of ${d.files} files are damaged\n${d.damage.map((x) => `  ${x.file}: ${x.problem}\n`).join('')}`;
    })
    .join('') || 'There is no dataset yet.\n';
