import { AppError, type FaultDetail, type TableColumn } from '#sdk';
import type { TableChanges } from '../../mining/pipelines/changes.ts';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import { type Flow, type FlowStep, flowOf } from '../../mining/pipelines/flow.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Words } from '../../platform/text/words.ts';
import { previewDocument, type ShownPreview } from './checks.ts';
import { checkExpression, type ExpressionCheck, expressionWords } from './expression-check.ts';
import type { PipelineParts } from './parts.ts';
import { fieldErrors, inPlainWords } from './step-errors.ts';
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
  /** The first step with a problem; null: none has. */
  readonly wrongStep: string | null;
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
  /** Nobody has filled its form in. */
  readonly isBlank: boolean;
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
  readonly fields: readonly (StepField & { readonly check: ExpressionCheck | null })[];
  /** What its expressions can be written with; null: it has none. */
  readonly expressionWords: ReturnType<typeof expressionWords> | null;
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
  /** What it does to the first rows; null: it was not run, or makes other rows. */
  readonly done: Omit<TableChanges, 'rows' | 'gone'> | null;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly before: ShownTableView | null;
  readonly after: ShownTableView | null;
}

/** Looks at the draft: everything that is wrong, and what the first rows become. */
export async function editorView(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  { step: chosen, isNew }: { readonly step: string | null; readonly isNew: boolean },
  words: Words,
  signal: AbortSignal,
): Promise<EditorView> {
  const { preview, general } = await lookAt(parts, actor, document, signal);
  const columns = new Map(preview.inputs.map(({ name, table }) => [name, table.columns]));
  const flow = flowOf(document, columns, parts.transforms);
  const problems = preview.problems.length > 0 || general.length > 0 ? preview.problems : flow.problems;
  const found = inPlainWords(distinct([...problems, ...flow.problems]));
  const step = flow.steps.find(({ step: { id } }) => id === chosen) ?? null;
  const first = preview.inputs[0]?.table ?? null;
  const isWrong = (place: number) => found.some(({ pointer }) => isAt(pointer, `/steps/${place}`));
  return {
    inputs: document.inputs.map(({ name }, i) => ({
      ...{ name, columns: columns.get(name)?.length ?? null },
      problem: found.find(({ pointer }) => isAt(pointer, `/inputs/${i}`))?.message ?? null,
    })),
    steps: flow.steps.map(({ step: own, transform, place }) => ({
      ...{ id: own.id, title: transform ? words.t(transform.title) : own.transform, off: own.off === true },
      isBlank: Object.keys(own.params).length === 0,
      problems: own.off ? 0 : found.filter(({ pointer }) => isAt(pointer, `/steps/${place}`)).length,
      rowsOut: preview.steps[place]?.counts?.rowsOut ?? null,
    })),
    chosen: step && chosenStep(document, step, found, preview, isNew, words),
    problems: found.length,
    wrongStep: flow.steps.find(({ step: { off }, place }) => !off && isWrong(place))?.step.id ?? null,
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
  isNew: boolean,
  words: Words,
): ChosenStep {
  const at = `/steps/${place}`;
  const tables = [...document.inputs.map(({ name }) => name), ...document.steps.slice(0, place).map(({ id }) => id)];
  const tableOf = (name: string | null) =>
    preview.inputs.find((input) => input.name === name)?.table ??
    preview.steps.find(({ id }) => id === name)?.table ??
    null;
  const own = problems.filter(({ pointer }) => isAt(pointer, at));
  const errors = isNew ? new Map<string, string>() : fieldErrors(own, at);
  const others = transform?.takesTable ? (tableOf(String(step.params.table ?? ''))?.columns ?? []) : [];
  const [source, result] = [tableOf(from), preview.steps[place]?.table ?? null];
  const { counts = null, keepsRows = true } = preview.steps[place] ?? {};
  const changes = preview.changes[place] ?? null;
  const marked = changes && (keepsRows ? changes : { ...changes, rows: [], gone: [] });
  const fields = transform
    ? stepFields(transform.params, step.params, errors, { columns: before ?? [], tables, others }, words)
    : [];
  return {
    ...{ id: step.id, off: step.off === true, from: step.from ?? '', note: step.note ?? '', tables },
    title: transform ? words.t(transform.title) : step.transform,
    summary: transform ? words.t(transform.summary) : '',
    fields: fields.map((part) => ({
      ...part,
      check:
        part.kind === 'expression'
          ? checkExpression(part.field.name, String(part.field.value), part.gives, before, words)
          : null,
    })),
    expressionWords: fields.some(({ kind }) => kind === 'expression') ? expressionWords(before ?? [], words) : null,
    problems: own.flatMap(({ pointer, message }) => (isAt(pointer, `${at}/params`) ? [] : [message])),
    ...{ counts, sample: counts?.sample ?? [], done: keepsRows ? changes : null },
    ...{ isFirst: place === 0, isLast: place === document.steps.length - 1 },
    before: source && tableView(source, inheritedIn(preview, from), marked, 'before', words),
    after: result && tableView(result, inheritedIn(preview, step.id), marked, 'after', words),
  };
}

const isAt = (pointer: string | undefined, at: string): boolean =>
  pointer === at || pointer?.startsWith(`${at}/`) === true;

function distinct(problems: readonly Flow['problems'][number][]): FaultDetail[] {
  const seen = new Map(problems.map((problem) => [`${problem.pointer} ${problem.message}`, problem]));
  return [...seen.values()];
}
