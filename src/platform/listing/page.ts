import { invalid, type Static, type TSchema, Type } from '#sdk';

/** One step of a list, as use cases and stores speak of it. */
export interface ListRequest {
  readonly limit: number;
  /** Sort keys of the last item that was seen; the list goes on after it. */
  readonly after: readonly string[] | null;
  readonly offset: number;
}

export interface Listed<T> {
  readonly items: readonly T[];
  /** Of the whole list, not of this step. */
  readonly total: number;
  /** Cursor of the next step; null at the end. */
  readonly next: string | null;
}

/** Query parameters of every list: by cursor (steady while rows come and go) or by page (for people). */
export const ListQuery = Type.Object({
  limit: Type.Integer({ default: 50, minimum: 1, maximum: 500, description: 'Items in this answer' }),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'The "next" of the answer before' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Instead of a cursor: page 1, 2, …' })),
});

export function listRequest(query: Static<typeof ListQuery>): ListRequest {
  if (query.cursor !== undefined && query.page !== undefined)
    invalid('list.cursorAndPage', 'A list is read by cursor or by page, not by both.');
  return {
    limit: query.limit,
    after: query.cursor === undefined ? null : readCursor(query.cursor),
    offset: query.page === undefined ? 0 : (query.page - 1) * query.limit,
  };
}

/** Stores ask for one item more than the limit; `keysOf` gives the sort keys that a cursor holds. */
export function listed<T>(
  rows: readonly T[],
  total: number,
  request: ListRequest,
  keysOf: (item: T) => readonly string[],
): Listed<T> {
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  const more = rows.length > request.limit && last !== undefined;
  return { items, total, next: more ? Buffer.from(JSON.stringify(keysOf(last))).toString('base64url') : null };
}

function readCursor(cursor: string): string[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === 2 && keys.every((key) => typeof key === 'string')) return keys;
  } catch {
    // Falls through to the one answer for a cursor that we did not make.
  }
  return invalid('list.badCursor', 'This cursor was not made by this list. Take "next" of an answer as it is.');
}

/** The schema of a list's answer. */
export const ListOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer({ minimum: 0, description: 'Items of the whole list' }),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next step; null at the end' }),
  });
