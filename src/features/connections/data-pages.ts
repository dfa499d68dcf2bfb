import { AppError, type Static, Type } from '#sdk';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import { type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { listFiles, listTables, type Preview, previewConnection } from './ask.ts';
import { type Connection, PREVIEW_ROWS, type PreviewRequest } from './model.ts';
import { type AnyCall, type ConnectionPageParts, PATH, show } from './page-parts.ts';
import type { ReadPart } from './parts.ts';
import { getConnection, getType } from './use-cases.ts';

const read = { permission: 'read:connections', effort: 'calculation' } as const;
const PAGE_SIZE = 100;
const ListQuery = Type.Object({
  search: Type.String({ default: '', maxLength: 200 }),
  page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }),
  fresh: Type.Optional(Type.Literal('yes')),
});
const Part = Type.Object({
  table: Type.Optional(Type.String({ maxLength: 2000 })),
  file: Type.Optional(Type.String({ maxLength: 4000 })),
});
const QueryForm = Type.Object({ query: Type.String({ maxLength: 100_000 }) });

/** What lies in a source: its tables or files, and their first rows. */
export const dataPages = (parts: ConnectionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id/data`, ...read },
    summary: 'The tables or files of a connection.',
    query: ListQuery,
    handler: (call) => listPage(parts, call, call.query),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id/preview`, ...read },
    summary: 'The first rows of a table or a file of a connection.',
    query: Part,
    handler: (call) => previewPage(parts, call, call.query),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/preview`, ...read },
    summary: 'The first rows of what a source answers to a query.',
    form: QueryForm,
    handler: (call) => previewPage(parts, call, call.body),
  }),
];

/** What a source says instead of an answer belongs on the page that asked it. */
async function orSaid<T>(ask: () => Promise<T>): Promise<{ answer: T | null; fault: AppError | null }> {
  try {
    return { answer: await ask(), fault: null };
  } catch (error) {
    if (error instanceof AppError && error.fault !== 'cancelled') return { answer: null, fault: error };
    throw error;
  }
}

interface Row {
  readonly name: string;
  readonly note: string | null;
  readonly bytes: number | null;
  readonly modifiedMs: number | null;
  readonly href: string;
}

async function listPage(
  parts: ConnectionPageParts,
  call: AnyCall,
  { search, page: number, fresh }: Static<typeof ListQuery>,
): Promise<PageAnswer> {
  const connection = getConnection(parts, call.actor, call.params.id!);
  const type = getType(parts, connection.connector);
  const asked = { search, fresh: fresh === 'yes', limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { answer, fault } = await orSaid(() => rowsOf(parts, call, type, connection, asked));
  const total = answer?.total ?? 0;
  const html = show(parts, call, '@connections/data', connection.name, {
    ...{ ...about(connection, type), search, rows: answer?.rows ?? [], total, fault: fault?.message ?? null },
    ...{ page: number, pages: Math.max(1, Math.ceil(total / PAGE_SIZE)) },
    href: (wanted: number) => `${PATH}/${connection.id}/data?${new URLSearchParams({ search, page: String(wanted) })}`,
  });
  return { html, ...(fault && { fault: fault.fault }) };
}

async function rowsOf(
  parts: ConnectionPageParts,
  { actor }: AnyCall,
  { delivers }: ConnectorType,
  { id }: Connection,
  asked: Parameters<typeof listTables>[3],
): Promise<{ rows: Row[]; total: number }> {
  const href = (part: ReadPart) => `${PATH}/${id}/preview?${new URLSearchParams({ ...part })}`;
  if (delivers === 'files') {
    const { items, total } = await listFiles(parts, actor, id, asked);
    const rows = items.map(({ path, bytes, modifiedMs }) => ({
      ...{ name: path, note: null, bytes, modifiedMs, href: href({ file: path }) },
    }));
    return { rows, total };
  }
  const { items, total } = await listTables(parts, actor, id, asked);
  const rows = items.map(({ name, note = null }) => ({
    ...{ name, note, bytes: null, modifiedMs: null, href: href({ table: name }) },
  }));
  return { rows, total };
}

async function previewPage(parts: ConnectionPageParts, call: AnyCall, asked: ReadPart): Promise<PageAnswer> {
  const connection = getConnection(parts, call.actor, call.params.id!);
  const type = getType(parts, connection.connector);
  const request: Static<typeof PreviewRequest> = { ...asked, rows: PREVIEW_ROWS };
  const isAsked = asked.table !== undefined || asked.file !== undefined || asked.query !== undefined;
  const { answer, fault } = isAsked
    ? await orSaid<Preview>(() => previewConnection(parts, call.actor, connection.id, request, call.signal))
    : { answer: null, fault: null };
  const html = show(parts, call, '@connections/preview', asked.table ?? asked.file ?? connection.name, {
    ...{ ...about(connection, type), asked, preview: answer, fault: fault?.message ?? null },
    offers: answer ? parts.offers.flatMap((find) => find(call.actor, connection, asked) ?? []) : [],
  });
  return { html, ...(fault && { fault: fault.fault }) };
}

const about = ({ id, name }: Connection, { title, delivers, queries }: ConnectorType) => ({
  ...{ id, name, title, delivers, queries },
});
