import { resolve } from 'node:path';
import { AppError, type Step } from '#sdk';
import { MappingInputSchema } from '../engine/import/mapping.ts';
import { createRegistry } from '../engine/registry.ts';
import { checkTimeZone } from '../mining/log/time-zones.ts';
import { checkParams } from '../mining/views/check-params.ts';
import { withModels, withModelsInSteps } from '../mining/views/model-refs.ts';
import { planView } from '../mining/views/plan.ts';
import { modelInFile } from './given-model.ts';
import { type ModelFile, modelFileOf, takeModelPath, writeModel } from './model-file.ts';
import { type FileWanted, NO_DEADLINE_MS, threadsOf, withFile } from './one-file.ts';
import { EXIT, type Flags, type Io, jsonFlag, parseFlags, printFault, usageFault, type Verb } from './verb.ts';

const verb: Verb = {
  name: 'mine',
  summary: 'Imports a file, runs one calculator, prints its result as JSON; needs no server and no data folder.',
  usage:
    'mine FILE --calculator ID [--params JSON] [--filters JSON] [--map JSON] [--time-zone ZONE] [--classifier NAME] [--export FORMAT FILE]',
  flags: [
    {
      flag: '--calculator ID',
      does: 'what to compute: log-summary, process-map, variants … ("adit plugin list" names all)',
    },
    {
      flag: '--params JSON',
      does: 'parameters of the calculator; @FILE reads them from a file; a model may be the path of a model file',
    },
    {
      flag: '--filters JSON',
      does: 'filter steps: [{ "id": "has-activity", "params": { … } }, …]; @FILE reads them from a file; models as in --params',
    },
    {
      flag: '--map JSON',
      does: 'which column is what, where the columns cannot be recognised; @FILE reads it from a file',
    },
    { flag: '--time-zone ZONE', does: 'zone of timestamps without one, as Europe/Berlin' },
    {
      flag: '--classifier NAME',
      does: 'what an activity is: a classifier of the file or a column; concept:name without',
    },
    {
      flag: '--export FORMAT FILE',
      does: 'also write the discovered model into FILE: pnml (the Petri net), ptml (the process tree), bpmn or decl (DECLARE constraints)',
    },
    { flag: '--threads N', does: 'worker threads; one for each core without' },
    { flag: '--quiet', does: 'no progress on standard error' },
    { flag: '--json', does: 'changes nothing: results and problems are JSON documents anyway' },
  ],
  examples: [
    {
      call: 'mine receipt.xes.gz --calculator process-map',
      does: 'the process map: nodes, arcs, starts and ends, with durations',
    },
    {
      call: `mine receipt.xes.gz --calculator variants --params '{"limit":10}'`,
      does: 'the ten most frequent variants',
    },
    {
      call: `mine orders.csv --time-zone Europe/Berlin --calculator case-duration --filters '[{"id":"has-activity","params":{"activities":["pay"]}}]'`,
      does: 'how long the paid orders took',
    },
    {
      call: `mine receipt.xes.gz --calculator inductive-model --params '{"noise":0.2}' --export pnml receipt.pnml`,
      does: 'a Petri net of what is not rare, as JSON and as a file for other tools',
    },
    {
      call: 'mine receipt.xes.gz --calculator inductive-model --export bpmn receipt.bpmn',
      does: 'the same as BPMN with its drawing, for modellers',
    },
    {
      call: `mine receipt.xes.gz --calculator fitness --params '{"model":"receipt.pnml"}'`,
      does: 'how well the net in that file can replay the cases',
    },
  ],
  forPrograms: true,
  run,
};
export default verb;

async function run(given: string[], io: Io): Promise<number> {
  const { args, path } = takeModelPath(given);
  const flags = parseFlags(
    verb,
    args,
    io,
    {
      calculator: { type: 'string' },
      params: { type: 'string' },
      filters: { type: 'string' },
      map: { type: 'string' },
      'time-zone': { type: 'string' },
      classifier: { type: 'string' },
      export: { type: 'string' },
      threads: { type: 'string' },
      quiet: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    { min: 1, max: 1 },
  );
  if (typeof flags === 'number') return flags;
  const calculator = flags.values.calculator as string | undefined;
  if (calculator === undefined) return usageFault(verb, io, 'Say what to compute: --calculator ID.', true);
  try {
    const registry = createRegistry();
    const wanted = wantedOf(calculator, flags, path, registry);
    if (wanted instanceof AppError) {
      printFault(wanted, io, true);
      return EXIT.usage;
    }
    const text = await mine(wanted, registry, flags.values.quiet ? () => {} : (line) => io.stderr(line));
    if (wanted.model) writeModel(wanted.model, text);
    io.stdout(`${text}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    printFault(error, io, true);
    return EXIT.problem;
  }
}

/** What the call asks for, checked as far as it can be without the file: whatever is wrong so far is bad usage. */
function wantedOf(
  calculator: string,
  flags: Flags,
  path: string | undefined,
  registry: ReturnType<typeof createRegistry>,
): Wanted | AppError {
  const text = (name: string) => flags.values[name] as string | undefined;
  try {
    const { params: declared } = registry.calculator(calculator);
    const params = checkParams(declared, jsonFlag(text('params'), '--params') ?? {});
    const fromFiles = { modelOf: modelInFile, paramsOf: (id: string) => registry.filters.get(id)?.params };
    const steps = (jsonFlag(text('filters'), '--filters') ?? []) as Step[];
    if (!Array.isArray(steps))
      throw new AppError('invalid', 'cli.filters', '--filters is a list of steps: [{ "id": …, "params": … }].');
    planView(steps, registry.filterSource);
    const timeZone = text('time-zone') ?? null;
    if (timeZone !== null) checkTimeZone(timeZone);
    const mapping = jsonFlag(text('map'), '--map') ?? null;
    if (mapping !== null) checkParams(MappingInputSchema, mapping, '/mapping', 'mapping');
    return {
      file: resolve(flags.positionals[0]!),
      calculator: { id: calculator, params: withModels(declared, params, fromFiles) },
      steps: withModelsInSteps(steps, fromFiles),
      mapping,
      classifier: text('classifier'),
      timeZone,
      model: modelFileOf(text('export'), path, registry.calculator(calculator)),
      threads: threadsOf(flags),
    };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

interface Wanted extends FileWanted {
  calculator: { id: string; params: unknown };
  steps: readonly Step[];
  classifier: string | undefined;
  model: ModelFile | null;
}

/** The result as JSON. */
const mine = (
  wanted: Wanted,
  registry: ReturnType<typeof createRegistry>,
  tell: (line: string) => void,
): Promise<string> =>
  withFile(wanted, registry, tell, async ({ engine, placed, signal }) => {
    const { text } = await engine.calculate(
      {
        version: { folder: placed.folder, hash: placed.report.hash },
        policy: [],
        steps: wanted.steps,
        calculator: wanted.calculator,
        ...(wanted.classifier === undefined ? {} : { classifier: wanted.classifier }),
        k: 0,
        deadlineMs: NO_DEADLINE_MS,
      },
      { signal },
    );
    return text!;
  });
