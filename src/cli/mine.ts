import { resolve } from 'node:path';
import { AppError } from '#sdk';
import { createRegistry } from '../engine/registry.ts';
import { checkParams } from '../mining/views/check-params.ts';
import { withModels } from '../mining/views/model-refs.ts';
import { COLUMN_FLAGS, FILE_OPTIONS, type FileWanted, fileWantedOf, LOCAL_FLAGS } from './file-flags.ts';
import { modelInFile } from './given-model.ts';
import { type ModelFile, modelFileOf, takeModelPath, writeModel } from './model-file.ts';
import { NO_DEADLINE_MS, withFile } from './one-file.ts';
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
    ...COLUMN_FLAGS,
    {
      flag: '--classifier NAME',
      does: 'what an activity is: a classifier of the file or a column; concept:name without',
    },
    {
      flag: '--export FORMAT FILE',
      does: 'also write the discovered model into FILE: pnml (the Petri net), ptml (the process tree), bpmn or decl (DECLARE constraints)',
    },
    ...LOCAL_FLAGS,
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
      ...FILE_OPTIONS,
      calculator: { type: 'string' },
      params: { type: 'string' },
      classifier: { type: 'string' },
      export: { type: 'string' },
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
    return {
      ...fileWantedOf(resolve(flags.positionals[0]!), flags, registry),
      calculator: { id: calculator, params: withModels(declared, params, fromFiles) },
      classifier: text('classifier'),
      model: modelFileOf(text('export'), path, registry.calculator(calculator)),
    };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

interface Wanted extends FileWanted {
  calculator: { id: string; params: unknown };
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
