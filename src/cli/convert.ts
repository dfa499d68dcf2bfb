import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, type Step } from '#sdk';
import { type ExportFormat, formatOfName } from '../engine/export/export-job.ts';
import { writeLog } from '../engine/export/export-log.ts';
import { MappingInputSchema } from '../engine/import/mapping.ts';
import { createRegistry } from '../engine/registry.ts';
import { checkTimeZone } from '../mining/log/time-zones.ts';
import { checkParams } from '../mining/views/check-params.ts';
import { withModelsInSteps } from '../mining/views/model-refs.ts';
import { planView } from '../mining/views/plan.ts';
import { JSON_FLAG } from './config-flags.ts';
import { modelInFile } from './given-model.ts';
import { nameOf } from './import.ts';
import { type FileWanted, NO_DEADLINE_MS, PATIENCE_MS, threadsOf, withFile } from './one-file.ts';
import { EXIT, type Flags, type Io, jsonFlag, parseFlags, printFault, type Verb } from './verb.ts';

const about = {
  name: 'convert',
  summary: 'Writes an event log in another format, or what filters keep of it; needs no server and no data folder.',
  usage:
    'convert FILE OUT.xes|OUT.xes.gz|OUT.csv|OUT.csv.gz [--filters JSON] [--map JSON] [--time-zone ZONE] [--lifecycle-events]',
  flags: [
    { flag: '--filters JSON', does: 'filter steps, as in "adit mine"; @FILE reads them from a file' },
    {
      flag: '--map JSON',
      does: 'which column is what, where the columns cannot be recognised; @FILE reads it from a file',
    },
    { flag: '--time-zone ZONE', does: 'zone of timestamps without one, as Europe/Berlin' },
    {
      flag: '--lifecycle-events',
      does: 'XES: writes each event with a start time as two, of the transitions start and complete',
    },
    {
      flag: '--guard-formulas',
      does: 'CSV: puts an apostrophe before texts that a spreadsheet would run as a formula',
    },
    { flag: '--overwrite', does: 'replaces OUT when it is there already' },
    { flag: '--threads N', does: 'worker threads; one for each core without' },
    { flag: '--quiet', does: 'no progress on standard error' },
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
  steps: readonly Step[];
  lifecycleEvents: boolean;
  guardFormulas: boolean;
}

const options = {
  filters: { type: 'string' },
  map: { type: 'string' },
  'time-zone': { type: 'string' },
  'lifecycle-events': { type: 'boolean' },
  'guard-formulas': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  threads: { type: 'string' },
  quiet: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 2, max: 2 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    try {
      const registry = createRegistry();
      const wanted = wantedOf(flags, registry);
      if (wanted instanceof AppError) {
        printFault(wanted, io, json);
        return EXIT.usage;
      }
      const tell = flags.values.quiet ? () => {} : (line: string) => io.stderr(line);
      const written = await convert(wanted, registry, tell);
      io.stdout(json ? `${JSON.stringify(written)}\n` : `${written.file}: ${(written.bytes / 1e6).toFixed(1)} MB\n`);
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return printFault(error, io, json);
    }
  },
} satisfies Verb;

/** What the call asks for; whatever is wrong with it is bad usage. */
function wantedOf(flags: Flags, registry: ReturnType<typeof createRegistry>): Wanted | AppError {
  const text = (name: string) => flags.values[name] as string | undefined;
  try {
    const [file, out] = flags.positionals.map((path) => resolve(path)) as [string, string];
    const format = formatOfName(out);
    if (!format) throw new AppError('invalid', 'cli.format', `"${out}" ends in none of .xes, .xes.gz, .csv, .csv.gz.`);
    if (existsSync(out) && !flags.values.overwrite)
      throw new AppError('conflict', 'cli.fileExists', `${out} is there already; --overwrite replaces it.`);
    const steps = (jsonFlag(text('filters'), '--filters') ?? []) as Step[];
    if (!Array.isArray(steps))
      throw new AppError('invalid', 'cli.filters', '--filters is a list of steps: [{ "id": …, "params": … }].');
    planView(steps, registry.filterSource);
    const timeZone = text('time-zone') ?? null;
    if (timeZone !== null) checkTimeZone(timeZone);
    const mapping = jsonFlag(text('map'), '--map') ?? null;
    if (mapping !== null) checkParams(MappingInputSchema, mapping, '/mapping', 'mapping');
    return {
      ...{ file, out, ...format, mapping, timeZone, threads: threadsOf(flags) },
      steps: withModelsInSteps(steps, { modelOf: modelInFile, paramsOf: (id) => registry.filters.get(id)?.params }),
      lifecycleEvents: flags.values['lifecycle-events'] === true,
      guardFormulas: flags.values['guard-formulas'] === true,
    };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function convert(
  { out, format, gzip, steps, lifecycleEvents, guardFormulas, ...wanted }: Wanted,
  registry: ReturnType<typeof createRegistry>,
  tell: (line: string) => void,
): Promise<{ file: string; bytes: number }> {
  return withFile(wanted, registry, tell, async ({ engine, placed, folder, signal }) => {
    const start = performance.now();
    let told = 0;
    const onProgress = (share: number) => {
      if (share - told < 0.1 || performance.now() - start < PATIENCE_MS) return;
      told = share;
      tell(`writing: ${Math.round(share * 100)} %\n`);
    };
    await writeLog(
      engine,
      {
        version: { folder: placed.folder, hash: placed.report.hash },
        ...{ policy: [], steps, format, gzip, lifecycleEvents, guardFormulas },
        ...{ name: nameOf(wanted.file), deadlineMs: NO_DEADLINE_MS, memoryBytes: 1_000e6 },
        tempFolder: join(folder, 'export'),
        limits: { memoryBytes: 4_000e6, timeoutMs: NO_DEADLINE_MS },
      },
      out,
      { signal, onProgress },
    );
    return { file: out, bytes: Bun.file(out).size };
  });
}
