import type { ExampleCell } from '#sdk';
import type { PreviewTable } from '../../engine/pipelines/pipeline-job.ts';
import type { TableChanges } from '../../mining/pipelines/changes.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import { decidedWords } from '../datasets/index.ts';
import type { Inherited } from './inherited.ts';

/** Rows and columns of a table that a page shows. */
const SHOWN_ROWS = 12;
const SHOWN_COLUMNS = 40;

export type CellMark = 'new' | 'gone' | 'changed' | null;

/** A table with what a step does to it: marks of columns, rows and cells. */
export interface ShownTableView {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly mark: CellMark;
    /** What was decided about what it is made of; null: nothing. */
    readonly decided: { readonly what: string; readonly from: string } | null;
  }[];
  readonly rows: readonly {
    readonly mark: CellMark;
    readonly cells: readonly { readonly text: string | null; readonly mark: CellMark; readonly isNumber: boolean }[];
  }[];
  readonly moreRows: number;
  readonly moreColumns: number;
}

export function tableView(
  table: PreviewTable,
  inherited: readonly Inherited[],
  changes: TableChanges | null,
  side: 'before' | 'after',
  words: Words,
): ShownTableView {
  const decided = new Map(
    inherited.map(({ column, privacy, from }) => [column, { what: decidedWords(privacy, words), from }]),
  );
  const gone = new Set(side === 'before' ? changes?.gone : []);
  const marks = table.columns.map(({ name }) => columnMark(name, changes, side));
  const places = shownPlaces(table, changes, side, marks);
  const columns = places.map((place) => {
    const { name, type } = table.columns[place]!;
    return { name, type: words.t(TYPE_TEXTS[type]), mark: marks[place]!, decided: decided.get(name) ?? null };
  });
  const rows = table.rows.slice(0, SHOWN_ROWS).map(({ cells }, r) => {
    const after = side === 'after' ? changes?.rows[r] : undefined;
    return {
      mark: gone.has(r) ? ('gone' as const) : after?.isNew ? ('new' as const) : null,
      cells: places.map((place) => {
        const cell = cells[place]!;
        const text = table.columns[place]!.type === 'time' ? timeText(cell) : cellText(cell, words);
        return {
          ...{ text, isNumber: typeof cell === 'number' },
          mark: after?.changed[place] ? ('changed' as const) : marks[place]!,
        };
      }),
    };
  });
  return {
    ...{ columns, rows, moreRows: Math.max(0, table.rows.length - SHOWN_ROWS) },
    moreColumns: table.columns.length - places.length,
  };
}

/** The columns of a wide table with which something happens, and then its first ones. */
function shownPlaces(
  { columns, rows }: PreviewTable,
  changes: TableChanges | null,
  side: 'before' | 'after',
  marks: readonly CellMark[],
): number[] {
  const all = columns.map((_, place) => place);
  if (all.length <= SHOWN_COLUMNS) return all;
  const isChanged = (place: number) => side === 'after' && rows.some((_, r) => changes?.rows[r]?.changed[place]);
  const marked = all.filter((place) => marks[place] !== null || isChanged(place));
  return [...new Set([...marked, ...all])].slice(0, SHOWN_COLUMNS);
}

function columnMark(name: string, changes: TableChanges | null, side: 'before' | 'after'): CellMark {
  if (side === 'after') return changes?.newColumns.includes(name) ? 'new' : null;
  return changes?.goneColumns.includes(name) ? 'gone' : null;
}

export const TYPE_TEXTS = {
  ...{
    text: english('Text'),
    number: english('Number'),
    boolean: english('Yes or no'),
    time: english('Date and time'),
  },
};

/** Of a fraction of a second only the digits that say something. */
const timeText = (cell: ExampleCell): string | null =>
  cell === null ? null : String(cell).replace(/(?:(\.\d*?[1-9])|\.)0+Z$/, '$1Z');

function cellText(cell: ExampleCell, { t, fmt }: Words): string | null {
  if (typeof cell === 'number') return fmt.number(cell, 6);
  if (typeof cell === 'boolean') return cell ? t('yes') : t('no');
  return cell;
}
