import { AppError, type FaultDetail, type TableColumn } from '#sdk';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import { type Flow, type FlowStep, flowOf } from '../../mining/pipelines/flow.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Words } from '../../platform/text/words.ts';
import { previewDocument, type ShownPreview } from './checks.ts';
import type { PipelineParts } from './parts.ts';
import { type StepField, stepFields } from './step-fields.ts';
import { type ShownTableView, tableView } from './table-view.ts';

const PREVIEW_ROWS = 100;

/** A document as the editor shows it: its steps with their marks, and the chosen one with its form and what it does. */
export interface EditorView {
  readonly inputs: readonly {
    readonly name: string;
    readonly columns: number | null;
    readonly problem: string | null;
  }[];
  readonly steps: readonly StepLine[];
  readonly chosen: ChosenStep | null;
  readonly problems: number;
  /** Of no single step: what is said above all. */
  readonly general: readonly string[];
  /** Of the table that goes out; null: not known. */
  readonly columns: readonly TableColumn[] | null;
  /** Where no step is chosen: the first input. */
  readonly table: ShownTableView | null;
}

interface StepLine {
  readonly id: string;
  readonly title: string;
  readonly off: boolean;
  readonly problems: number;
  /** Null: it was not run. */
  readonly rowsOut: number | null;
}

interface ChosenStep {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly off: boolean;
  readonly from: string;
  readonly note: string;
  readonly fields: readonly StepField[];
  readonly problems: readonly string[];
  readonly tables: readonly string[];
  readonly counts: {
    readonly rowsIn: number;
    readonly rowsOut: number;
    readonly filtered: number;
    readonly failed: number;
    readonly emptied: number;
  } | null;
  readonly sample: readonly { readonly row: number; readonly reason: string }[];
  readonly changes: { readonly added: number; readonly removed: number; readonly changed: number } | null;
  readonly before: ShownTableView | null;
  readonly after: ShownTableView | null;
}

/** Looks at the draft: everything that is wrong, and what the first rows become. */
export async function editorView(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  chosen: string | null,
  words: Words,
  signal: AbortSignal,
): Promise<EditorView> {
  const { preview, general } = await lookAt(parts, actor, document, signal);
  const columns = new Map(preview.inputs.map(({ name, table }) => [name, table.columns]));
  const flow = flowOf(document, columns, parts.transforms);
  const problems = preview.problems.length > 0 || general.length > 0 ? preview.problems : flow.problems;
  const found = distinct([...problems, ...flow.problems]);
  const step = flow.steps.find(({ step: { id } }) => id === chosen) ?? null;
  const first = preview.inputs[0]?.table ?? null;
  return {
    inputs: document.inputs.map(({ name }, i) => ({
      ...{ name, columns: columns.get(name)?.length ?? null },
      problem: found.find(({ pointer }) => isAt(pointer, `/inputs/${i}`))?.message ?? null,
    })),
    steps: flow.steps.map(({ step: own, transform, place }) => ({
      ...{ id: own.id, title: transform ? words.t(transform.title) : own.transform, off: own.off === true },
      problems: own.off ? 0 : found.filter(({ pointer }) => isAt(pointer, `/steps/${place}`)).length,
      rowsOut: preview.steps[place]?.counts?.rowsOut ?? null,
    })),
    chosen: step && chosenStep(document, step, found, preview, words),
    problems: found.length,
    general: [...general, ...found.filter(({ pointer }) => isAt(pointer, '/output')).map(({ message }) => message)],
    columns: flow.columns,
    table: first && tableView(first, inheritedIn(preview, document.inputs[0]!.name), null, 'after', words),
  };
}

async function lookAt(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  signal: AbortSignal,
): Promise<{ preview: ShownPreview; general: string[] }> {
  try {
    return { preview: await previewDocument(parts, actor, document, PREVIEW_ROWS, signal), general: [] };
  } catch (error) {
    if (!(error instanceof AppError) || error.fault === 'internal' || error.fault === 'cancelled') throw error;
    const nothing = { inputs: [], steps: [], changes: [], inherited: new Map() };
    return { preview: { ...nothing, problems: [...error.details] }, general: [error.message] };
  }
}

const inheritedIn = ({ inherited }: ShownPreview, table: string | null) => inherited.get(table ?? '') ?? [];

function chosenStep(
  document: PipelineDocument,
  { step, transform, place, before, from }: FlowStep,
  problems: readonly FaultDetail[],
  preview: ShownPreview,
  words: Words,
): ChosenStep {
  const at = `/steps/${place}`;
  const own = problems.filter(({ pointer }) => isAt(pointer, at));
  const errors = new Map(
    own.flatMap(({ pointer, message }) => fieldNames(pointer!, at).map((name) => [name, message] as const)),
  );
  const tables = [...document.inputs.map(({ name }) => name), ...document.steps.slice(0, place).map(({ id }) => id)];
  const tableOf = (name: string | null) =>
    preview.inputs.find((input) => input.name === name)?.table ??
    preview.steps.find(({ id }) => id === name)?.table ??
    null;
  const [source, result] = [tableOf(from), preview.steps[place]?.table ?? null];
  const counts = preview.steps[place]?.counts ?? null;
  const changes = preview.changes[place] ?? null;
  return {
    ...{ id: step.id, off: step.off === true, from: step.from ?? '', note: step.note ?? '', tables },
    title: transform ? words.t(transform.title) : step.transform,
    summary: transform ? words.t(transform.summary) : '',
    fields: transform
      ? stepFields(transform.params, step.params, errors, { columns: before ?? [], tables }, words)
      : [],
    problems: own.map(({ message }) => message),
    ...{ counts, sample: counts?.sample ?? [], changes },
    before: source && tableView(source, inheritedIn(preview, from), changes, 'before', words),
    after: result && tableView(result, inheritedIn(preview, step.id), changes, 'after', words),
  };
}

/** The field of a form that a pointer speaks of: `names/2/column` in a list of rows, and the list itself. */
function fieldNames(pointer: string, at: string): string[] {
  const path = pointer.slice(`${at}/params/`.length).split('/');
  return [path[0]!, path.slice(0, 3).join('/')];
}

const isAt = (pointer: string | undefined, at: string): boolean =>
  pointer === at || pointer?.startsWith(`${at}/`) === true;

function distinct(problems: readonly Flow['problems'][number][]): FaultDetail[] {
  const seen = new Map(problems.map((problem) => [`${problem.pointer} ${problem.message}`, problem]));
  return [...seen.values()];
}
