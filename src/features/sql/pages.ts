import { AppError } from '#sdk';
import { MOST_ROWS } from '../../engine/analyst-sql/limits.ts';
import { quotedName } from '../../engine/analyst-sql/quoted-name.ts';
import type { Route } from '../../platform/http/route.ts';
import { NONE } from '../../platform/text/format.ts';
import { english } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import type { SentSteps } from '../analyses/index.ts';
import { csvFile, hiddenFields, stepsOf, type Work, type Workbench } from '../workbench/index.ts';
import { EXAMPLES } from './examples.ts';
import {
  PAGE_CHARACTERS,
  PAGE_SIZE,
  type SqlAnswered,
  SqlFileQuery,
  type SqlQueried,
  SqlQuery,
  type SqlView,
} from './model.ts';
import { runSql, type SqlParts, sqlViews } from './use-cases.ts';

/** What columns hold, as the page says it. */
const KINDS = {
  text: english('text'),
  number: english('number'),
  time: english('time'),
  'yes or no': english('yes or no'),
};

/** A longer text is shown in several lines. */
const LONG_TEXT = 60;

type SqlWork = Work<SqlQueried>;

/** A statement of the analyst's own over what the filters keep, and its rows as a file. */
export const sqlPages = (parts: SqlParts, workbench: Workbench): Route[] => [
  workbench.page({
    ...{ section: 'sql', title: 'SQL', query: SqlQuery, view: '@sql/sql', permission: 'read:sql' },
    summary: 'One SELECT statement over the events and cases that the filters keep.',
    model: (work: SqlWork) => present(parts, work),
  }),
  workbench.download({
    ...{ section: 'sql', below: '.csv', query: SqlFileQuery, permission: 'read:sql' },
    summary: 'The rows of a statement as CSV.',
    file: async (work: SqlWork) => {
      const { columns, rows } = await run(parts, work);
      return csvFile(work, 'SQL', [columns.map(({ name }) => name), ...rows]);
    },
  }),
];

const run = (parts: SqlParts, { call, dataset, state, query }: SqlWork): Promise<SqlAnswered> =>
  runSql(
    parts,
    call.actor,
    { datasetId: dataset.id, statement: query.sql ?? '', filters: stepsOf(state) as unknown as SentSteps },
    call.signal,
  );

async function present(parts: SqlParts, work: SqlWork): Promise<object> {
  const { call, dataset, query } = work;
  const { t } = wordsFor(call.viewer);
  const asked = query.sql?.trim() ? await answerOrFault(parts, work) : null;
  return {
    ...{ statement: query.sql ?? '', maxLength: PAGE_CHARACTERS, mostRows: MOST_ROWS, mayReadCases: work.mayReadCases },
    fields: hiddenFields(work.href({}), 'sql', 'page'),
    views: work.mayReadCases ? shownViews(sqlViews(parts, call.actor, dataset.id), t) : [],
    examples: EXAMPLES.map(({ title, statement }) => ({
      ...{ title: t(title), href: work.href({ sql: statement, page: undefined }) },
    })),
    fault: asked && 'message' in asked ? asked : null,
    result: asked && 'rows' in asked ? shownRows(work, asked) : null,
  };
}

/** Names as a statement writes them. */
const shownViews = (views: readonly SqlView[], t: (text: string) => string) =>
  views.map(({ name, columns }) => ({
    name,
    columns: columns.map((column) => ({
      name: quotedName(column.name),
      kind: t(KINDS[column.kind]),
    })),
  }));

/** A statement that cannot be run is no mistake of the page: what is wrong stands below it. */
async function answerOrFault(parts: SqlParts, work: SqlWork): Promise<SqlAnswered | { readonly message: string }> {
  try {
    return await run(parts, work);
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('sql.')) throw error;
    return { message: error.message };
  }
}

function shownRows(work: SqlWork, { columns, rows, cut, tookMs }: SqlAnswered): object {
  const { t } = wordsFor(work.call.viewer);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const page = Math.min(work.query.page ?? 1, pages);
  const first = (page - 1) * PAGE_SIZE;
  /** As the file has it: every digit of a number that was computed. */
  const cell = (value: SqlAnswered['rows'][number][number]): string =>
    value === null ? NONE : typeof value === 'boolean' ? (value ? t('yes') : t('no')) : String(value);
  const [path, search = ''] = work.href({ page: undefined }).split('?');
  return {
    ...{ columns, cut, tookMs, page, pages, total: rows.length },
    rows: rows
      .slice(first, first + PAGE_SIZE)
      .map((row) => row.map(cell).map((text) => ({ text, isLong: text.length > LONG_TEXT }))),
    csvHref: `${path}.csv?${search}`,
    pageHref: (n: number) => work.href({ page: n }),
  };
}
