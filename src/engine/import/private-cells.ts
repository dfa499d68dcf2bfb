import { ident, joinSql, literal, type Sql, sql, wholeNumber } from '#sdk';
import { readTime, readValue } from '../../mining/formats/value-sql.ts';
import { cellName, cellOf } from './cells.ts';
import type { PrivateCell } from './column-plan.ts';
import { type ColumnMapping, headersOfEvents, type Mapping } from './mapping.ts';
import { OTHER, type Privacy, SHIFT_DAYS, UNREADABLE } from './privacy-schema.ts';

/** A table of texts in which nothing stands any more that was not to be kept, and the mapping of what stands there now. */
export interface PrivateTable {
  readonly mapping: Mapping;
  /** What takes the place of a column of the table; empty: all stay as they are. */
  readonly cells: readonly PrivateCell[];
}

/** What is kept as it is, to everybody or to those who may see it. */
const KEEPS = new Set<string>(['keep', 'mask-on-view']);

type Decided = Pick<ColumnMapping, 'privacy'>;

/** Whether something of the column is not kept as it is. */
export const changesCells = ({ privacy }: Decided): boolean => privacy !== undefined && !KEEPS.has(privacy.action);

/** Whether the column is kept, and shown to those alone who may see masked columns. */
export const isMasked = (column: Decided | undefined): boolean => column?.privacy?.action === 'mask-on-view';

/** Whether a load keeps less than its file holds. */
export const removesValues = (columns: readonly Decided[]): boolean => columns.some(changesCells);

const NEEDS_KEY = new Set<string>(['hash', 'shift']);
export const needsKey = (columns: readonly Decided[]): boolean =>
  columns.some(({ privacy }) => privacy !== undefined && NEEDS_KEY.has(privacy.action));

/**
 * What was decided about people, done to the cells themselves: whatever reads the table afterwards (survey, rows, quarantine, preview)
 * never sees what was there. The functions of {@link privacyMacros} must be there.
 */
export function privateTable(mapping: Mapping, headers: readonly string[]): PrivateTable {
  const cells = mapping.columns.filter(changesCells).map((column) => ({
    column: cellName(headers.indexOf(column.column)),
    cell: privateCell(column, mapping, headers),
  }));
  if (cells.length === 0) return { mapping, cells };
  const ofEvents = headersOfEvents(mapping);
  const columns = mapping.columns.map((c) => (changesCells(c) ? afterwards(c, ofEvents.has(c.column)) : c));
  return { mapping: { ...mapping, columns }, cells };
}

/** The mapping of rows in which this was done already: it is not done to them again. */
export const mappingOfPrivateRows = (mapping: Mapping): Mapping => {
  const ofEvents = headersOfEvents(mapping);
  const columns = mapping.columns.map((c) =>
    changesCells(c)
      ? { ...afterwards(c, ofEvents.has(c.column)), privacy: { class: c.privacy!.class, action: 'keep' as const } }
      : c,
  );
  return { ...mapping, columns };
};

/** A relation with private cells in the place of its own. */
export function withPrivateCells(relation: Sql, cells: readonly PrivateCell[]): Sql {
  if (cells.length === 0) return relation;
  const replaced = cells.map(({ column, cell }) => sql`${cell} as ${ident(column)}`);
  return sql`(select * replace (${joinSql(replaced, ', ')}) from ${relation})`;
}

function privateCell(column: ColumnMapping, mapping: Mapping, headers: readonly string[]): Sql {
  const raw = cellOf(column, mapping, headers);
  const privacy = column.privacy!;
  if (privacy.action === 'drop') return sql`null::varchar`;
  if (privacy.action !== 'shift')
    return changedText(privacy, {
      raw,
      number: () => readValue(raw, 'number', column, mapping.dialect)!.value,
      // A naive time is in the month that it says, wherever it was written.
      atMs: () => timeOf(raw, column, 'UTC'),
    });
  const caseColumn = mapping.columns.find((c) => c.role === 'case' && !c.drop)!;
  const offset = sql`case_offset_ms(${cellOf(caseColumn, mapping, headers)}, ${wholeNumber(privacy.days ?? SHIFT_DAYS)})`;
  const moved = sql`${timeOf(raw, column, column.zone ?? mapping.timeZone)} + ${offset}`;
  return orUnreadable(
    raw,
    sql`strftime(make_timestamp(round((${moved}) * 1000)::bigint), '%Y-%m-%dT%H:%M:%S.%f+00:00')`,
  );
}

const timeOf = (raw: Sql, { format }: ColumnMapping, zone: string | null): Sql =>
  readTime(raw, format ?? 'iso', zone).value;

const orUnreadable = (raw: Sql, value: Sql): Sql =>
  sql`case when ${raw} is not null then coalesce(${value}, ${literal(UNREADABLE)}) end`;

/** Stars, always as many: how long a value was is not told. */
const masked = (raw: Sql, kept: number): Sql =>
  sql`case when ${raw} is not null then '***' || ${kept === 0 ? sql`''` : sql`case when length(${raw}) > ${wholeNumber(2 * kept)} then right(${raw}, ${wholeNumber(kept)}) else '' end`} end`;

/** A value as text, as a number and as a time in milliseconds, where it is one. */
export interface ReadCell {
  readonly raw: Sql;
  readonly number: () => Sql;
  readonly atMs: () => Sql;
}

/** The text that takes the place of a value; the functions of {@link preparePrivacy} must be there. */
export function changedText(privacy: Privacy, cell: ReadCell): Sql {
  const { raw } = cell;
  if (privacy.action === 'hash') return sql`pseudonym(${raw})`;
  return privacy.action === 'mask' ? masked(raw, privacy.length ?? 0) : generalised(privacy, cell);
}

function generalised({ by, width = 1, length = 0, groups = [] }: Privacy, { raw, number, atMs }: ReadCell): Sql {
  if (by === 'month' || by === 'year') {
    const at = sql`make_timestamp((${atMs()} * 1000)::bigint)`;
    return orUnreadable(raw, sql`strftime(${at}, ${literal(by === 'month' ? '%Y-%m' : '%Y')})`);
  }
  if (by === 'prefix')
    return sql`case when length(${raw}) > ${wholeNumber(length)} then left(${raw}, ${wholeNumber(length)}) || '…' else ${raw} end`;
  if (by === 'groups') {
    const cases = groups.map(
      ({ to, values }) => sql`when ${raw} in (${joinSql(values.map(literal), ', ')}) then ${literal(to)}`,
    );
    return sql`case when ${raw} is null then null ${joinSql(cases, '\n')} else ${literal(OTHER)} end`;
  }
  const step = sql`${literal(String(width))}::double`;
  const from = sql`floor(${number()} / ${step}) * ${step}`;
  return orUnreadable(raw, sql`plain_number(${from}) || '–' || plain_number(${from} + ${step})`);
}

/** How a column is read once its cells are private ones. */
function afterwards(column: ColumnMapping, ofEvents: boolean): ColumnMapping {
  const { zone: _z, timeColumn: _t, default: _d, decimal: _c, thousands: _h, ...rest } = column;
  const { action } = column.privacy!;
  if (action === 'drop') return { ...rest, drop: true };
  if (action === 'shift') return { ...rest, format: 'iso' };
  const { format: _f, fallback: _b, ...text } = rest;
  return ofEvents || (text.role ?? 'attribute') !== 'attribute' || text.type === 'text'
    ? text
    : { ...text, type: 'category' };
}
