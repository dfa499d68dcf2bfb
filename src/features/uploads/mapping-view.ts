import type { MappingInput } from '../../engine/import/mapping.ts';
import type { PreviewColumn, PreviewRow } from '../../engine/import/preview-job.ts';
import type { Rejected } from '../../engine/import/staged-log.ts';
import type { Viewer } from '../../platform/http/viewer.ts';
import type { Format } from '../../platform/text/format.ts';
import { type Words, wordsFor } from '../../platform/text/words.ts';
import { refusedWords } from '../datasets/index.ts';
import { columnPage, columnView, detailsView, openedColumn } from './column-view.ts';
import { dayChoices } from './day-choice.ts';
import { shownDialect, signName } from './dialect-form.ts';
import { differenceText } from './difference-text.ts';
import type { MappedPreview } from './mapped-preview.ts';
import type { MappingFields } from './mapping-form.ts';
import { decidedText, privacyView } from './privacy-form.ts';
import { readValue } from './read-value.ts';
import { choiceOf } from './said-columns.ts';

/** Columns that the table of first rows shows; the form has them all. */
const MOST_COLUMNS = 24;
const MOST_PROBLEMS = 20;
/** Differences of a kept mapping, and names of columns, that are told one by one. */
const MOST_NAMED = 6;

/** A row of the preview, and the words that stand below it where something is wrong. */
interface ShownRow {
  readonly line: number;
  readonly cells: readonly { readonly text: string | null; readonly bad: boolean; readonly reason: string | null }[];
  readonly words: readonly Pick<Rejected, 'column' | 'value' | 'reason'>[];
}

/** Plain data for the mapping step, from a look into the file. */
export function mappingView(preview: MappedPreview, said: MappingInput, fields: MappingFields | null, viewer: Viewer) {
  const words = wordsFor(viewer);
  const { columns, dialect, counts, question, timeZone, kind, mapping } = preview;
  const whole = mapping ?? said;
  const order = tableOrder(columns);
  const shownLines = new Set(preview.rows.map((row) => row.line));
  const inWords = <P extends { readonly reason: string }>(p: P): P => ({ ...p, reason: refusedWords(p.reason, words) });
  const signs = dialect && {
    ...{ encoding: dialect.encoding, delimiter: signName(dialect.delimiter), quote: signName(dialect.quote) },
    ...{ decimal: dialect.decimal, header: dialect.header ? 'yes' : 'no', skip: String(dialect.skip) },
    missing: dialect.missing.join(', '),
    sheet: dialect.sheet ?? preview.sheets?.find(({ hidden }) => !hidden)?.name ?? '',
    records: dialect.records ?? '',
  };
  const all = columns.map((column) => columnView(column, whole, question?.column ?? null, words));
  // Once the ticked ones are set, the ticks have done their work.
  const ticked = new Set(fields?.do === 'bulk' ? [] : fields?.tick);
  const opened = openedColumn(columns, fields);
  return {
    kind,
    isText: dialect !== null,
    base: JSON.stringify(said),
    columns: all,
    listed: columnPage(
      all.map((column, index) => ({ ...column, index, ticked: ticked.has(column.name) })),
      fields,
    ),
    details: detailsView(columns, opened, mapping),
    privacy: privacyView(columns, fields, words),
    anonymity: preview.anonymity,
    wide: wideOffer(columns, whole),
    summary: summaryOf(columns, whole),
    sheets: preview.sheets,
    dialect: signs && { ...signs, shown: shownDialect(signs) },
    ...{ counts, question, timeZone },
    day: question?.code === 'import.ambiguousDate' ? dayChoices(columns, question.column, viewer.locale) : null,
    nothing: counts?.whole === true && counts.events === 0,
    naive: needsZone(preview),
    heads: headsOf(columns, order, whole, words),
    hidden: columns.filter((c) => !c.drop).length - order.length,
    rows: preview.rows.map((row) =>
      rowView({ ...row, problems: row.problems.map(inWords) }, order, columns, question ? null : words.fmt),
    ),
    problems: preview.problems
      .filter(({ line }) => !shownLines.has(line))
      .slice(0, MOST_PROBLEMS)
      .map(inWords),
    kept: preview.kept.map(({ mapping: { id, name }, exact, differences }) => ({
      ...{ id, name, exact, more: Math.max(0, differences.length - MOST_NAMED) },
      differences: differences.slice(0, MOST_NAMED).map((difference) => differenceText(difference, words)),
    })),
  };
}

const headsOf = (columns: readonly PreviewColumn[], order: readonly number[], whole: MappingInput, words: Words) =>
  order.map((i) => {
    const column = columns[i]!;
    const { name, bad } = column;
    return { name, bad, role: choiceOf(column, whole), decided: decidedText(column, words) };
  });

/** Columns of times of which each may be an event of its own: offered while nothing says what the activity is. */
function wideOffer(columns: readonly PreviewColumn[], { events = [] }: MappingInput): string[] {
  if (events.length > 0 || columns.some((c) => c.role === 'activity' && !c.drop)) return [];
  const times = columns.filter((c) => c.holds === 'time' && c.role !== 'case').map((c) => c.name);
  return times.length > 1 ? times : [];
}

/** What is to be told in words beside the counts. */
function summaryOf(columns: readonly PreviewColumn[], { columns: said = [], events = [] }: MappingInput) {
  const out = columns.filter((c) => c.drop).map((c) => c.name);
  const defaults = said.flatMap(({ column, default: value, drop }) => {
    const missing = columns.find((c) => c.name === column)?.missing ?? 0;
    return value === undefined || drop || missing === 0 ? [] : [{ column, value, missing }];
  });
  return {
    events: events.map(({ activity, time }) => activity ?? time),
    out: out.slice(0, MOST_NAMED),
    moreOut: Math.max(0, out.length - MOST_NAMED),
    defaults: defaults.slice(0, MOST_NAMED),
    bad: columns
      .filter((c) => c.bad > 0)
      .map(({ name, bad }) => ({ name, bad }))
      .slice(0, MOST_NAMED),
  };
}

/** Roles first, in the order in which people think of them; then attributes as in the file; what is left out stays out. */
function tableOrder(columns: readonly PreviewColumn[]): number[] {
  const roles = ['case', 'activity', 'timestamp', 'start', 'resource', 'lifecycle', 'instance'];
  const rank = (c: PreviewColumn) => (roles.includes(c.role) ? roles.indexOf(c.role) : roles.length);
  return columns
    .map((column, i) => ({ column, i }))
    .filter(({ column }) => !column.drop)
    .sort((a, b) => rank(a.column) - rank(b.column) || a.i - b.i)
    .slice(0, MOST_COLUMNS)
    .map(({ i }) => i);
}

function rowView(
  { line, cells, problems }: PreviewRow,
  order: readonly number[],
  columns: readonly PreviewColumn[],
  /** Null: the rows stand as they are written. */
  fmt: Format | null,
): ShownRow {
  const bad = new Map(problems.map((p) => [p.column, p.reason]));
  const cell = (i: number) => {
    const reason = bad.get(columns[i]!.name) ?? null;
    const text = cells[i] ?? null;
    return { text: text && fmt ? readValue(text, columns[i]!.type, fmt) : text, bad: reason !== null, reason };
  };
  return { line, cells: cells.length === 0 ? [] : order.map(cell), words: problems };
}

/** Whether the zone of its times is asked, or was answered. */
const needsZone = ({ question, timeZone }: MappedPreview): boolean =>
  question?.code === 'import.needsTimeZone' || timeZone !== null;
