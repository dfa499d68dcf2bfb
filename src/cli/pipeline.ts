import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { AppError, type FaultDetail, type TableColumn } from '#sdk';
import { DEFAULT_LIMITS } from '../engine/import/import-job.ts';
import { lookAtInputs } from '../engine/pipelines/run-pipeline.ts';
import { createRegistry } from '../engine/registry.ts';
import type { PresentedRun } from '../features/pipelines/index.ts';
import { type PipelineDocument, readDocument } from '../mining/pipelines/document.ts';
import { flowOf } from '../mining/pipelines/flow.ts';
import { type Answer, answeringVerb, noAction } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { runOperator } from './open-appliance.ts';
import { progressLine } from './progress-line.ts';
import { textTable } from './text-table.ts';
import { EXIT, type Flags } from './verb.ts';

const about = {
  name: 'pipeline',
  summary: 'Checks the document of a pipeline, and runs a published one.',
  usage: 'pipeline validate FILE [--input NAME=FILE …] | run NAME [--data DIR] [--config FILE] [--json]',
  flags: [
    {
      flag: '--input NAME=FILE',
      does: 'validate: a file whose columns the input has; without, columns behind it are not checked',
    },
    ...PLACE_FLAGS,
  ],
  examples: [
    {
      call: 'pipeline validate orders.json',
      does: 'every problem with its place; 0: there is none. No server is asked',
    },
    { call: 'pipeline validate orders.json --input orders=orders.csv', does: 'the same, with the columns of a file' },
    { call: 'pipeline run "Nightly orders"', does: 'runs what is published, waits, and shows the rows of each step' },
  ],
};
const options = { ...PLACE_OPTIONS, input: { type: 'string', multiple: true } } as const;
const LOOK = { memoryBytes: 768e6, timeoutMs: 60_000 };

export default answeringVerb(about, { options, min: 2 }, async (flags, io) => {
  const [action, what] = flags.positionals as [string, string];
  if (action === 'validate') return validate(what, flags);
  if (action !== 'run') return noAction(action);
  const command = { do: 'pipeline', action: 'run', pipeline: what } as const;
  const progress = flags.values.json ? () => {} : progressLine('running', io.stderr);
  const ended = (await runOperator(configOf(flags, io), command, progress)) as PresentedRun;
  return { document: ended, text: runText(ended), exit: ended.state === 'done' ? EXIT.ok : EXIT.problem };
});

async function validate(path: string, { values }: Flags): Promise<Answer> {
  const document = documentIn(path);
  if ('problems' in document) return wrongDocument(document.problems);
  const columns = await columnsOf(document, (values.input ?? []) as string[]);
  const { problems, steps } = flowOf(document, columns, createRegistry().transforms);
  const made = steps.map(({ step, columns: own }) => ({ id: step.id, columns: own }));
  if (problems.length > 0) return wrongDocument(problems, made);
  return {
    document: { valid: true, problems, steps: made },
    text: `The pipeline is right: ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}.\n`,
  };
}

const wrongDocument = (problems: readonly FaultDetail[], steps: readonly object[] = []): Answer => ({
  document: { valid: false, problems, steps },
  text: problems.map(lineOf).join(''),
  exit: EXIT.problem,
});

const lineOf = ({ pointer, message }: FaultDetail): string => `${pointer}: ${message}\n`;

/** The document of a file, or what its form has wrong; the first that is said of each place. */
function documentIn(path: string): PipelineDocument | { readonly problems: readonly FaultDetail[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('invalid', 'pipeline.noFile', `"${path}" cannot be read (${(error as Error).message}).`);
  }
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid', 'pipeline.notJson', `"${path}" is no JSON: ${(error as Error).message}`);
  }
  try {
    return readDocument(sent);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'params.invalid') throw error;
    return { problems: [...Map.groupBy(error.details, ({ pointer }) => pointer).values()].map(([first]) => first!) };
  }
}

/** Of the inputs for which a file was named. */
async function columnsOf(
  document: PipelineDocument,
  given: readonly string[],
): Promise<Map<string, readonly TableColumn[]>> {
  const inputs = given.map((pair) => {
    const at = pair.indexOf('=');
    const [name, file] = [pair.slice(0, at), resolve(pair.slice(at + 1))];
    if (at < 1 || !document.inputs.some((input) => input.name === name))
      throw new AppError('invalid', 'pipeline.noInput', `--input ${pair}: the document has no input of this name.`);
    return { name, source: { kind: 'file', path: file, name: basename(file), sheet: null, key: file } as const };
  });
  if (inputs.length === 0) return new Map();
  const temp = mkdtempSync(join(tmpdir(), 'adit-pipeline-'));
  try {
    const asked = { document, inputs, limits: DEFAULT_LIMITS, threads: 1, memoryBytes: LOOK.memoryBytes / 2, temp };
    const looks = await lookAtInputs(asked, { limits: LOOK });
    return new Map(looks.map(({ name, columns }) => [name, columns]));
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** Words for a run that did not end with a load. */
const ENDS = {
  waiting: 'It could not be done now and is tried again; "adit job list" says why.',
  running: 'The run goes on.',
  cancelled: 'The run was cancelled. What its steps had made is kept: the next run goes on there.',
  failed: 'The run failed.',
};

function runText({ state, report, error }: PresentedRun): string {
  if (state !== 'done')
    return error
      ? `The run failed: ${error.message}\nWhat the steps before it made is kept: once this is corrected, the next run goes on there.\n`
      : `${ENDS[state]}\n`;
  const { steps, rows } = report!;
  const lines = steps.map((s) => [s.id, s.rowsIn, s.rowsOut, s.filtered, s.failed].map(String));
  const there = steps.filter(({ wasThere }) => wasThere).length;
  return [
    textTable([['STEP', 'ROWS IN', 'ROWS OUT', 'FILTERED', 'FAILED'], ...lines]),
    there > 0 ? `${there} of ${steps.length} steps were there from a run before.\n` : '',
    rows === 1 ? '1 row was loaded.\n' : `${rows} rows were loaded.\n`,
  ].join('');
}
