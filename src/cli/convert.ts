import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '#sdk';
import { type ExportFormat, formatOfName } from '../engine/export/export-job.ts';
import { writeLog } from '../engine/export/export-log.ts';
import { createRegistry } from '../engine/registry.ts';
import { JSON_FLAG } from './config-flags.ts';
import { COLUMN_FLAGS, FILE_OPTIONS, type FileWanted, fileWantedOf, LOCAL_FLAGS } from './file-flags.ts';
import { nameOf } from './import.ts';
import { NO_DEADLINE_MS, withFile } from './one-file.ts';
import { progressLine } from './progress-line.ts';
import { type WrittenFile, writtenText } from './text-table.ts';
import { EXIT, type Flags, type Io, parseFlags, printFault, type Verb } from './verb.ts';

const about = {
  name: 'convert',
  summary: 'Writes an event log in another format, or what filters keep of it; needs no server and no data folder.',
  usage:
    'convert FILE OUT.xes|OUT.xes.gz|OUT.csv|OUT.csv.gz [--filters JSON] [--map JSON] [--time-zone ZONE] [--lifecycle-events]',
  flags: [
    { flag: '--filters JSON', does: 'filter steps, as in "adit mine"; @FILE reads them from a file' },
    ...COLUMN_FLAGS,
    {
      flag: '--lifecycle-events',
      does: 'XES: writes each event with a start time as two, of the transitions start and complete',
    },
    {
      flag: '--guard-formulas',
      does: 'CSV: puts an apostrophe before texts that a spreadsheet would run as a formula',
    },
    { flag: '--overwrite', does: 'replaces OUT when it is there already' },
    ...LOCAL_FLAGS,
    JSON_FLAG,
  ],
  examples: [
    { call: 'convert orders.csv orders.xes.gz --time-zone Europe/Berlin', does: 'a table as XES, for other tools' },
    {
      call: `convert orders.csv paid.xes --time-zone Europe/Berlin --filters '[{"id":"has-activity","params":{"activities":["pay"]}}]'`,
      does: 'the paid cases alone',
    },
    { call: 'convert receipt.xes.gz receipt.csv', does: 'a line per event, with the attributes of its case' },
  ],
} satisfies Omit<Verb, 'run'>;

interface Wanted extends FileWanted {
  out: string;
  format: ExportFormat;
  gzip: boolean;
  lifecycleEvents: boolean;
  guardFormulas: boolean;
}

const options = {
  ...FILE_OPTIONS,
  'lifecycle-events': { type: 'boolean' },
  'guard-formulas': { type: 'boolean' },
  overwrite: { type: 'boolean' },
} as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 2, max: 2 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    const registry = createRegistry();
    const wanted = wantedOf(flags, registry);
    if (wanted instanceof AppError) {
      printFault(wanted, io, json);
      return EXIT.usage;
    }
    const tell = flags.values.quiet ? () => {} : (line: string) => io.stderr(line);
    const written = await convert(wanted, registry, tell);
    io.stdout(json ? `${JSON.stringify(written)}\n` : writtenText(written));
    return EXIT.ok;
  },
} satisfies Verb;

/** What the call asks for; whatever is wrong with it is bad usage. */
function wantedOf(flags: Flags, registry: ReturnType<typeof createRegistry>): Wanted | AppError {
  try {
    const [file, out] = flags.positionals.map((path) => resolve(path)) as [string, string];
    const format = formatOfName(out);
    if (!format) throw new AppError('invalid', 'cli.format', `"${out}" ends in none of .xes, .xes.gz, .csv, .csv.gz.`);
    if (existsSync(out) && !flags.values.overwrite)
      throw new AppError('conflict', 'cli.fileExists', `${out} is there already; --overwrite replaces it.`);
    return {
      ...{ ...fileWantedOf(file, flags, registry), out, ...format },
      lifecycleEvents: flags.values['lifecycle-events'] === true,
      guardFormulas: flags.values['guard-formulas'] === true,
    };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function convert(
  { out, format, gzip, lifecycleEvents, guardFormulas, ...wanted }: Wanted,
  registry: ReturnType<typeof createRegistry>,
  tell: (line: string) => void,
): Promise<WrittenFile> {
  return withFile(wanted, registry, tell, async ({ engine, placed, folder, signal }) => {
    await writeLog(
      engine,
      {
        version: { folder: placed.folder, hash: placed.report.hash },
        ...{ policy: [], steps: wanted.steps, format, gzip, lifecycleEvents, guardFormulas },
        ...{ name: nameOf(wanted.file), deadlineMs: NO_DEADLINE_MS, memoryBytes: 1_000e6 },
        tempFolder: join(folder, 'export'),
        limits: { memoryBytes: 4_000e6, timeoutMs: NO_DEADLINE_MS },
      },
      out,
      { signal, onProgress: progressLine('writing', tell) },
    );
    return { file: out, bytes: Bun.file(out).size };
  });
}
