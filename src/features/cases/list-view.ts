import { NONE } from '../../platform/text/format.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Work } from '../workbench/index.ts';
import {
  type CaseColumn,
  type CaseRow,
  type CasesAsked,
  type CaseTable,
  instantOf,
  PAGE_SIZE,
  REACH,
} from './model.ts';
import { shortName, valueText } from './value-text.ts';

/** Attributes that are shown until somebody chooses. */
const USUAL_COLUMNS = 3;
/** Pages that appear one after the other while one scrolls; then a link leads on, so that the page stays light. */
const PAGES_IN_A_ROW = 20;
/** Attributes that can be chosen at once; the addresses of pages must stay short. */
const MOST_COLUMNS = 20;

const SORTS = ['id', 'start', 'end', 'duration', 'events'] as const;
const HEADS: Readonly<Record<(typeof SORTS)[number], string>> = {
  ...{ id: english('Case'), start: english('Start'), end: english('End') },
  ...{ duration: english('Duration'), events: english('Events') },
};

/** The list of cases as plain data. */
export function presentCases(work: Work<CasesAsked>, table: CaseTable, words: Words) {
  const { query } = work;
  const shown = shownColumns(table.columns, query.c);
  const page = query.page ?? 1;
  const pages = Math.ceil(Math.min(table.total, REACH) / PAGE_SIZE);
  return {
    ...{ q: query.q ?? '', total: table.total, reach: REACH, page, pages, keeps: keepsOf(work) },
    heads: SORTS.map((sort) => headOf(work, sort, words)),
    columns: shown.map(({ name, class: kind }) => ({ name: shortName(name), num: kind === 'number' })),
    choices: table.columns.map((column) => ({
      ...{ id: column.id, name: shortName(column.name), chosen: shown.includes(column) },
    })),
    mostColumns: MOST_COLUMNS,
    clearHref: query.q ? work.href({ q: undefined, page: undefined }) : null,
    exportHref: work.hrefTo('cases', { ...passedOn(query), c: undefined }).replace('/cases', '/cases.csv'),
    logHrefs: {
      xes: work.hrefTo('cases').replace('/cases', '/cases.xes.gz'),
      csv: work.hrefTo('cases').replace('/cases', '/cases.events.csv'),
    },
    rows: table.rows.map((row) => presentRow(work, row, shown, words)),
    more: page < pages ? { href: work.href({ page: page + 1 }), byItself: page % PAGES_IN_A_ROW !== 0 } : null,
    previousHref: page > 1 ? work.href({ page: page - 1 === 1 ? undefined : page - 1 }) : null,
    span: SORTS.length + shown.length,
  };
}

/** What the page of a case carries along of the list. */
export const passedOn = ({ q, sort, desc, c }: Pick<CasesAsked, 'q' | 'sort' | 'desc' | 'c'>) => ({ q, sort, desc, c });

/** Fields that a form of this page must send again, besides its own. */
function keepsOf({ query, href }: Work<CasesAsked>): { name: string; value: string; of: 'order' | 'columns' }[] {
  const f = new URL(href({}), 'http://localhost').searchParams.get('f');
  const order = Object.entries({ f, sort: query.sort, desc: query.desc }).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [{ name, value: String(value), of: 'order' as const }],
  );
  return [...order, ...(query.c ?? []).map((value) => ({ name: 'c', value, of: 'columns' as const }))];
}

function shownColumns(columns: readonly CaseColumn[], chosen: readonly string[] | undefined): readonly CaseColumn[] {
  if (chosen) return columns.filter(({ id }) => chosen.includes(id));
  return columns.filter((column) => column.class !== 'text').slice(0, USUAL_COLUMNS);
}

function headOf(work: Work<CasesAsked>, sort: (typeof SORTS)[number], { t }: Words) {
  const { query } = work;
  const sorted = (query.sort ?? 'start') === sort;
  const down = query.desc ?? false;
  // What is looked for first: the longest, the largest; ids and instants from the beginning.
  const first = sort === 'duration' || sort === 'events';
  const desc = sorted ? !down : first;
  return {
    ...{ text: t(HEADS[sort]), num: first, sorted: sorted ? (down ? 'descending' : 'ascending') : undefined },
    href: work.href({ sort: sort === 'start' ? undefined : sort, desc: desc || undefined, page: undefined }),
  };
}

function presentRow(work: Work<CasesAsked>, row: CaseRow, columns: readonly CaseColumn[], words: Words) {
  const { fmt } = words;
  const [start, end] = [instantOf(row.start), instantOf(row.end)];
  return {
    ...{ id: row.caseId, href: work.caseHref(row.caseId, passedOn(work.query)) },
    start: { text: fmt.instant(start), title: start === null ? '' : fmt.exactInstant(start) },
    end: { text: fmt.instant(end), title: end === null ? '' : fmt.exactInstant(end) },
    duration: { text: fmt.duration(row.durationMs), title: fmt.exactDuration(row.durationMs) },
    events: fmt.number(row.events),
    cells: columns.map(({ name, class: kind }) => {
      const value = row.attributes[name] ?? null;
      const text = typeof value === 'number' ? fmt.number(value, 3) : valueText(value, words);
      return { label: shortName(name), text, num: kind === 'number', missing: text === NONE };
    }),
  };
}
