import { type ColumnId, type ColumnSpec, ident, literal, type Sql, sql } from '#sdk';

/** All that is shown of a value in a masked column. */
const STARS = '***';
const PREFIX = 'masked.';

/** Codes of a masked column: missing, and a value. */
export const MASKED_VALUES: readonly string[] = ['', STARS];

export const maskedId = (id: ColumnId): ColumnId => `${PREFIX}${id}`;

/** The column behind a masked one; null: it is none. */
const columnBehind = (id: ColumnId): ColumnId | null => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null);

/**
 * What stands in the place of a masked column: the same name, and of each value that it is there. It has an id of its own and no file:
 * whatever asks a segment, a dictionary or the archive for it is given what may be seen, on every thread and in every child.
 */
export function maskedColumn({ id, name, level, class: kind }: ColumnSpec): ColumnSpec {
  return { id: maskedId(id), name, level, class: kind === 'text' ? 'text' : 'category' };
}

/** Codes of a masked column from the values behind it; null: this is no masked column, or there is none behind it. */
export function maskedCodes(
  id: ColumnId,
  column: (behind: ColumnId) => Uint16Array | Float64Array | null,
): Uint16Array | null {
  const behind = columnBehind(id);
  const values = behind === null ? null : column(behind);
  if (values === null) return null;
  const codes = new Uint16Array(values.length);
  if (values instanceof Uint16Array) for (let i = 0; i < codes.length; i++) codes[i] = values[i] === 0 ? 0 : 1;
  else for (let i = 0; i < codes.length; i++) codes[i] = Number.isNaN(values[i]!) ? 0 : 1;
  return codes;
}

/** The dictionary of a masked column; null: it is none. */
export const maskedValues = (id: ColumnId): readonly string[] | null =>
  columnBehind(id) === null ? null : MASKED_VALUES;

/** A column of the archive, or what is shown of it, and the name of the column that it needs there. */
export function archivedColumn(id: ColumnId): { readonly needs: ColumnId; readonly value: Sql } {
  const behind = columnBehind(id);
  if (behind === null) return { needs: id, value: ident(id) };
  return { needs: behind, value: sql`case when ${ident(behind)} is not null then ${literal(STARS)} end` };
}
