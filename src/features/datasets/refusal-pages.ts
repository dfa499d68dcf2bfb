import { type FaultDetail, Type } from '#sdk';
import type { Mapping } from '../../engine/import/mapping.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { type OpenForm, openFormPage, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import type { ImportParts } from './jobs.ts';
import { scopeOfDataset } from './model.ts';
import { type AnyCall, type DatasetPageParts, show, texts, titled } from './page-parts.ts';
import type { RefusedFilter } from './refusal.ts';
import { downloadRefused } from './refused-file.ts';
import { listRefused, type OpenRefusal } from './refused-rows.ts';
import { refusedWords } from './refused-words.ts';
import { type RepairedRow, readSent } from './repaired-rows.ts';
import { type Resent, resendRefused, whyNotResendable } from './resend.ts';

/** Rows that one page lists, and that are edited at once. */
const PAGE = 100;
/** Columns of a table that are all shown; of a wider one those that matter. */
const MOST_COLUMNS = 30;
/** Signs of a cell that is edited in a page. */
const MOST_SIGNS = 2_000;
const MOST_FORM_BYTES = 8 * 1_048_576;

const PATH = '/datasets/:id/history/:load/refused';
const Query = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  column: Type.Optional(Type.String({ maxLength: 500 })),
});
type Shown = RefusedFilter & { readonly page: number };

type RefusalPageParts = DatasetPageParts & ImportParts;

/** Rows that a load refused: looked at, saved, repaired and sent again. */
export const refusalPages = (parts: RefusalPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission: 'read:cases' },
    summary: 'The rows that a load refused, by reason.',
    query: Query,
    handler: async (call) => ({ html: await refusedPage(parts, call, call.query) }),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}.csv`, permission: 'read:cases' },
    summary: 'The rows that a load refused as a file.',
    handler: async (call) => ({ download: await downloadRefused(parts, call.actor, ofCall(call)) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/file`, permission: 'write:datasets' },
    summary: 'Loads the repaired file of refused rows.',
    form: Type.Object({}),
    file: { limitBytes: () => parts.importSettings().push.maxBytes },
    handler: (call) =>
      sendAgain(parts, call, { page: 1 }, () =>
        resendRefused(parts, call.actor, ofCall(call), (headers) => readSent(call.file, headers), call.signal),
      ),
  }),
  openFormPage({
    ...{ path: `${PATH}/edit`, permission: 'write:datasets', maxBodyBytes: MOST_FORM_BYTES },
    summary: 'Loads refused rows as they were edited in the page.',
    handler: (call) =>
      sendAgain(parts, call, shownBy(call.body), () =>
        resendRefused(parts, call.actor, ofCall(call), async (headers) => editedRows(call.body, headers), call.signal),
      ),
  }),
];

const ofCall = ({ params }: AnyCall) => ({ dataset: params.id!, load: params.load! });

async function sendAgain(
  parts: RefusalPageParts,
  call: AnyCall,
  shown: Shown,
  work: () => Promise<Resent>,
): Promise<PageAnswer> {
  try {
    const { rows } = await work();
    const { t, n } = texts(call);
    const count = n(rows, '{n} repaired row is being loaded.', '{n} repaired rows are being loaded.');
    call.reply.flash = `${count} ${t('Their load appears in the history.')}`;
    return { redirect: `/datasets/${call.params.id}/history/${call.params.load}` };
  } catch (error) {
    const mistakes = formMistakes(error);
    const { details = [] } = error as { details?: readonly FaultDetail[] };
    return { html: await refusedPage(parts, call, shown, { mistakes, details }), fault: mistakes.fault };
  }
}

async function refusedPage(
  parts: RefusalPageParts,
  call: AnyCall,
  shown: Shown,
  wrong: { mistakes: FormMistakes; details: readonly FaultDetail[] } | null = null,
): Promise<string> {
  const { page: number, ...filter } = shown;
  const request = { limit: PAGE, after: null, offset: (number - 1) * PAGE };
  const { open, items, total } = await listRefused(parts, call.actor, ofCall(call), filter, request);
  const { dataset, refusal } = open;
  const closed = mayIn(call.actor, 'write:datasets', scopeOfDataset(dataset)) ? whyNotResendable(open) : null;
  const mayRepair = mayIn(call.actor, 'write:datasets', scopeOfDataset(dataset)) && closed === null;
  const base = `/datasets/${dataset.id}/history/${call.params.load}/refused`;
  const typed = wrong && call.body ? (call.body as OpenForm) : {};
  const data = {
    ...{ dataset, refusal, base, total, filter, items, wrong, closed, mayRepair, columns: shownColumns(open) },
    ...{ load: call.params.load, most: MOST_SIGNS, anyChanged: open.columns.some(({ changed }) => changed) },
    typed: (name: string, cell: string) => typed[name]?.[0] ?? cell,
    pages: { page: number, pages: Math.max(1, Math.ceil(total / PAGE)), total },
    why: (reason: string) => refusedWords(reason, texts(call)),
    href: (changes: Partial<Shown>) => hrefOf(base, { ...shown, page: 1, ...changes }),
  };
  const title = `${texts(call).t('Refused rows')}: ${dataset.name}`;
  return show(parts, call, '@datasets/refused', titled(parts, call, title, dataset), data);
}

function hrefOf(base: string, { page: number, reason, column }: Shown): string {
  const query = new URLSearchParams();
  if (number > 1) query.set('page', String(number));
  if (reason !== undefined) query.set('reason', reason);
  if (column !== undefined) query.set('column', column);
  return query.size === 0 ? base : `${base}?${query}`;
}

interface ShownColumn {
  /** Place among the columns of the file. */
  readonly at: number;
  readonly header: string;
  /** Whether it stays as it is. */
  readonly closed: boolean;
}

/** All columns, or of a wide table those that are the reason of a refusal or have a role; without what the load leaves out. */
function shownColumns({ columns, refusal }: OpenRefusal): ShownColumn[] {
  const mapped = new Map((refusal?.mapping as Mapping | null)?.columns.map((c) => [c.column, c]));
  const wrong = new Set(refusal?.reasons.map(({ column }) => column));
  const kept = columns
    .map(({ header, changed, hidden }, at) => ({ at, header, hidden, closed: changed || hidden }))
    .filter(({ header, hidden }) => !hidden && mapped.get(header)?.drop !== true);
  if (kept.length <= MOST_COLUMNS) return kept;
  const matters = ({ header }: ShownColumn) =>
    wrong.has(header) || (mapped.get(header)?.role ?? 'attribute') !== 'attribute';
  return kept.filter(matters).slice(0, MOST_COLUMNS);
}

/** Fields `r12.3`: row 12, column 3. */
function editedRows(form: OpenForm, headers: readonly string[]): RepairedRow[] {
  const rows = new Map<number, (string | undefined)[]>();
  for (const [name, [value]] of Object.entries(form)) {
    const place = /^r(\d{1,9})\.(\d{1,5})$/.exec(name);
    if (!place) continue;
    const row = Number(place[1]);
    const cells = rows.get(row) ?? headers.map(() => undefined);
    rows.set(row, cells);
    cells[Number(place[2])] = value;
  }
  return [...rows].map(([row, cells]) => ({ row, cells: cells.slice(0, headers.length) }));
}

function shownBy(form: OpenForm): Shown {
  const one = (name: string) => form[name]?.[0];
  const number = Number(one('page') ?? 1);
  return {
    page: Number.isSafeInteger(number) && number > 0 ? number : 1,
    ...(one('reason') === undefined ? {} : { reason: one('reason') }),
    ...(one('column') === undefined ? {} : { column: one('column') }),
  };
}
