import type { MappingInput } from '../../engine/import/mapping.ts';
import type { PreviewColumn, PreviewRow } from '../../engine/import/preview-job.ts';
import type { Rejected } from '../../engine/import/staged-log.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { choiceOf, shownAs, shownDialect, signName } from './mapping-form.ts';
import type { UploadPreview } from './preview.ts';
import { reasonText } from './reason-text.ts';

/** Columns that the table of first rows shows; the form has them all. */
const MOST_COLUMNS = 24;
const MOST_PROBLEMS = 20;

/** A row of the preview, and the words that stand below it where something is wrong. */
interface ShownRow {
  readonly line: number;
  readonly cells: readonly { readonly text: string | null; readonly bad: boolean }[];
  readonly words: readonly Pick<Rejected, 'column' | 'value' | 'reason'>[];
}

/** Plain data for the mapping step, from a look into the file. */
export function mappingView(preview: UploadPreview, said: MappingInput, texts: Texts) {
  const { columns, dialect, counts, question, timeZone, kept, fingerprint, kind } = preview;
  const order = tableOrder(columns);
  const shownLines = new Set(preview.rows.map((row) => row.line));
  const signs = dialect && {
    ...{ encoding: dialect.encoding, delimiter: signName(dialect.delimiter), quote: signName(dialect.quote) },
    ...{ decimal: dialect.decimal, header: dialect.header ? 'yes' : 'no', skip: String(dialect.skip) },
    missing: dialect.missing.join(', '),
  };
  return {
    kind,
    isText: dialect !== null,
    base: JSON.stringify(said),
    columns: columns.map((column) => columnView(column, question?.column ?? null, texts)),
    dialect: signs && { ...signs, shown: shownDialect(signs) },
    ...{ counts, question: question && { ...question, formats: formatsOf(columns, question.column) }, timeZone },
    naive: needsZone(preview),
    heads: order.map((i) => ({ name: columns[i]!.name, role: choiceOf(columns[i]!) })),
    hidden: columns.filter((c) => !c.drop).length - order.length,
    rows: preview.rows.map((row) => rowView(row, order, columns)),
    problems: preview.problems.filter(({ line }) => !shownLines.has(line)).slice(0, MOST_PROBLEMS),
    kept: kept.map(({ id, name, fingerprint: own }) => ({ id, name, exact: own !== null && own === fingerprint })),
  };
}

const REQUIRED = new Set(['case', 'activity', 'timestamp']);

function columnView(column: PreviewColumn, asked: string | null, texts: Texts) {
  const choice = choiceOf(column);
  const isTime = column.type === 'time' && !column.drop;
  const format = isTime ? (column.format ?? '') : '';
  const isAttribute = column.role === 'attribute' && !column.drop;
  const type = isAttribute ? column.type : '';
  return {
    ...{ name: column.name, choice, type, format, isTime, isAttribute, formats: column.formats },
    ...{
      shown: shownAs(choice, type, format),
      confidence: column.confidence,
      reason: reasonText(column.reason, texts),
    },
    ...{ samples: column.samples, required: REQUIRED.has(choice), asked: column.name === asked },
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
): ShownRow {
  const bad = new Set(problems.map((p) => p.column));
  return {
    line,
    cells: cells.length === 0 ? [] : order.map((i) => ({ text: cells[i] ?? null, bad: bad.has(columns[i]!.name) })),
    words: problems,
  };
}

const formatsOf = (columns: readonly PreviewColumn[], name: string | null): readonly string[] =>
  columns.find((c) => c.name === name)?.formats ?? [];

/** Whether the zone of its times is asked, or was answered. */
const needsZone = ({ question, timeZone }: UploadPreview): boolean =>
  question?.code === 'import.needsTimeZone' || timeZone !== null;
