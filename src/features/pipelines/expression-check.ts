import { AppError, type TableColumn } from '#sdk';
import type { PreviewTable } from '../../engine/pipelines/pipeline-job.ts';
import { columnsIn } from '../../mining/expressions/columns-in.ts';
import { compileCondition, compileExpression } from '../../mining/expressions/compile.ts';
import { signatureOf } from '../../mining/expressions/function.ts';
import { FUNCTIONS } from '../../mining/expressions/functions.ts';
import { parseExpression } from '../../mining/expressions/parse.ts';
import { columnText } from '../../mining/expressions/syntax.ts';
import type { PipelineDocument, PipelineStep } from '../../mining/pipelines/document.ts';
import type { FlowStep } from '../../mining/pipelines/flow.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Words } from '../../platform/text/words.ts';
import { previewDocument, validatePipeline } from './checks.ts';
import type { PipelineParts } from './parts.ts';
import { type ShownTableView, TYPE_TEXTS, tableView } from './table-view.ts';

/** First rows that go through the steps, as in the preview, those of them whose values are shown, and signs around a mistake. */
const PREVIEW_ROWS = 100;
const SHOWN_ROWS = 6;
const AROUND = 80;

/** A mistake in an expression, with the text around its place. */
interface PlacedMistake {
  readonly message: string;
  /** Counted from 0. */
  readonly at: number;
  readonly before: string;
  readonly mark: string;
  readonly after: string;
}

/** An expression as it is written at this moment. */
export interface ExpressionCheck {
  /** The parameter that it stands in. */
  readonly field: string;
  readonly mistakes: readonly PlacedMistake[];
  /** What its values are; null: nothing is written, it is wrong, or the columns are not known. */
  readonly type: string | null;
  /** The columns that it reads and what it gives, for the first rows; null: it was not computed. */
  readonly values: ShownTableView | null;
}

export type ExpressionGives = 'value' | 'condition';

/** What is wrong with an expression over some columns; reads no row. */
export function checkExpression(
  field: string,
  text: string,
  gives: ExpressionGives,
  columns: readonly TableColumn[] | null,
  { t }: Words,
): ExpressionCheck {
  const nothing = { field, mistakes: [], type: null, values: null };
  if (text.trim() === '' || columns === null) return nothing;
  try {
    const { type } = compileExpression(text, columns);
    if (gives === 'condition') compileCondition(text, columns);
    return { ...nothing, type: t(TYPE_TEXTS[type]) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...nothing, mistakes: error.details.map((detail) => placedIn(text, detail)) };
  }
}

/** The sign or word at a place. */
const MARKED = /[\p{L}_][\p{L}\p{M}\p{N}_]*|\[[^\]]*\]?|\d+(?:\.\d+)?|'[^']*'?|"[^"]*"?|./suy;

function placedIn(text: string, { column = 1, message }: { column?: number; message: string }): PlacedMistake {
  const at = column - 1;
  MARKED.lastIndex = at;
  const mark = MARKED.exec(text)?.[0] ?? '';
  const [from, to] = [Math.max(0, at - AROUND), at + mark.length];
  return {
    ...{ message, at, mark },
    before: (from > 0 ? '…' : '') + text.slice(from, at),
    after: text.slice(to, to + AROUND) + (text.length > to + AROUND ? '…' : ''),
  };
}

/** What an expression of a step gives for the first rows of the table that the step works on. */
export async function expressionValues(
  parts: PipelineParts,
  actor: Actor,
  document: PipelineDocument,
  asked: { readonly step: string; readonly from: string; readonly field: string; readonly text: string },
  gives: ExpressionGives,
  words: Words,
  signal: AbortSignal,
): Promise<ExpressionCheck> {
  const { flow } = await validatePipeline(parts, actor, document, signal);
  const step = flow.steps.find(({ step: { id } }) => id === asked.step);
  const columns = step ? columnsBefore(step, flow.steps, asked.from) : null;
  const check = checkExpression(asked.field, asked.text, gives, columns, words);
  if (!step || columns === null || check.type === null) return check;
  const name = freeColumn(words.t('Result'), columns);
  const computed: PipelineStep = {
    ...{ id: step.step.id, transform: 'computed-field', params: { name, expression: asked.text } },
    ...(asked.from === '' ? {} : { from: asked.from }),
  };
  const steps = [...document.steps.slice(0, step.place), computed];
  const preview = await previewDocument(parts, actor, { ...document, steps }, PREVIEW_ROWS, signal);
  const table = preview.steps.at(-1)?.table;
  if (!table) return check;
  return {
    ...check,
    values: tableView(
      chosenColumns(table, [...columnsIn(parseExpression(asked.text)), name]),
      [],
      null,
      'after',
      words,
    ),
  };
}

/** Columns of the table that a step works on, also where another one was chosen and not yet applied. */
function columnsBefore(step: FlowStep, steps: readonly FlowStep[], from: string): readonly TableColumn[] | null {
  if (from === (step.step.from ?? '')) return step.before;
  return steps.find(({ step: { id } }) => id === from)?.columns ?? null;
}

function freeColumn(wanted: string, columns: readonly TableColumn[]): string {
  const taken = new Set(columns.map(({ name }) => name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} ${n}`;
    if (!taken.has(name)) return name;
  }
}

function chosenColumns({ columns, rows }: PreviewTable, names: readonly string[]): PreviewTable {
  const places = columns.flatMap(({ name }, place) => (names.includes(name) ? [place] : []));
  return {
    columns: places.map((place) => columns[place]!),
    rows: rows.slice(0, SHOWN_ROWS).map(({ row, cells }) => ({ row, cells: places.map((place) => cells[place]!) })),
  };
}

/** What can be written in an expression at a place: the columns there, and every function with an example. */
export function expressionWords(columns: readonly TableColumn[], words: Words) {
  const { t } = words;
  return {
    columns: columns.map(({ name, type }) => ({ name, type: t(TYPE_TEXTS[type]), insert: columnText(name) })),
    functions: [...FUNCTIONS.values()].map((f) => ({
      ...{
        name: f.name,
        signature: signatureOf(f),
        summary: t(f.summary).replaceAll('`', ''),
        example: f.examples[0]!.text,
      },
    })),
  };
}
